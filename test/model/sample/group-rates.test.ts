import { describe, expect, it } from 'vitest';
import { throttledPercent } from '../../../src/model/sample/throttling.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { fakeCpu, fakeSample } from '../../support/snapshots.js';

const CPUS = { cpus: [fakeCpu(0), fakeCpu(1)] };

/** Two readings of these groups, two seconds apart. */
function between(before: readonly FakeGroup[], now: readonly FakeGroup[], group = 0) {
  const sample = fakeSample(
    { groups: fakeGroups(now, { monotonicSeconds: 2 }), system: CPUS, processes: [{ pid: 7, cpuGroup: group }] },
    { groups: fakeGroups(before), system: CPUS },
  );
  return { rates: sample.rates.groups, ofProcess: throttledPercent(sample, 0) };
}

describe('between two readings of its control group', () => {
  it('a process was throttled for the share of the time in which quotas stopped the group', () => {
    const { ofProcess } = between([{ path: '/a', stoppedSeconds: 5 }], [{ path: '/a', stoppedSeconds: 6.5 }]);
    expect(ofProcess).toBe(75);
  });

  it('a process was throttled by the strictest quota above it where the kernel does not sum them up', () => {
    const groups = (grandparent: number, parent: number): FakeGroup[] => [
      { path: '/a/b/c' },
      { path: '/a/b', throttledSeconds: parent },
      { path: '/a', throttledSeconds: grandparent },
      { path: '/' },
    ];
    expect(between(groups(0, 0), groups(1, 0.5)).ofProcess).toBe(50);
    expect(between(groups(0, 0), groups(0.5, 1)).ofProcess).toBe(50);
  });

  it('a process without a quota anywhere was not throttled', () => {
    const group = { path: '/a', stoppedSeconds: 0, throttledSeconds: 0 };
    expect(between([group], [group]).ofProcess).toBe(0);
  });

  it('nothing is known of a process whose group is unknown, new, or was made anew', () => {
    const [before, now] = [[{ path: '/a', stoppedSeconds: 5 }], [{ path: '/a', stoppedSeconds: 6 }]];
    expect(between(before, now, -1).ofProcess).toBeNaN();
    expect(between([], now).ofProcess).toBeNaN();
    expect(between(before, [{ path: '/a', stoppedSeconds: 6, serial: 2 }]).ofProcess).toBeNaN();
    expect(between(now, before).ofProcess).toBeNaN();
  });

  it('a group has rates of CPU, storage and pressure, and none that the interval cannot hold', () => {
    const { rates } = between(
      [{ path: '/a', cpuSeconds: 1, readBytes: 0, memorySomeMicroseconds: 0 }],
      [{ path: '/a', cpuSeconds: 4, readBytes: 100, memorySomeMicroseconds: 500_000, writeBytes: 5 }],
    );
    expect(rates?.cpuPercent[0]).toBe(150);
    expect(rates?.readBytesPerSecond[0]).toBe(50);
    expect(rates?.memoryPressurePercent[0]).toBe(25);
    expect(rates?.writeBytesPerSecond[0]).toBeNaN();
    const wild = between([{ path: '/a', cpuSeconds: 1 }], [{ path: '/a', cpuSeconds: 1e9 }]);
    expect(wild.rates?.cpuPercent[0]).toBeNaN();
  });
});
