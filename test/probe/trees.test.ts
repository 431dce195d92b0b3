import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { makeTree, NEEDS, rowOf, rowsOf, statLine, writeTree } from './readings.js';

const COMPLETE = {
  stat: 'cpu 10 0 10 100 5 1 1 0 0 0\ncpu0 5 0 5 50 2 0 0 0 0 0\ncpu7 5 0 5 50 3 1 1 0 0 0\nbtime 1700000000\nprocesses 99\n',
  meminfo: 'MemTotal: 1000 kB\nMemFree: 500 kB\nMemAvailable: 700 kB\nCached: 100 kB\n',
  loadavg: '0.10 0.20 0.30 1/2 3\n',
  uptime: '1000.50 900.00\n',
  'pressure/cpu': 'some avg10=0 avg60=0 avg300=0 total=5\n',
  'pressure/memory': 'some avg10=0 avg60=0 avg300=0 total=6\nfull avg10=0 avg60=0 avg300=0 total=7\n',
  'pressure/io': 'some avg10=0 avg60=0 avg300=0 total=8\nfull avg10=0 avg60=0 avg300=0 total=9\n',
  'net/dev': 'a\nb\n  lo: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0\n',
  diskstats: '',
  '1/stat': statLine(1, { name: 'init', ppid: 0 }),
  '1/statm': '9 8 7 0 0 0 0\n',
  '1/cmdline': 'init\0',
  '1/io': 'read_bytes: 1\nwrite_bytes: 2\n',
  '1/cgroup': '0::/init.scope\n',
};
const ALL = { ...NEEDS, io: true, cgroup: true, threads: true };

it('reads a made up machine as it is written', async () => {
  const snapshot = await createProbe({ procRoot: makeTree(COMPLETE), sysRoot: makeTree({}) }).sample(ALL);
  const { system } = snapshot;
  expect(system.cpus.map((cpu) => cpu.id)).toEqual([0, 7]);
  expect(system.cpuTotal).toMatchObject({ id: -1, user: 0.1, idle: 1, iowait: 0.05 });
  expect(system).toMatchObject({
    uptimeSeconds: 1000.5,
    bootTimeSeconds: 1_700_000_000,
    load: [0.1, 0.2, 0.3],
    forks: 99,
  });
  expect(system.pressure.cpu).toEqual({ someMicroseconds: 5, fullMicroseconds: undefined });
  expect(system.pressure.memory).toEqual({ someMicroseconds: 6, fullMicroseconds: 7 });
  expect(system.interfaces).toEqual([{ name: 'lo', receivedBytes: 1, sentBytes: 2, counted: false }]);
  expect(rowOf(snapshot, 1)).toMatchObject({
    name: 'init',
    commandLine: 'init\0',
    cgroup: '/init.scope',
    cpuSeconds: 3,
    readBytes: 1,
    writeBytes: 2,
    pidfdInode: 0,
    minorFaults: 11,
    majorFaults: 12,
  });
});

it.each(Object.keys(COMPLETE).filter((file) => file !== '1/stat'))('does without %s', async (file) => {
  const procRoot = makeTree(COMPLETE);
  rmSync(join(procRoot, file));
  const probe = createProbe({ procRoot, sysRoot: makeTree({}) });
  const first = await probe.sample(ALL);
  expect(rowOf(first, 1)).toMatchObject({ pid: 1, ppid: 0, cpuSeconds: 3 });
  expect(rowOf(await probe.sample(ALL), 1)?.serial).toBe(rowOf(first, 1)?.serial);
});

it('leaves unknown what a bare /proc does not say', async () => {
  const { system } = await createProbe({ procRoot: makeTree({ '1/stat': statLine(1) }), sysRoot: makeTree({}) }).sample(
    ALL,
  );
  for (const key of ['cpuTotal', 'memory', 'zram', 'load', 'uptimeSeconds', 'bootTimeSeconds', 'forks'] as const) {
    expect([key, system[key]]).toEqual([key, undefined]);
  }
  expect(system.pressure).toEqual({ cpu: undefined, memory: undefined, io: undefined });
  expect([...system.cpus, ...system.disks, ...system.interfaces]).toEqual([]);
});

it('reads the line of a sandbox, which is shorter, with what it lacks unknown', async () => {
  const short = '1 (init) S 0 1 1 0 -1 0 0 0 0 0 200 100 0 0 20 0 1 0 100\n';
  const procRoot = makeTree({ '1/stat': short });
  const row = rowOf(await createProbe({ procRoot }).sample(NEEDS), 1);
  expect(row).toMatchObject({ cpuSeconds: 3, startTicks: 100, processor: -1 });
  for (const key of ['virtualBytes', 'residentBytes', 'sharedBytes'] as const) expect(row?.[key]).toBeNaN();
});

it('survives parents in a ring, unknown states and directory names that are not PIDs', async () => {
  const procRoot = makeTree({
    '2/stat': statLine(2, { ppid: 3, state: 'Q' }),
    '3/stat': statLine(3, { ppid: 2, state: '\x1b' }),
    '4/stat': 'nonsense',
    '5': 'a file',
    '0/stat': statLine(0),
    '-6/stat': statLine(6),
    '99999999999/stat': statLine(7),
    '8x/stat': statLine(8),
  });
  const rows = rowsOf(await createProbe({ procRoot }).sample(ALL));
  expect(rows.map(({ pid, ppid, state }) => [pid, ppid, String.fromCharCode(state)])).toEqual([
    [2, 3, 'Q'],
    [3, 2, '?'],
  ]);
});

it('takes a PID with another start time for a new process', async () => {
  const procRoot = makeTree({ '7/stat': statLine(7, { name: 'old' }), '7/cmdline': 'old\0' });
  const probe = createProbe({ procRoot });
  const before = rowOf(await probe.sample(NEEDS), 7);
  writeTree(procRoot, { '7/stat': statLine(7, { name: 'new', startTicks: 101 }), '7/cmdline': 'new\0' });
  const after = rowOf(await probe.sample(NEEDS), 7);
  expect(after).toMatchObject({ name: 'new', commandLine: 'new\0', startTicks: 101 });
  expect(after?.serial).not.toBe(before?.serial);
});

it('does not give the command line of a thread to the process that comes after it in its slot', async () => {
  const procRoot = makeTree({
    '7/stat': statLine(7, { threads: 2 }),
    '7/cmdline': 'server\0',
    '7/task/7/stat': statLine(7),
    '7/task/8/stat': statLine(8, { startTicks: 105 }),
  });
  const probe = createProbe({ procRoot });
  const thread = rowOf(await probe.sample(ALL), 8);
  expect(thread).toMatchObject({ threadGroupId: 7, commandLine: 'server\0' });
  writeTree(procRoot, { '9/stat': statLine(9, { startTicks: 200 }) });
  await probe.sample(NEEDS);
  rmSync(join(procRoot, '9'), { recursive: true });
  writeTree(procRoot, { '10/stat': statLine(10, { startTicks: 300 }) });
  await probe.sample(NEEDS);
  for (const row of rowsOf(await probe.sample(NEEDS))) expect(row.commandLine).toBe(row.pid === 7 ? 'server\0' : '');
});

it('reads ten thousand processes within a second or two', async () => {
  const files: Record<string, string> = {};
  for (let pid = 1; pid <= 10_000; pid += 1) files[`${pid}/stat`] = statLine(pid, { ppid: pid - 1, startTicks: pid });
  const probe = createProbe({ procRoot: makeTree(files) });
  for (let round = 0; round < 2; round += 1) {
    const { processes } = await probe.sample(NEEDS);
    expect(processes.count).toBe(10_000);
    expect(new Set(processes.columns.serial.subarray(0, processes.slots)).size).toBe(10_000);
  }
});

it.each([
  ['nothing is mounted there', makeEmpty, 'Nothing to read in'],
  ['there is no such directory', () => '/nowhere/proc', "can't be read: /nowhere/proc"],
])('says in a sentence that names the path when %s', async (_, root, sentence) => {
  const procRoot = root();
  const failed = createProbe({ procRoot }).sample(NEEDS);
  await expect(failed).rejects.toThrow(procRoot);
  await expect(failed).rejects.toThrow(sentence);
});

it('recovers once /proc is there', async () => {
  const procRoot = makeEmpty();
  const probe = createProbe({ procRoot });
  await expect(probe.sample(NEEDS)).rejects.toThrow(procRoot);
  writeTree(procRoot, { '1/stat': statLine(1) });
  expect((await probe.sample(NEEDS)).processes.count).toBe(1);
});

it('reads the machine that NTOP_PROCFS and NTOP_SYSFS name: one of Linux 2.6', async () => {
  const fixture = fileURLToPath(new URL('../fixtures/proc-linux-2.6', import.meta.url));
  Object.assign(process.env, { NTOP_PROCFS: fixture, NTOP_SYSFS: `${fixture}/sys` });
  const probe = createProbe();
  delete process.env.NTOP_PROCFS;
  delete process.env.NTOP_SYSFS;
  const snapshot = await probe.sample(ALL);
  expect(rowsOf(snapshot).map(({ pid, name }) => [pid, name])).toEqual([
    [1, 'init'],
    [2, 'kthreadd'],
    [4321, 'a) b'],
  ]);
  expect(snapshot.system.memory?.availableBytes).toBe((202_780 + 319_004) * 1024);
  expect(snapshot.system.cpuTotal).toMatchObject({ user: 31.37, steal: 0, guest: 0 });
  expect(snapshot.system.disks).toEqual([
    { name: 'hda', readBytes: 1_208_012 * 512, writeBytes: 604_400 * 512, busyMilliseconds: 31_220 },
  ]);
});

function makeEmpty(): string {
  return makeTree({ 'self/nothing': '' });
}
