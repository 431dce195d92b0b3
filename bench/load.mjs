import { startHelper } from './lines.mjs';

/** Of one CPU; all that wake share it. */
const BUSY_SHARE = 0.2;
const WAKES_PER_SECOND = 5;
const MOST_BURN_MICROSECONDS = 2000;

/** Microseconds of CPU that each of some busy processes uses when it wakes, so that the machine is not full of them. */
export function burnOf(busy) {
  const share = Math.round((BUSY_SHARE * 1e6) / WAKES_PER_SECOND / Math.max(1, busy));
  return Math.min(MOST_BURN_MICROSECONDS, share);
}

/** Starts a load and waits until all its processes live; `wanted` is what load.c takes. */
export async function startLoad(program, wanted) {
  const helper = startHelper(
    program,
    Object.entries(wanted).map(([name, value]) => `${name}=${value}`),
  );
  const pids = (await helper.answer()).split(' ').slice(1).map(Number);
  return {
    pids,
    /** Fails unless all of them still run. */
    async check() {
      const answer = await helper.ask('check');
      if (answer !== `alive ${pids.length}`) throw new Error(`bench: the load says ${answer}`);
    },
    stop: () => helper.stop(),
  };
}
