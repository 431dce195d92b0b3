import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Probe } from '../../src/model/machine/machine.js';
import { createProbe } from '../../src/probe/probe.js';
import { expectSame, usage } from '../support/growth.js';
import { makeTree, NEEDS, statLine, writeTree } from './readings.js';

it('three thousand samples leave memory and descriptors as they were', async () => {
  const files: Record<string, string> = { stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\n' };
  for (let pid = 1; pid <= 10; pid += 1) {
    files[`${pid}/stat`] = statLine(pid, { startTicks: pid });
    files[`${pid}/cmdline`] = `program\0${'x'.repeat(500)}\0`;
  }
  const procRoot = makeTree(files);
  const probe = createProbe({ procRoot, sysRoot: makeTree({}) });
  await sampleOften(probe, procRoot, 500);
  const before = await usage();
  await sampleOften(probe, procRoot, 3000);
  expectSame(before, await usage());
});

it('looking closely at a process over and over does neither', async () => {
  const probe = createProbe();
  const identity = { pid: process.pid, startTicks: 0, pidfdInode: 0 };
  const { processes } = await probe.sample(NEEDS);
  const slot = processes.columns.pid.indexOf(process.pid);
  const own = { ...identity, startTicks: processes.columns.startTicks[slot] ?? 0 };
  const look = async (times: number) => {
    for (let time = 0; time < times; time += 1) expect((await probe.detail(own)).ok).toBe(true);
  };
  await look(50);
  const before = await usage();
  await look(300);
  expectSame(before, await usage());
});

/** Each time one process goes and another comes, under another PID. */
async function sampleOften(probe: Probe, procRoot: string, samples: number): Promise<void> {
  for (let sample = 0; sample < samples; sample += 1) {
    const pid = 1000 + (sample % 500);
    writeTree(procRoot, { [`${pid}/stat`]: statLine(pid, { startTicks: sample, name: `n${sample}` }) });
    const { processes } = await probe.sample({ ...NEEDS, threads: sample % 2 === 0, visibleSlots: [0, 1, 2] });
    expect(processes.count).toBe(11);
    rmSync(join(procRoot, String(pid)), { recursive: true });
  }
}
