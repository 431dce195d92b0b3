import { startHelper } from './lines.mjs';
import { summary } from './statistics.mjs';
import { pass } from './terminal.mjs';

/** A monitor sleeps between its samples, and what it reads leaves the caches of the CPU meanwhile. */
const COLD_MILLISECONDS = 350;
const WARM_UPS = 2;

/**
 * Samples of contenders (`name`, the words to `run`, whether they must see the `whole` load), each in turn, round after
 * round, after a sleep. Fails when one that must does not see the load, of which there is no less than `least`.
 */
export async function measureInTurns(contenders, { rounds, least }) {
  const running = contenders.map(({ name, run, whole }) => ({
    name,
    whole,
    helper: startHelper(run[0], run.slice(1)),
    first: undefined,
    cpu: [],
    wall: [],
  }));
  for (let round = -WARM_UPS; round < rounds; round++) {
    for (const one of running) await sampleOnce(one, round, least);
  }
  for (const { helper } of running) await helper.stop();
  return Object.fromEntries(
    running.map(({ name, cpu, wall, first }) => [
      name,
      { firstCpuMilliseconds: first, cpuMilliseconds: summary(cpu), wallMilliseconds: summary(wall) },
    ]),
  );
}

async function sampleOnce(one, round, least) {
  await pass(COLD_MILLISECONDS);
  const began = performance.now();
  const { cpuMilliseconds, count } = JSON.parse(await one.helper.ask('sample'));
  const wall = performance.now() - began;
  if (one.whole && count < least) throw new Error(`bench: ${one.name} saw ${count} of ${least}`);
  one.first ??= cpuMilliseconds;
  if (round < 0) return;
  one.cpu.push(cpuMilliseconds);
  one.wall.push(wall);
}
