import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/model/machine/freeze.js';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import { createRing } from '../../src/model/timeline/ring.js';
import { createProbe } from '../../src/probe/probe.js';

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
