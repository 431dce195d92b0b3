import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NoSuchProcess } from '../../src/library/errors.js';
import { Process } from '../../src/library/process/process.js';
import { type Needs, NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { createProbe } from '../../src/probe/probe.js';
import { startSleeper, startSpinner, stateOf } from '../support/children.js';
import { asNobody, isRoot } from '../support/nobody.js';

const SETTING = '/proc/sys/kernel/task_delayacct';

function setting(): string | undefined {
  try {
    return readFileSync(SETTING, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Puts the setting of the whole machine back whatever happens. */
async function withAccounting<Result>(run: () => Promise<Result>): Promise<Result> {
  const before = setting();
  writeFileSync(SETTING, '1');
  try {
    return await run();
  } finally {
    writeFileSync(SETTING, before ?? '0');
  }
}

const keepOneCpu = (pid: number) => new Process(pid).cpuAffinity(new Process().cpuAffinity().slice(0, 1));

describe('delays', () => {
  it('grow while two processes must share a CPU, for root and for any user', async () => {
    const [one, other] = [await startSpinner(), await startSpinner()];
    for (const { pid } of [one, other]) keepOneCpu(pid);
    const spinner = new Process(one.pid);
    const before = (await spinner.delays()).cpu;
    if (before === null) return expect(readFileSync(`/proc/${one.pid}/schedstat`, 'utf8')).toBe('0 0 0\n');
    await expect.poll(async () => (await spinner.delays()).cpu).toBeGreaterThan(before + 0.05);
    const seen = asNobody(one.pid, 'new ntop.Process(pid).delays()');
    expect(seen).toMatchObject({ blockIo: null, swap: null, reclaim: null });
    expect((seen as { cpu: number }).cpu).toBeGreaterThan(before + 0.05);
  });

  it('but those of the CPU are known of what began while the kernel counts them, and of nothing else', async () => {
    if (!isRoot || setting() === undefined) return;
    const early = setting() === '0' ? await startSleeper() : undefined;
    const counted = await withAccounting(async () => {
      const late = await startSleeper();
      if (early !== undefined) {
        expect(await new Process(early.pid).delays()).toMatchObject({ blockIo: null, swap: null, reclaim: null });
      }
      return new Process(late.pid).delays();
    });
    // Where taskstats may not be asked, nothing but schedstat is left.
    if (counted.blockIo === null) return expect(counted).toMatchObject({ swap: null, reclaim: null });
    expect(counted.blockIo).toBeGreaterThanOrEqual(0);
    expect(counted).toMatchObject({ swap: expect.any(Number), reclaim: expect.any(Number) });
  });

  it('of a process that is gone reject', async () => {
    const child = await startSleeper();
    const one = new Process(child.pid);
    await child.end();
    expect(stateOf(child.pid)).toBeUndefined();
    await expect(one.delays()).rejects.toThrow(NoSuchProcess);
  });
});

it('columns of waits for storage and memory are known while the kernel counts them, else it is said why not', async () => {
  if (!isRoot || setting() === undefined) return;
  const needs: Needs = { ...NO_NEEDS, delays: true, whyNotAllDelays: true };
  const probe = createProbe();
  const { pid, counted } = await withAccounting(async () => {
    const late = await startSpinner();
    await probe.sample(needs);
    return { pid: late.pid, counted: await probe.sample(needs) };
  });
  const delayOf = (
    { processes: { slots, columns } }: Snapshot,
    delay: 'blockIoDelaySeconds' | 'memoryDelaySeconds',
  ) => {
    const slot = columns.pid.subarray(0, slots).indexOf(pid);
    return columns[delay][slot];
  };
  if (counted.delaysUnknown === undefined) {
    expect(delayOf(counted, 'blockIoDelaySeconds')).toBeGreaterThanOrEqual(0);
    expect(delayOf(counted, 'memoryDelaySeconds')).toBeGreaterThanOrEqual(0);
  } else {
    expect(delayOf(counted, 'blockIoDelaySeconds')).toBeNaN();
  }
  if (setting() !== '0') return;
  // The spinner runs all the time, so that it is read anew sooner or later.
  await expect.poll(async () => delayOf(await probe.sample(needs), 'blockIoDelaySeconds')).toBeNaN();
  const off = await probe.sample(needs);
  expect(off.delaysUnknown).not.toBe('');
  if (counted.delaysUnknown === undefined) expect(off.delaysUnknown).toContain('kernel.task_delayacct');
  expect((await probe.sample({ ...needs, whyNotAllDelays: false })).delaysUnknown).toBeUndefined();
});
