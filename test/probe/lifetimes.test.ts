import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { NEEDS, rowOf, rowsOf } from './readings.js';

it('keeps slot and serial of those that stay while short-lived processes come and go', async () => {
  const storm = spawn('perl', [
    '-e',
    'while (1) { my $p = fork; exit 0 if defined $p && $p == 0; waitpid $p, 0 if $p }',
  ]);
  atEnd(async () => {
    storm.kill('SIGKILL');
    await once(storm, 'exit');
  });
  const child = await startSleeper();
  const probe = createProbe();
  const first = rowOf(await probe.sample(NEEDS), child.pid);
  const lifetimes = new Map<number, string>();
  // On a small machine with one CPU few of them are met.
  for (let round = 0; round < 150 || lifetimes.size <= 100; round += 1) {
    const rows = rowsOf(await probe.sample({ ...NEEDS, threads: round % 2 === 0, io: round % 3 === 0 }));
    const told = rows.map((row) => [row.serial, `${row.slot} ${row.pid} ${row.startTicks} ${row.pidfdInode}`] as const);
    const changed = told.filter(([serial, lifetime]) => (lifetimes.get(serial) ?? lifetime) !== lifetime);
    expect(changed.map(([serial, lifetime]) => [lifetimes.get(serial), lifetime])).toEqual([]);
    expect(rows.filter(({ cpuSeconds }) => !(cpuSeconds >= 0))).toEqual([]);
    for (const [serial, lifetime] of told) lifetimes.set(serial, lifetime);
    const still = rows.find(({ pid }) => pid === child.pid);
    expect([still?.slot, still?.serial]).toEqual([first?.slot, first?.serial]);
  }
});

it('removes a process that ended, and never reuses its serial', async () => {
  const probe = createProbe();
  const child = await startSleeper();
  const serial = rowOf(await probe.sample(NEEDS), child.pid)?.serial;
  await child.end();
  const after = await probe.sample(NEEDS);
  expect(rowOf(after, child.pid)).toBeUndefined();
  const next = await startSleeper();
  expect(rowOf(await probe.sample(NEEDS), next.pid)?.serial).toBeGreaterThan(serial ?? Number.NaN);
});
