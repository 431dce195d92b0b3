import { describe, expect, it } from 'vitest';
import type { SystemCounters } from '../../../src/model/machine/snapshot.js';
import { computeRates } from '../../../src/model/sample/rates.js';
import { type FakeProcess, type FakeReading, fakeCpu, fakeSnapshot } from '../../support/snapshots.js';

const HOUR = 3600;

function ratesOf(before: FakeReading, after: FakeReading) {
  return computeRates(fakeSnapshot(before), fakeSnapshot(after));
}

function cpuOf(before: FakeReading, after: FakeReading): number {
  return ratesOf(before, after).cpuPercent[0];
}

function one(seconds: number, process: Partial<FakeProcess>, system?: Partial<SystemCounters>): FakeReading {
  return { seconds, processes: [{ pid: 7, ...process }], ...(system && { system }) };
}

describe('the rates of a process', () => {
  it('are unknown at the first reading', () => {
    const rates = computeRates(undefined, fakeSnapshot(one(0, { cpuSeconds: 9 })));
    expect(rates.intervalSeconds).toBeUndefined();
    expect(rates.cpuPercent[0]).toBeNaN();
    expect(rates.system.cpuTotal?.busyPercent).toBeNaN();
  });

  it('are shares of one CPU over the real time between two readings', () => {
    expect(cpuOf(one(10, { cpuSeconds: 5 }), one(12, { cpuSeconds: 8 }))).toBeCloseTo(150);
  });

  it('never exceed what the machine has', () => {
    const tick = 0.01;
    expect(cpuOf(one(10, { cpuSeconds: 5 }), one(10 + tick / 4, { cpuSeconds: 5 + 4 * tick }))).toBe(400);
  });

  it('do not pass from a process to the next one with its PID', () => {
    const before = one(10, { cpuSeconds: 900, serial: 1 });
    expect(cpuOf(before, one(11, { cpuSeconds: 901, serial: 2, startTicks: 100 }))).toBeNaN();
  });

  it('count all that a process born since has used', () => {
    const born = { serial: 2, startTicks: 101_050, cpuSeconds: 0.5, readBytes: 300 };
    const rates = ratesOf({ seconds: 10 }, one(12, born));
    expect(rates.cpuPercent[0]).toBeCloseTo(25);
    expect(rates.readBytesPerSecond[0]).toBeCloseTo(150);
  });

  it('are unknown for one that is older but was not seen', () => {
    expect(cpuOf({ seconds: 10 }, one(12, { serial: 2, startTicks: 100_000, cpuSeconds: 500 }))).toBeNaN();
  });

  it('are unknown for newcomers where the machine tells no uptime', () => {
    const before = { seconds: 10, system: { uptimeSeconds: undefined } };
    expect(cpuOf(before, one(12, { serial: 2, startTicks: 101_050, cpuSeconds: 1 }))).toBeNaN();
  });

  it('are unknown, not negative, when a counter fell', () => {
    const rates = ratesOf(one(10, { cpuSeconds: 5, minorFaults: 50 }), one(11, { cpuSeconds: 4, minorFaults: 49 }));
    expect(rates.cpuPercent[0]).toBeNaN();
    expect(rates.minorFaultsPerSecond[0]).toBeNaN();
  });

  it('are unknown until what was not read has been read twice', () => {
    const unread = one(10, { readBytes: Number.NaN });
    expect(ratesOf(unread, one(11, { readBytes: 1e9 })).readBytesPerSecond[0]).toBeNaN();
  });

  it.each([
    ['stands still', 10],
    ['goes back', 9],
  ])('are unknown when the clock %s', (_, seconds) => {
    const rates = ratesOf(one(10, { cpuSeconds: 5 }), one(seconds, { cpuSeconds: 6 }));
    expect(rates.intervalSeconds).toBeUndefined();
    expect(rates.cpuPercent[0]).toBeNaN();
    expect(rates.system.forksPerSecond).toBeUndefined();
  });

  it('show no spike after the machine slept for an hour', () => {
    const asleep = { uptimeSeconds: 1011 + HOUR, wallClockMilliseconds: (1011 + HOUR) * 1000 };
    expect(cpuOf(one(10, { cpuSeconds: 5 }), one(11, { cpuSeconds: 5.5 }, asleep))).toBeCloseTo(50);
  });

  it('do not depend on the wall clock being set', () => {
    expect(cpuOf(one(10, {}), one(11, { cpuSeconds: 0.5 }, { wallClockMilliseconds: 0 }))).toBeCloseTo(50);
  });

  it('forget what columns held that are used again', () => {
    const first = fakeSnapshot({ seconds: 1, processes: [{ pid: 1 }, { pid: 2 }, { pid: 3 }] });
    const second = fakeSnapshot({
      seconds: 2,
      processes: [
        { pid: 1, cpuSeconds: 1 },
        { pid: 2, cpuSeconds: 1 },
      ],
    });
    const rates = computeRates(first, second);
    const again = computeRates(second, fakeSnapshot({ seconds: 3, processes: [{ pid: 1, cpuSeconds: 1 }] }), rates);
    expect(again.cpuPercent).toBe(rates.cpuPercent);
    expect([...again.cpuPercent.subarray(0, 3)]).toEqual([0, Number.NaN, Number.NaN]);
  });
});

function systemRates(before: Partial<SystemCounters>, after: Partial<SystemCounters>, seconds = 2) {
  return ratesOf({ seconds: 10, system: before }, { seconds: 10 + seconds, system: after }).system;
}

describe('the rates of the machine', () => {
  it('split CPU time into shares that add up to a hundred', () => {
    const after = fakeCpu(0, { user: 21, nice: 2, system: 5, irq: 1, softirq: 3, iowait: 5, steal: 2, idle: 61 });
    const shares = systemRates({ cpuTotal: fakeCpu(0) }, { cpuTotal: after }).cpuTotal;
    expect(shares).toMatchObject({
      userPercent: 21,
      nicePercent: 2,
      systemPercent: 9,
      iowaitPercent: 5,
      idlePercent: 61,
    });
    expect(shares).toMatchObject({ stealPercent: 2, busyPercent: 34 });
  });

  it('count guests once', () => {
    const before = fakeCpu(0, { user: 100, guest: 100, idle: 100 });
    const after = fakeCpu(0, { user: 200, guest: 200, idle: 200 });
    expect(systemRates({ cpuTotal: before }, { cpuTotal: after }).cpuTotal?.busyPercent).toBe(50);
  });

  it('call waiting for a disk idle', () => {
    const rates = systemRates({ cpuTotal: fakeCpu(0) }, { cpuTotal: fakeCpu(0, { iowait: 2 }) });
    expect(rates.cpuTotal).toMatchObject({ busyPercent: 0, iowaitPercent: 100 });
  });

  it('take a field that fell for one that stood still', () => {
    const before = fakeCpu(0, { steal: 1, user: 0 });
    const rates = systemRates({ cpuTotal: before }, { cpuTotal: fakeCpu(0, { user: 1 }) });
    expect(rates.cpuTotal).toMatchObject({ userPercent: 100, stealPercent: 0, busyPercent: 100 });
  });

  it('keep CPUs apart by their number when one goes and one comes', () => {
    const before = [fakeCpu(0), fakeCpu(1), fakeCpu(7)];
    const after = [fakeCpu(0, { user: 2 }), fakeCpu(3, { user: 500 }), fakeCpu(7, { idle: 2 })];
    const shares = systemRates({ cpus: before }, { cpus: after }).cpus;
    expect(shares.map(({ id, busyPercent }) => [id, busyPercent])).toEqual([
      [0, 100],
      [3, Number.NaN],
      [7, 0],
    ]);
  });

  it('say nothing of CPUs on a machine that says nothing', () => {
    const rates = systemRates({}, { cpuTotal: undefined, cpus: [] });
    expect(rates.cpuTotal).toBeUndefined();
    expect(rates.cpus).toEqual([]);
  });

  it('turn stalled time into percent', () => {
    const stalled = (someMicroseconds: number, fullMicroseconds: number | undefined) => ({
      cpu: { someMicroseconds, fullMicroseconds: undefined },
      memory: undefined,
      io: { someMicroseconds, fullMicroseconds },
    });
    const rates = systemRates({ pressure: stalled(0, 0) }, { pressure: stalled(100_000, 9e9) });
    expect(rates.cpuSomePercent).toBeCloseTo(5);
    expect(rates.ioFullPercent).toBe(100);
    expect(rates.memorySomePercent).toBeUndefined();
  });

  it('add up the disks that stayed, and leave out one that was reset or came', () => {
    const disk = (name: string, bytes: number) => ({
      name,
      readBytes: bytes,
      writeBytes: bytes,
      busyMilliseconds: bytes,
    });
    const before = [disk('sda', 100), disk('sdb', 5000), disk('gone', 1)];
    const rates = systemRates({ disks: before }, { disks: [disk('sda', 300), disk('sdb', 10), disk('new', 1e12)] });
    expect(rates.readBytesPerSecond).toBe(100);
    expect(rates.disks).toEqual([{ name: 'sda', readBytesPerSecond: 100, writeBytesPerSecond: 100, busyPercent: 10 }]);
  });

  it('do not add what the machine sends to itself', () => {
    const link = (name: string, bytes: number) => ({ name, receivedBytes: bytes, sentBytes: 2 * bytes });
    const rates = systemRates(
      { interfaces: [link('lo', 0), link('eth0', 0)] },
      { interfaces: [link('lo', 8), link('eth0', 4)] },
    );
    expect(rates.receiveBytesPerSecond).toBe(2);
    expect(rates.sendBytesPerSecond).toBe(4);
    expect(rates.interfaces.map(({ name }) => name)).toEqual(['lo', 'eth0']);
  });

  it('know no traffic where there is nothing to compare', () => {
    const rates = systemRates({}, {});
    expect(rates.readBytesPerSecond).toBeUndefined();
    expect(rates.receiveBytesPerSecond).toBeUndefined();
  });

  it('divide swap traffic by the time between its own readings, and know none without two of them', () => {
    const detail = (monotonicSeconds: number, swappedInBytes: number, swappedOutBytes?: number) => ({
      memoryDetail: { monotonicSeconds, swappedInBytes, swappedOutBytes, oomKills: 0, hugePages: [], limit: undefined },
    });
    const rates = (system: Partial<SystemCounters>, before: Partial<SystemCounters>) =>
      ratesOf({ seconds: 0, system: before }, { seconds: 2, system }).system;
    expect(rates(detail(9, 3000, 50), detail(5, 1000, 90))).toMatchObject({
      swapInBytesPerSecond: 500,
      swapOutBytesPerSecond: undefined,
    });
    for (const [now, before] of [
      [detail(9, 1), {}],
      [{}, detail(9, 1)],
      [detail(9, 5), detail(9, 1)],
      [detail(8, 5), detail(9, 1)],
    ] as const) {
      expect(rates(now, before)).toMatchObject({ swapInBytesPerSecond: undefined, swapOutBytesPerSecond: undefined });
    }
  });

  it('count new processes per second', () => {
    expect(systemRates({ forks: 100 }, { forks: 130 }).forksPerSecond).toBe(15);
    expect(systemRates({ forks: 130 }, { forks: 100 }).forksPerSecond).toBeUndefined();
  });
});
