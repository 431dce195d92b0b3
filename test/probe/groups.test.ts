import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { GroupColumns } from '../../src/model/machine/group-table.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { computeRates } from '../../src/model/sample/rates.js';
import { throttledPercent } from '../../src/model/sample/throttling.js';
import { createProbe } from '../../src/probe/probe.js';
import { makeGroup } from '../support/cgroup.js';
import { startSpinner } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { makeTree, NEEDS, rowOf, statLine, writeTree } from './readings.js';

const MOUNTS = '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';

function numberOf(snapshot: Snapshot, path: string, column: keyof GroupColumns): number | undefined {
  const slot = snapshot.groups?.texts.path.indexOf(path) ?? -1;
  return snapshot.groups?.columns[column][slot];
}

describe('control groups', () => {
  const made = (files: Readonly<Record<string, string>>) => {
    const procRoot = makeTree({
      stat: 'cpu 1 2 3 4\n',
      'self/mountinfo': MOUNTS,
      '7/stat': statLine(7),
      '7/statm': '9 9 9\n',
      '7/cgroup': '0::/pod\x1b/app\n',
    });
    const sysRoot = makeTree(Object.fromEntries(Object.entries(files).map(([at, text]) => [`fs/cgroup/${at}`, text])));
    return { probe: createProbe({ procRoot, sysRoot }), sysRoot };
  };

  it('are those of the processes and all above them, each with what the kernel says of it', async () => {
    const { probe } = made({
      'pod\x1b/app/cpu.max': '50000 100000\n',
      'pod\x1b/app/memory.current': '4096\n',
      'pod\x1b/app/memory.max': 'max\n',
      'pod\x1b/memory.max': '8192\n',
      'pod\x1b/memory.events': 'max 3\noom_kill 2\n',
      'pod\x1b/memory.events.local': 'max 1\noom_kill 0\n',
    });
    const snapshot = await probe.sample({ ...NEEDS, groups: ['cpu', 'memory', 'oom'] });
    const app = rowOf(snapshot, 7)?.memoryGroup ?? -1;
    expect(snapshot.groups?.texts.path[app]).toBe('/pod\x1b/app');
    expect(numberOf(snapshot, '/pod\x1b/app', 'quotaCpus')).toBe(0.5);
    expect(numberOf(snapshot, '/pod\x1b/app', 'memoryBytes')).toBe(4096);
    expect(numberOf(snapshot, '/pod\x1b/app', 'memoryLimitBytes')).toBe(Number.POSITIVE_INFINITY);
    expect(numberOf(snapshot, '/pod\x1b/app', 'oomKills')).toBeNaN();
    expect(numberOf(snapshot, '/pod\x1b', 'memoryLimitBytes')).toBe(8192);
    expect(numberOf(snapshot, '/pod\x1b', 'limitHits')).toBe(1);
    expect(numberOf(snapshot, '/pod\x1b', 'oomKills')).toBe(0);
    expect(numberOf(snapshot, '/pod\x1b', 'oomKillsBelow')).toBe(2);
    expect(numberOf(snapshot, '/', 'memoryBytes')).toBeNaN();
  });

  it('are not read unless they are asked for', async () => {
    const { probe } = made({ 'pod\x1b/app/memory.current': '1\n' });
    const snapshot = await probe.sample(NEEDS);
    expect(snapshot.groups).toBeUndefined();
    expect(rowOf(snapshot, 7)?.memoryGroup).toBe(-1);
  });

  it('show what they are now, sample after sample', async () => {
    const { probe, sysRoot } = made({ 'pod\x1b/app/memory.current': '1\n' });
    const needs = { ...NEEDS, groups: ['memory'] as const };
    expect(numberOf(await probe.sample(needs), '/pod\x1b/app', 'memoryBytes')).toBe(1);
    writeTree(sysRoot, { 'fs/cgroup/pod\x1b/app/memory.current': '2\n' });
    expect(numberOf(await probe.sample(needs), '/pod\x1b/app', 'memoryBytes')).toBe(2);
  });
});

it('a process that its quota stops is throttled, and one without a quota is not', { timeout: 60_000 }, async () => {
  const group = makeGroup('cpu');
  const [held, free] = [await startSpinner(), await startSpinner()];
  group?.write('cpu.cfs_quota_us', '10000');
  group?.join(held.pid);
  const probe = createProbe();
  const needs = { ...NEEDS, groups: ['throttling', 'cpu'] as const };
  let before = await probe.sample(needs);
  const began = before.system.monotonicSeconds;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const snapshot = await probe.sample(needs);
    const sample = { snapshot, rates: computeRates(before, snapshot) };
    before = snapshot;
    const throttled = throttledPercent(sample, rowOf(snapshot, held.pid)?.slot ?? -1);
    const unhindered = throttledPercent(sample, rowOf(snapshot, free.pid)?.slot ?? -1);
    if (group === undefined) return expect(throttled > 0).toBe(false);
    if (throttled > 30) {
      expect(numberOf(snapshot, group.path, 'quotaCpus')).toBe(0.1);
      return expect(unhindered).toBe(0);
    }
    if (snapshot.system.monotonicSeconds - began > 30) throw new Error(`throttled only ${throttled} %`);
  }
});

it('a quota that comes while a group is watched never stops a process for longer than there was time', {
  timeout: 60_000,
}, async () => {
  const group = makeGroup('cpu', `ntop-test-late-${process.pid}`);
  if (group === undefined) return;
  const held = await startSpinner();
  group.join(held.pid);
  const probe = createProbe();
  const needs = { ...NEEDS, cgroup: true, freshCgroup: true, groups: ['throttling', 'cpu'] as const };
  await probe.sample(needs);
  let before = await probe.sample(needs);
  group.write('cpu.cfs_quota_us', '10000');
  const began = before.system.monotonicSeconds;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const snapshot = await probe.sample(needs);
    const throttled = throttledPercent(
      { snapshot, rates: computeRates(before, snapshot) },
      rowOf(snapshot, held.pid)?.slot ?? -1,
    );
    before = snapshot;
    expect(throttled > 200).toBe(false);
    if (throttled > 30) return expect(numberOf(snapshot, group.path, 'quotaCpus')).toBe(0.1);
    if (snapshot.system.monotonicSeconds - began > 30) throw new Error(`throttled only ${throttled} %`);
  }
});

it('what starts, ends and is written in a group that slept is counted at once', { timeout: 60_000 }, async () => {
  const name = `ntop-test-asleep-${process.pid}`;
  const groups = (['cpuacct', 'pids', 'blkio'] as const).map((controller) => makeGroup(controller, name));
  const folder = mkdtempSync(join(process.cwd(), '.ntop-asleep-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const shell = spawn('sh', [], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  atEnd(() => void shell.kill('SIGKILL'));
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  const ask = async (command: string) => {
    shell.stdin.write(`${command}\necho done\n`);
    for (let line = await lines.next(); line.value !== 'done'; line = await lines.next());
  };
  for (const group of groups) group?.join(shell.pid ?? 0);
  const { dev } = statSync(folder);
  const limit = `echo ${Math.floor(dev / 256)}:${dev % 256} 1000000000 > '/sys/fs/cgroup/blkio/${name}/blkio.throttle.write_bps_device'`;
  await ask(`{ ${limit}; } 2> /dev/null`);
  const probe = createProbe();
  const needs = { ...NEEDS, cgroup: true, freshCgroup: true, groups: ['cpu', 'tasks', 'io'] as const };
  const path = groups[1]?.path;
  // Where there are no groups of version 1, there is no row either.
  const tasks = async () => (path === undefined ? undefined : numberOf(await probe.sample(needs), path, 'tasks'));
  const expected = (count: number) => (path === undefined ? undefined : count);
  for (let sample = 0; sample < 4; sample++) expect(await tasks()).toBe(expected(1));
  await ask('sleep 100 & s=$!');
  expect(await tasks()).toBe(expected(2));
  for (let sample = 0; sample < 4; sample++) expect(await tasks()).toBe(expected(2));
  await ask('kill $s; wait $s; dd if=/dev/zero of=x bs=64k count=16 oflag=direct 2> /dev/null');
  const after = await probe.sample(needs);
  if (groups.includes(undefined) || path === undefined) return;
  expect(numberOf(after, path, 'tasks')).toBe(1);
  // Many kernels count only where there is a limit: what they say is compared.
  const said = /^\d+:\d+ Write (\d+)$/m.exec(groups[2]?.read('blkio.throttle.io_service_bytes_recursive') ?? '')?.[1];
  expect(numberOf(after, path, 'writeBytes')).toBe(Number(said ?? 0));
});
