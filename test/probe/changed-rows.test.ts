import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { freeze } from '../../src/model/machine/freeze.js';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import { createRing } from '../../src/model/timeline/ring.js';
import { addon } from '../../src/probe/addon.js';
import { createProbe } from '../../src/probe/probe.js';
import { startFamily } from '../support/children.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

const PATIENCE = { timeout: PATIENCE_MILLISECONDS, interval: 5 };

describe('the rows that the probe names as changed', () => {
  it('are all that differ, so that the past of this machine is as it was read', async () => {
    const probe = createProbe();
    const ring = createRing({ minutes: 10, mebibytes: 64 });
    const kept = [];
    for (let at = 0; at < 12; at++) {
      const needs = { ...NO_NEEDS, io: at % 3 === 0, cgroup: true, threads: at % 4 === 3 };
      const snapshot = await probe.sample(needs);
      expect(snapshot.processes.changed?.reading).toBe(at + 1);
      kept.push(freeze(snapshot));
      ring.add(snapshot, needs);
    }
    kept.forEach((snapshot, at) => {
      expect(isDeepStrictEqual(ring.moment(at)?.snapshot, snapshot), `sample ${at}`).toBe(true);
    });
  });
});

it('gives no texts of rows that are no longer there, and tells an empty one of the next that has its place', async () => {
  const engine = new (addon().Engine)('/proc', '/sys', false);
  const known: string[] = [];
  const sample = async () => {
    const { names, slots, columns } = await engine.sample(NO_NEEDS);
    for (let at = 0; at < names.length; at += 2) {
      expect(names[at]).toBeLessThan(slots);
      known[names[at] as number] = names[at + 1] as string;
    }
    return Array.from({ length: slots }, (_, slot) => [columns.pid[slot], known[slot]] as const);
  };
  await sample();
  for (let round = 1; round <= 3; round++) {
    // More than there were, so that some have places behind all others.
    const family = await startFamily(40 * round);
    const rows = new Map(await sample());
    for (const pid of family.below) expect(rows.get(pid)).toBe('sh');
    await family.end();
    await vi.waitUntil(() => family.below.every((pid) => !existsSync(`/proc/${pid}`)), PATIENCE);
    await sample();
  }
});
