import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { createProbe } from '../../src/probe/probe.js';
import { startHog, startSleeper } from '../support/children.js';
import { makeTree, NEEDS, type Row, readRow, rowOf, statLine, writeTree } from './readings.js';

const MEMORY = { ...NEEDS, memory: true };

it('shows swap, peak and OOM score of a process as the kernel has them', async () => {
  const hog = await startHog();
  const before = kernelFigures(hog.pid);
  const row = await readRow(hog.pid, MEMORY);
  const after = kernelFigures(hog.pid);
  expect(row.peakResidentBytes).toBeGreaterThan(20_000_000);
  for (const [figure, value] of Object.entries(before)) {
    const other = after[figure as keyof typeof after];
    expect([figure, row[figure as keyof Row]]).toEqual([figure, value === other ? value : expect.any(Number)]);
  }
});

it('reads them only on request, and drops them when they are no longer requested', async () => {
  const child = await startSleeper();
  const probe = createProbe();
  expect(figures(await probe.sample(NEEDS), child.pid)).toEqual([NaN, NaN, NaN]);
  expect(figures(await probe.sample(MEMORY), child.pid)).toEqual([0, expect.any(Number), expect.any(Number)]);
  expect(figures(await probe.sample(NEEDS), child.pid)).toEqual([NaN, NaN, NaN]);
});

it('knows no swap where there is no memory, and nothing of what the kernel does not say', async () => {
  const procRoot = makeTree({
    stat: 'cpu 1 2 3 4\n',
    '7/stat': statLine(7),
    '7/status': 'Name:\tx\nVmHWM:\t   8 kB\nVmSwap:\t   4 kB\n',
    '7/oom_score': '667\n',
    '8/stat': statLine(8, { state: 'Z' }),
    '8/status': 'Name:\tx\n',
    '9/stat': statLine(9),
    '9/oom_score': 'x\n',
    '10/stat': statLine(10),
    '10/status': 'Name:\tx\n',
  });
  const probe = createProbe({ procRoot });
  const first = await probe.sample(MEMORY);
  expect([7, 8, 9, 10].map((pid) => figures(first, pid))).toEqual([
    [4096, 8192, 667],
    [0, NaN, NaN],
    [NaN, NaN, NaN],
    [NaN, NaN, NaN],
  ]);
  writeTree(procRoot, { '7/status': '', '7/oom_score': '' });
  expect(figures(await probe.sample(MEMORY), 7)).toEqual([NaN, NaN, NaN]);
});

it('reads on beside a list of groups that is longer than a page', async () => {
  const groups = Array.from({ length: 20_000 }, (_, index) => 100_000 + index).join(' ');
  const procRoot = makeTree({
    stat: 'cpu 1 2 3 4\n',
    '7/stat': statLine(7),
    '7/status': `Groups:\t${groups}\nVmHWM:\t 8 kB\nVmSwap:\t 4 kB\n`,
  });
  expect(figures(await createProbe({ procRoot }).sample(MEMORY), 7)).toEqual([4096, 8192, NaN]);
});

function figures(snapshot: Snapshot, pid: number): readonly unknown[] {
  const row = rowOf(snapshot, pid);
  return [row?.swapBytes, row?.peakResidentBytes, row?.oomScore];
}

function kernelFigures(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]);
  return {
    swapBytes: kilobytes('VmSwap') * 1024,
    peakResidentBytes: kilobytes('VmHWM') * 1024,
    oomScore: Number(readFileSync(`/proc/${pid}/oom_score`, 'utf8')),
  };
}
