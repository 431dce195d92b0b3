import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Needs } from '../../src/model/machine/machine.js';
import { columnById } from '../../src/model/processes/columns.js';
import { computeRates } from '../../src/model/sample/rates.js';
import type { Sample } from '../../src/model/sample/sample.js';
import { createProbe } from '../../src/probe/probe.js';
import { makeGroup } from '../support/cgroup.js';
import { startSleeper, startSpinner } from '../support/children.js';
import { NEEDS, rowOf } from './readings.js';

const OF_ALL: Needs = { ...NEEDS, delays: true, cgroup: true, groups: ['throttling'] };

type Id = Parameters<typeof columnById>[0];

/** Samples half a second apart until one is as it should be. */
async function until(
  needs: Needs,
  isSo: (of: (id: Id, pid: number) => number, sample: Sample) => boolean,
): Promise<void> {
  const probe = createProbe();
  let before = await probe.sample(needs);
  for (let left = 60; left > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const snapshot = await probe.sample(needs);
    const sample = { snapshot, rates: computeRates(before, snapshot) };
    before = snapshot;
    const of = (id: Id, pid: number) => {
      const slot = rowOf(snapshot, pid)?.slot;
      return slot === undefined ? Number.NaN : Number(columnById(id).value(sample, slot) ?? Number.NaN);
    };
    if (isSo(of, sample)) return;
  }
  throw new Error('never so in 30 seconds');
}

it('two processes that share a CPU wait for it in turns, and one that sleeps does not', {
  timeout: 60_000,
}, async () => {
  const [one, other, sleeper] = [await startSpinner(), await startSpinner(), await startSleeper()];
  for (const { pid } of [one, other]) expect(spawnSync('taskset', ['-pc', '0', String(pid)]).status).toBe(0);
  await until(OF_ALL, (of) => {
    const waits = [one, other].map(({ pid }) => of('cpuWaitPercent', pid));
    const used = [one, other].map(({ pid }) => of('cpuPercent', pid));
    const switches = [one, other].map(({ pid }) => of('contextSwitchesPerSecond', pid));
    // Together with what it used that is all of the time, whatever else runs on that CPU.
    const isWhole = waits.every((wait, index) => Math.abs(wait + (used[index] ?? 0) - 100) < 15);
    const isQuiet = of('cpuWaitPercent', sleeper.pid) === 0 && of('contextSwitchesPerSecond', sleeper.pid) === 0;
    return isWhole && isQuiet && waits.every((wait) => wait > 30 && wait <= 100) && switches.every((rate) => rate > 1);
  });
});

it('what a quota stops is shown apart, and is no wait for a CPU', { timeout: 60_000 }, async () => {
  const group = makeGroup('cpu', `ntop-delays-${process.pid}`);
  if (group === undefined) return;
  const held = await startSpinner();
  group.write('cpu.cfs_quota_us', '5000');
  group.join(held.pid);
  await until(OF_ALL, (of, { rates, snapshot }) => {
    const counted = rates.delays?.cpuPercent[rowOf(snapshot, held.pid)?.slot ?? -1] ?? Number.NaN;
    const throttled = of('throttledPercent', held.pid);
    const waited = of('cpuWaitPercent', held.pid);
    return counted > 20 && throttled > 20 && waited <= Math.max(0, counted - throttled) + 0.01;
  });
});
