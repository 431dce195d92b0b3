import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  bootTime,
  cpuCount,
  legacy,
  legacyProcess,
  Process,
  pids,
  users,
  virtualMemory,
} from '../../src/library/index.js';
import { withRoots } from './roots.js';
import { warningsOf } from './warnings.js';

/** Old name, new one as the warning says it, what the new one gives; in the order of psutil's own tables. */
const NAMES: readonly (readonly [string, string, () => unknown, () => unknown])[] = [
  ['legacy.BOOT_TIME', 'bootTime()', () => legacy.BOOT_TIME, bootTime],
  ['legacy.NUM_CPUS', 'cpuCount()', () => legacy.NUM_CPUS, cpuCount],
  ['legacy.TOTAL_PHYMEM', 'virtualMemory().total', () => legacy.TOTAL_PHYMEM, () => virtualMemory().total],
  ['legacy.getBootTime()', 'bootTime()', () => legacy.getBootTime(), bootTime],
  [
    'legacy.getPidList()',
    'pids()',
    () => legacy.getPidList().filter((pid) => pid === 1 || pid === process.pid),
    () => pids().filter((pid) => pid === 1 || pid === process.pid),
  ],
  ['legacy.getUsers()', 'users()', () => legacy.getUsers(), users],
];

it.each(NAMES)('%s gives what the new name gives, and warns once', async (old, instead, askOld, askNew) => {
  const warned = await warningsOf((warning) => warning.message.startsWith(old));
  expect(await askOld()).toEqual(await askNew());
  await askOld();
  await setImmediate();
  expect(warned).toEqual([`${old} is deprecated; use ${instead} instead`]);
});

const METHODS = [
  ['getChildren', 'children'],
  ['getCpuAffinity', 'cpuAffinity'],
  ['getCpuPercent', 'cpuPercent'],
  ['getCpuTimes', 'cpuTimes'],
  ['getExtMemoryInfo', 'memoryInfoEx'],
  ['getIoCounters', 'ioCounters'],
  ['getIonice', 'ionice'],
  ['getMemoryInfo', 'memoryInfo'],
  ['getMemoryMaps', 'memoryMaps'],
  ['getMemoryPercent', 'memoryPercent'],
  ['getNice', 'nice'],
  ['getNumCtxSwitches', 'numCtxSwitches'],
  ['getNumFds', 'numFds'],
  ['getNumThreads', 'numThreads'],
  ['getOpenFiles', 'openFiles'],
  ['getThreads', 'threads'],
  ['getcwd', 'cwd'],
] as const;

it.each(METHODS)('%s() of a process does what %s() does, and warns once', async (old, name) => {
  const warned = await warningsOf((warning) => warning.message.startsWith(`${old}()`));
  const own = new Process();
  const answer = legacyProcess(own)[old]();
  legacyProcess(own)[old]();
  expect(shapeOf(answer)).toEqual(shapeOf(own[name]()));
  await setImmediate();
  expect(warned).toEqual([`${old}() is deprecated; use ${name}() instead`]);
});

it('sets what the setters set, and gets limits by their name', () => {
  const own = new Process();
  const old = legacyProcess(own);
  const { ioclass, value } = own.ionice();
  old.setNice(own.nice());
  old.setIonice(ioclass, ioclass === 'none' || ioclass === 'idle' ? undefined : value);
  old.setCpuAffinity(own.cpuAffinity());
  const limits = own.rlimit('core');
  old.setRlimit('core', limits);
  expect([old.getRlimit('core'), own.ionice()]).toEqual([limits, { ioclass, value }]);
});

it.each(['cmdline', 'createTime', 'exe', 'gids', 'name', 'parent', 'ppid', 'status', 'uids', 'username'] as const)(
  '%s of a process is a property as it was, and warns once',
  async (name) => {
    const warned = await warningsOf((warning) => warning.message.startsWith(`the property ${name} `));
    const own = new Process();
    const old = legacyProcess(own);
    if (name === 'status') expect(typeof old.status).toBe('string');
    else expect(old[name]).toEqual(own[name]());
    expect(legacyProcess(own)[name]).toBeDefined();
    await setImmediate();
    expect(warned).toEqual([`the property ${name} is deprecated; use ${name}() instead`]);
  },
);

it('leaves the rest of a process as it is, and refuses what is refused', () => {
  const own = new Process();
  const old = legacyProcess(own);
  expect([old.pid, old.isRunning(), old.equals(own)]).toEqual([process.pid, true, true]);
  expect(() => old.setNice(1.5)).toThrow(TypeError);
});

it('reads a constant when it is looked at, and lists none', () => {
  const write = withRoots({ proc: { stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\nbtime 5\n' } });
  expect([legacy.NUM_CPUS, legacy.BOOT_TIME]).toEqual([1, 5]);
  write({ stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nbtime 6\n' });
  expect([legacy.NUM_CPUS, legacy.BOOT_TIME]).toEqual([2, 6]);
  expect([Object.keys(legacy), Object.isFrozen(legacy)]).toEqual([[], true]);
});

/** Numbers move between two readings. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'object' || value === null) return value;
  return Object.keys(value);
}
