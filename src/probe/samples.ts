import { NEED_FLAGS, type Needs, type Probe } from '../model/machine/machine.js';
import { SOCKET_KINDS } from '../model/machine/socket-table.js';
import type { Reading, Samples } from '../model/machine/source.js';

export type Clock = {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  setTimer(run: () => void, milliseconds: number): unknown;
  clearTimer(timer: unknown): void;
};

type Options = {
  /** Ends the samples. */
  readonly stop?: AbortSignal;
  readonly clock?: Clock;
};

/** CPU time is counted in ticks of 10 ms: over a shorter time rates would be noise. */
const LEAST_GAP_MILLISECONDS = 250;
const KINDS = NEED_FLAGS;
/** Any other request for sockets counts as more: fewer kinds can mean more of one. */
const SOCKET_NEEDS = [...SOCKET_KINDS, 'listeningOnly', 'counters', 'owners', 'allOwners'] as const;

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  setTimer: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

const DONE = { done: true, value: undefined } as const;

type Result = IteratorResult<Reading, undefined>;

/**
 * Takes a sample of a source every delay, the first at once. Late ones are left out, not made up for. This is the one way
 * in which ntop reads a source again and again.
 */
export function samples(
  source: Pick<Probe, 'sample'>,
  needs: Needs,
  delaySeconds: number,
  { stop, clock = REAL_CLOCK }: Options = {},
): Samples {
  let wanted = needs;
  let delayMilliseconds = delaySeconds * 1000;
  let give: ((result: Result) => void) | undefined;
  let timer: unknown;
  let [hurried, ended] = [false, false];
  /** When the last sample was due, and when it began; the one under way. */
  let [due, began] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let underWay = false;
  let untold: Reading | undefined;

  const schedule = () => {
    if (timer !== undefined) clock.clearTimer(timer);
    timer = undefined;
    if (give === undefined) return;
    if (untold !== undefined) tell(untold);
    else if (!underWay) timer = clock.setTimer(take, Math.max(0, nextDue() - clock.now()));
  };
  const nextDue = () => {
    const least = Math.min(LEAST_GAP_MILLISECONDS, delayMilliseconds);
    return Math.max(due + (hurried ? least : delayMilliseconds), began + least);
  };
  const tell = (reading: Reading) => {
    untold = undefined;
    give?.({ done: false, value: reading });
    give = undefined;
  };
  const take = () => {
    timer = undefined;
    began = clock.now();
    // Samples are due on a grid of the clock, so that timers that fire late do not make all that follow late.
    const late = began - (due + delayMilliseconds);
    due = late > 0 && late < delayMilliseconds ? began - late : began;
    hurried = false;
    underWay = true;
    void read(source, wanted).then((reading) => {
      underWay = false;
      untold = reading;
      schedule();
    });
  };
  const hurry = () => {
    hurried = true;
    schedule();
  };
  const end = () => {
    ended = true;
    if (timer !== undefined) clock.clearTimer(timer);
    give?.(DONE);
    give = undefined;
  };
  if (stop?.aborted) end();
  stop?.addEventListener('abort', end, { once: true });

  return {
    next: () =>
      new Promise((resolve) => {
        if (ended) return resolve(DONE);
        give = resolve;
        schedule();
      }),
    async return() {
      end();
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    setNeeds(next) {
      const before = wanted;
      wanted = next;
      if (asksForMore(before, next)) hurry();
    },
    setDelay(seconds) {
      delayMilliseconds = seconds * 1000;
      schedule();
    },
    sampleNow: hurry,
    overdueSeconds() {
      const waited = underWay ? clock.now() - began : 0;
      return waited > delayMilliseconds ? waited / 1000 : undefined;
    },
    end,
  };
}

async function read(source: Pick<Probe, 'sample'>, needs: Needs): Promise<Reading> {
  try {
    return { ok: true, snapshot: await source.sample(needs), needs };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function asksForMore(before: Needs, after: Needs): boolean {
  if (after.sessions === 'now' && before.sessions !== 'now') return true;
  if (after.groups !== before.groups && after.groups?.some((kind) => !before.groups?.includes(kind))) return true;
  if (KINDS.some((kind) => after[kind] && !before[kind])) return true;
  const { sockets } = after;
  if (sockets === undefined || sockets === before.sockets) return false;
  return SOCKET_NEEDS.some((need) => sockets[need] !== before.sockets?.[need]);
}
