import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';

const MIB = 1024 ** 2;
const asked = process.env.NTOP_GROWTH_ROUNDS;
/** NTOP_GROWTH_ROUNDS=100000 makes as many of each, however long they take, and says what it measured. */
const CALLS = Number(asked ?? 1000);
const LIMIT_MILLISECONDS = asked === undefined ? 500 : Number.POSITIVE_INFINITY;
/** Of each, whatever time they take. */
const LEAST_CALLS = 20;
const ROUNDS = 3;

/** So much more of each is no leak: a thread that has answered may still be ending. */
const CHANCE = { residentBytes: 16 * MIB, heapBytes: 2 * MIB, descriptors: 0, threads: 1 };
type Usage = Readonly<typeof CHANCE>;
const figures = Object.keys(CHANCE) as (keyof Usage)[];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Calls a function over and over, and expects memory, descriptors and threads to be afterwards as they were before. A
 * leak grows in each round; what grows in one of them is room that V8 or malloc(3) takes and keeps.
 */
export async function expectNoGrowth(call: () => unknown): Promise<void> {
  await callOften(call, CALLS / 5, LIMIT_MILLISECONDS / 5);
  let before = await usage();
  for (let round = 1; ; round += 1) {
    const calls = await callOften(call, CALLS, LIMIT_MILLISECONDS);
    const after = await usage();
    if (asked !== undefined) process.stdout.write(`${calls} calls: ${written(before)} -> ${written(after)}\n`);
    if (round === ROUNDS || grown(before, after).length === 0) return expectSame(before, after);
    before = after;
  }
}

/** Expects that nothing was kept between two readings of usage(). */
export function expectSame(before: Usage, after: Usage): void {
  expect(grown(before, after)).toEqual([]);
}

/** What differs by more than chance. */
function grown(before: Usage, after: Usage): readonly string[] {
  return figures.flatMap((name) => {
    const growth = after[name] - before[name];
    return growth > CHANCE[name] ? [`${name} +${growth}`] : [];
  });
}

/** What this process takes once nothing waits to be collected. */
export async function usage(): Promise<Usage> {
  // Handles are closed, and finalizers run, in turns of the event loop.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    collect();
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed, descriptors: count('fd'), threads: count('task') };
}

async function callOften(call: () => unknown, most: number, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds;
  let calls = 0;
  for (; calls < most && (calls < LEAST_CALLS || performance.now() < end); calls += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return calls;
}

function count(folder: string): number {
  return readdirSync(`/proc/self/${folder}`).length;
}

function written({ residentBytes, heapBytes, descriptors, threads }: Usage): string {
  const [resident, heap] = [residentBytes, heapBytes].map((bytes) => (bytes / MIB).toFixed(2));
  return `RSS ${resident} MiB, heap ${heap} MiB, ${descriptors} descriptors, ${threads} threads`;
}
