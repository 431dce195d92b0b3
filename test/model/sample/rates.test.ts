import { describe, expect, it } from 'vitest';
import type { CpuTimes, SystemCounters } from '../../../src/model/machine/snapshot.js';
import { computeRates, ratesOnDemand, type Spares } from '../../../src/model/sample/rates.js';
import { wildHistory } from '../../support/histories.js';
import { createRandom } from '../../support/random.js';
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

  it('are 0 for a counter that stands still, whatever it is at, and unknown for one that is unknown or impossible', () => {
    const still = (cpuSeconds: number) => cpuOf(one(10, { cpuSeconds }), one(11, { cpuSeconds }));
    expect([0, 0.01, 5.5, 2 ** 40, 9.99e12].map(still)).toEqual([0, 0, 0, 0, 0]);
    expect([Number.NaN, 1e13, 2 ** 44, 2 ** 63, 2 ** 64, Number.POSITIVE_INFINITY].map(still)).toEqual(
      Array(6).fill(Number.NaN),
    );
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

  it('are unknown for new processes without an uptime', () => {
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
    const spent = { user: 2.1, nice: 0.2, system: 0.5, irq: 0.1, softirq: 0.3, iowait: 0.5, steal: 0.2, idle: 6.1 };
    const shares = systemRates({ cpuTotal: fakeCpu(0) }, { cpuTotal: fakeCpu(0, spent) }).cpuTotal;
    const rounded = Object.fromEntries(Object.entries(shares ?? {}).map(([name, share]) => [name, Math.round(share)]));
    expect(rounded).toMatchObject({
      userPercent: 21,
      nicePercent: 2,
      systemPercent: 9,
      iowaitPercent: 5,
      idlePercent: 61,
    });
    expect(rounded).toMatchObject({ stealPercent: 2, busyPercent: 34 });
  });

  it('count guests once', () => {
    const before = fakeCpu(0, { user: 100, guest: 100, idle: 100 });
    const after = fakeCpu(0, { user: 101, guest: 101, idle: 101 });
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

  it('are of the CPUs that were on all the time, when one goes off or comes on', () => {
    const idle = (id: number, seconds: number) => fakeCpu(id, { idle: seconds });
    const before = { cpuTotal: idle(-1, 2000), cpus: [idle(0, 1000), idle(1, 1000)] };
    const busy = fakeCpu(0, { idle: 1000, user: 2 });
    const off = { cpuTotal: { ...busy, id: -1, idle: 1000 }, cpus: [busy] };
    expect(systemRates(before, off).cpuTotal).toMatchObject({ id: -1, busyPercent: 100, idlePercent: 0 });
    const on = { cpuTotal: { ...busy, id: -1, user: 4, idle: 2000 }, cpus: [{ ...busy, user: 4 }, idle(1, 1000)] };
    expect(systemRates(off, on).cpuTotal).toMatchObject({ id: -1, busyPercent: 100, idlePercent: 0 });
  });

  describe('do not believe a counter', () => {
    const WILD = 2 ** 64;
    const cpus = (spent: Partial<CpuTimes>) => ({ cpuTotal: fakeCpu(-1, spent), cpus: [fakeCpu(0, spent)] });

    it.each([
      ['rose by more than there was time for', { steal: 0 }, { steal: 9e3 }],
      ['is written near 2^64', { steal: WILD / 100 }, { steal: WILD / 100 }],
      ['fell to the beginning', { steal: 5e3 }, { steal: 0 }],
      ['is no number', { steal: 0 }, { steal: Number.NaN }],
    ])('of a CPU that %s, and keep the rest', (_, before, after) => {
      const rates = systemRates(cpus(before), cpus({ user: 0.5, idle: 1.5, ...after }));
      for (const shares of [rates.cpuTotal, rates.cpus[0]]) {
        expect(shares).toMatchObject({ userPercent: 25, idlePercent: 75, stealPercent: Number.NaN, busyPercent: 25 });
      }
    });

    it('of idle time either: then it is the share of the time that passed', () => {
      const rates = systemRates(cpus({}), cpus({ user: 0.5, idle: WILD / 100 }));
      expect(rates.cpuTotal).toMatchObject({ userPercent: 25, idlePercent: Number.NaN, busyPercent: 25 });
    });

    it('of one CPU when it adds up all', () => {
      const quiet = { cpuTotal: fakeCpu(-1), cpus: [fakeCpu(0), fakeCpu(1)] };
      const after = [fakeCpu(0, { user: 2, steal: WILD / 100 }), fakeCpu(1, { idle: 2 })];
      const rates = systemRates(quiet, { cpuTotal: fakeCpu(-1, { user: 2, idle: 2, steal: WILD / 100 }), cpus: after });
      expect(rates.cpuTotal).toMatchObject({ busyPercent: 50, stealPercent: 0 });
      expect(rates.cpus.map(({ stealPercent }) => stealPercent)).toEqual([Number.NaN, 0]);
    });

    it('of a process', () => {
      const wild = { cpuSeconds: 500, readBytes: WILD, writeBytes: 9e15, minorFaults: WILD, majorFaults: 1e13 };
      const rates = ratesOf(one(10, { readBytes: WILD, writeBytes: 0, minorFaults: WILD }), one(11, wild));
      const { cpuPercent, readBytesPerSecond, writeBytesPerSecond, minorFaultsPerSecond, majorFaultsPerSecond } = rates;
      for (const column of [cpuPercent, readBytesPerSecond, writeBytesPerSecond]) expect(column[0]).toBeNaN();
      for (const column of [minorFaultsPerSecond, majorFaultsPerSecond]) expect(column[0]).toBeNaN();
    });

    it('of a disk or an interface, nor in a sum, which keeps the other parts', () => {
      const disk = (name: string, readBytes: number, writeBytes: number) => ({
        ...{ name, readBytes, writeBytes, busyMilliseconds: readBytes },
      });
      const link = (name: string, receivedBytes: number, sentBytes: number) => ({
        ...{ name, receivedBytes, sentBytes, counted: true },
      });
      const rates = systemRates(
        { disks: [disk('sda', 0, 0), disk('sdb', 0, 0)], interfaces: [link('eth0', 0, 0), link('eth1', 0, 0)] },
        {
          disks: [disk('sda', 400, 200), disk('sdb', WILD, 600)],
          interfaces: [link('eth0', 40, 20), link('eth1', 9e15, 60)],
        },
      );
      expect(rates).toMatchObject({ readBytesPerSecond: 200, writeBytesPerSecond: 400 });
      expect(rates).toMatchObject({ receiveBytesPerSecond: 20, sendBytesPerSecond: 40 });
      expect(rates.disks[1]).toMatchObject({ readBytesPerSecond: Number.NaN, writeBytesPerSecond: 300 });
      expect(rates.disks[1]?.busyPercent).toBeNaN();
      expect(rates.interfaces[1]).toMatchObject({ receiveBytesPerSecond: Number.NaN, sendBytesPerSecond: 30 });
    });

    it('of stalls, of new processes and of swap', () => {
      const stalled = (someMicroseconds: number) => ({
        ...{ cpu: { someMicroseconds, fullMicroseconds: undefined }, memory: undefined, io: undefined },
      });
      const detail = (monotonicSeconds: number, bytes: number) => ({
        ...{ monotonicSeconds, swappedInBytes: bytes, swappedOutBytes: bytes, oomKills: 0 },
        ...{ hugePages: [], limit: undefined },
      });
      const rates = systemRates(
        { pressure: stalled(0), forks: 0, memoryDetail: detail(1, 0) },
        { pressure: stalled(9e9), forks: WILD, memoryDetail: detail(3, 9e15) },
      );
      expect(rates).toMatchObject({ cpuSomePercent: undefined, forksPerSecond: undefined });
      expect(rates).toMatchObject({ swapInBytesPerSecond: undefined, swapOutBytesPerSecond: undefined });
    });
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
    const rates = systemRates({ pressure: stalled(0, 0) }, { pressure: stalled(100_000, 3e6) });
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
    const link = (name: string, bytes: number) => ({
      name,
      receivedBytes: bytes,
      sentBytes: 2 * bytes,
      counted: name !== 'lo',
    });
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

describe('rates that are computed when they are asked for', () => {
  it('are the same, whichever are asked for and whatever had their columns before', () => {
    const random = createRandom(8);
    const history = wildHistory(random, 60);
    const spares: Spares = {};
    history.forEach((next, at) => {
      const all = computeRates(history[at - 1], next);
      const some = ratesOnDemand(history[at - 1], next, spares);
      for (const [name, value] of Object.entries(all) as [keyof typeof all, unknown][]) {
        if (random.number(3) === 0) continue;
        const shown = (rates: unknown) =>
          rates instanceof Float64Array ? rates.subarray(0, next.processes.slots) : rates;
        expect(shown(some[name]), `${name} of sample ${at}`).toEqual(shown(value));
      }
    });
  });
});
