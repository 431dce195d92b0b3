import { describe, expect, it } from 'vitest';
import type { OwnLimits } from '../../../src/model/machine/own-limits.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { createLimitReader } from '../../../src/probe/limit-reader.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { fakeCpu, fakeSample, fakeSnapshot } from '../../support/snapshots.js';

const GIBIBYTE = 2 ** 30;
const NONE: OwnLimits = {
  cpus: undefined,
  cpuSeconds: undefined,
  memoryBytes: undefined,
  memoryUsedBytes: undefined,
  monotonicSeconds: 0,
};
const CPUS = { cpus: [fakeCpu(0), fakeCpu(1), fakeCpu(2), fakeCpu(3)] };

function look(session: Session, limits: Partial<OwnLimits> | undefined): void {
  session.sample([{ pid: 1 }], { system: CPUS, limits: limits && { ...NONE, ...limits } });
}

const header = (session: Session) => session.frame().header.map(textOf);

describe('the limits that ntop itself is under', () => {
  it('stand below the meters in every pane, and are read for that', async () => {
    const session = openSession();
    look(session, { cpus: 1.5, memoryBytes: 4 * GIBIBYTE, memoryUsedBytes: 1.5 * GIBIBYTE });
    expect(header(session).at(-1)).toBe(' limits here: 1.5 of 4 CPUs, 1.5G of 4.0G memory');
    expect(needsOf(session.state).ownLimits).toBe(true);
    await session.press('2');
    expect(header(session).at(-1)).toContain('limits here');
  });

  it('are not mentioned where there are none, or where they exceed what the machine has', () => {
    const session = openSession();
    look(session, undefined);
    const { length } = header(session);
    look(session, { cpus: 4, memoryBytes: 2 ** 60 });
    expect(header(session)).toHaveLength(length);
    expect(header(session).join()).not.toContain('limits');
  });

  it('say what of the CPU quota is used', () => {
    const session = openSession();
    look(session, { cpus: 2, cpuSeconds: 10, monotonicSeconds: 100 });
    look(session, { cpus: 2, cpuSeconds: 13, monotonicSeconds: 102 });
    expect(header(session).at(-1)).toBe(' limits here: 2 of 4 CPUs, 75% of the CPU quota used');
  });

  it('are what the CPU meter is of where that is wanted, and it says so', () => {
    const session = openSession({ settings: { cpuMeterOfQuota: true } });
    look(session, { cpus: 2, cpuSeconds: 10, monotonicSeconds: 100 });
    expect(header(session)[1]).toContain('- quota');
    look(session, { cpus: 2, cpuSeconds: 13, monotonicSeconds: 102 });
    expect(header(session)[1]).toMatch(/75% quota of 2 CPUs/);
    look(session, undefined);
    expect(header(session)[1]).toContain('/4c');
  });

  it('give no share over a counter that fell, another quota, or no time', () => {
    const used = (before: Partial<OwnLimits>, now: Partial<OwnLimits>) =>
      fakeSample({ system: CPUS, limits: { ...NONE, ...now } }, { system: CPUS, limits: { ...NONE, ...before } }).rates
        .quotaPercent;
    const before = { cpus: 2, cpuSeconds: 10, monotonicSeconds: 100 };
    expect(used(before, { cpus: 2, cpuSeconds: 12, monotonicSeconds: 102 })).toBe(50);
    expect(used(before, { cpus: 2, cpuSeconds: 9, monotonicSeconds: 102 })).toBeUndefined();
    expect(used(before, { cpus: 1, cpuSeconds: 12, monotonicSeconds: 102 })).toBeUndefined();
    expect(used(before, before)).toBeUndefined();
    expect(used(before, { cpus: 2, monotonicSeconds: 102 })).toBeUndefined();
  });
});

describe('reading them', () => {
  it('holds up no sample, and looks seldom where there are none', async () => {
    let [now, readings] = [0, 0];
    let limits: OwnLimits | undefined;
    const reader = createLimitReader(
      async () => {
        readings += 1;
        return limits;
      },
      () => now,
    );
    const at = async (seconds: number, isNeeded = true) => {
      now = seconds * 1000;
      const found = reader.complete(fakeSnapshot(), isNeeded).limits;
      await Promise.resolve();
      return found;
    };
    await at(0, false);
    expect(readings).toBe(0);
    for (const seconds of [0, 1, 29]) expect(await at(seconds)).toBeUndefined();
    expect(readings).toBe(1);
    limits = { ...NONE, cpus: 1 };
    await at(31);
    expect(await at(32)).toEqual(limits);
    expect(await at(33)).toEqual(limits);
    expect(readings).toBe(4);
  });
});
