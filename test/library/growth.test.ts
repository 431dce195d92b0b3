import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { pidExists, pids } from '../../src/library/pids.js';
import { Process } from '../../src/library/process.js';
import { processIter } from '../../src/library/process-iter.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';

const MIB = 1024 ** 2;
/** Of each call; NTOP_GROWTH_ROUNDS=100000 on demand. */
const ROUNDS = Number(process.env.NTOP_GROWTH_ROUNDS ?? 1000);
/** These read much at once. */
const SLOW = new Set([
  'memoryMaps',
  'memoryFootprint',
  'children',
  'processIter',
  'pids',
  'parents',
  'everything',
  'wait',
]);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('memory and descriptors stay as they are however often anything is called', { timeout: 3_600_000 }, async () => {
  const { pid } = await startSleeper();
  const one = new Process(pid);
  const names = Object.keys(one.asDict()) as (keyof ReturnType<Process['asDict']>)[];
  const calls: Record<string, () => unknown> = {
    ...Object.fromEntries(names.map((name) => [name, () => one.asDict([name])])),
    everything: () => one.asDict(),
    construct: () => new Process(pid),
    children: () => one.children(),
    parents: () => one.parents(),
    isRunning: () => one.isRunning(),
    rlimit: () => one.rlimit('core'),
    sendSignal: () => one.sendSignal(0),
    toString: () => one.toString(),
    wait: () => one.wait({ timeout: 0 }).catch(() => undefined),
    waitABit: () => one.wait({ timeout: 1e-9 }).catch(() => undefined),
    pidExists: () => pidExists(pid),
    pids: () => pids(),
    processIter: () => [...processIter(['name', 'cmdline', 'memoryInfo'])],
    gone: () => attempt(() => new Process(2 ** 30)),
  };
  const run = async (rounds: number) => {
    for (const [name, call] of Object.entries(calls)) {
      const times = SLOW.has(name) ? Math.ceil(rounds / 20) : rounds;
      for (let time = 0; time < times; time += 1) {
        const result = call();
        if (result instanceof Promise) await result;
      }
    }
  };
  await run(Math.ceil(ROUNDS / 10));
  const before = await usage();
  await run(ROUNDS);
  const after = await usage();
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(2 * MIB);
  expect(after.residentBytes - before.residentBytes).toBeLessThan(24 * MIB);
});

it('processes that come and go leave nothing behind', { timeout: 3_600_000 }, async () => {
  const rounds = Math.ceil(ROUNDS / 20);
  const run = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      const child = spawn('true', { stdio: 'ignore' });
      atEnd(() => void child.kill('SIGKILL'));
      const exit = once(child, 'exit');
      expect(await Process.from(child).wait()).toBe(0);
      await exit;
      for (const _ of processIter());
    }
  };
  await run(10);
  const before = await usage();
  await run(rounds);
  const after = await usage();
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(2 * MIB);
});

async function usage() {
  // Handles are closed, and finalizers run, in turns of the event loop.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise(setImmediate);
    collect();
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed, descriptors: readdirSync('/proc/self/fd').length };
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
