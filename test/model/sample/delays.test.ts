import { describe, expect, it } from 'vitest';
import { columnById } from '../../../src/model/processes/columns.js';
import { PROCESSES } from '../../../src/model/processes/pane.js';
import { cpuWaitPercent, ioWaitPercent, memoryWaitPercent } from '../../../src/model/sample/delays.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { type FakeGroup, fakeGroups } from '../../support/groups.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

type State = Partial<FakeProcess>;

/** Two seconds in the life of a process, in these groups. */
function between(before: State, after: State, groups: readonly (readonly FakeGroup[])[] = [[], []]): Sample {
  const [earlier, later] = groups.map((each, index) => fakeGroups(each, { monotonicSeconds: 500 + 2 * index }));
  return fakeSample(
    { seconds: 2, processes: [{ pid: 7, ...after }], groups: later },
    { seconds: 0, processes: [{ pid: 7, ...before }], groups: earlier },
  );
}

/** The same in a group that quotas stopped for this share of the time. */
function throttled(sample: Sample, percent: number): Sample {
  const { snapshot, rates } = sample;
  const cpuGroup = Int32Array.from(snapshot.processes.columns.pid, () => 0);
  const groups = { throttledPercent: Float64Array.of(percent) } as unknown as Sample['rates']['groups'];
  return {
    ...sample,
    snapshot: {
      ...snapshot,
      processes: { ...snapshot.processes, columns: { ...snapshot.processes.columns, cpuGroup } },
    },
    rates: { ...rates, groups },
  };
}

describe('the wait for a CPU', () => {
  it('is the share of the time that its threads waited', () => {
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 6 }), 0)).toBe(50);
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 11, threads: 4 }), 0)).toBe(300);
  });

  it('is for all the time since it last ran, when a long wait ends and counts at once', () => {
    const queued = { cpuDelaySeconds: 5, state: 'R', ranSeconds: 440 };
    const sample = between(queued, { cpuDelaySeconds: 36, ranSeconds: 502 });
    expect(cpuWaitPercent(sample, 0)).toBe(50);
  });

  it('is unknown where its threads cannot have waited so long: nobody knows when they did', () => {
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 65 }), 0)).toBeNaN();
    const threads = { threads: 3 };
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 65, ...threads }), 0)).toBeNaN();
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 7.05 }), 0)).toBe(100);
  });

  it('is all of the time for a process that was runnable and never ran', () => {
    const stands = { cpuDelaySeconds: 5, state: 'R', ranSeconds: 490 };
    expect(cpuWaitPercent(between(stands, stands), 0)).toBe(100);
    expect(cpuWaitPercent(between(stands, { ...stands, state: 'S' }), 0)).toBe(0);
    expect(cpuWaitPercent(between(stands, { ...stands, ranSeconds: 501 }), 0)).toBe(0);
  });

  it('does not have the time for which a quota stopped its group', () => {
    const sample = between({ cpuDelaySeconds: 5 }, { cpuDelaySeconds: 6.6 });
    expect(cpuWaitPercent(throttled(sample, 60), 0)).toBeCloseTo(20);
    expect(cpuWaitPercent(throttled(sample, 240), 0)).toBe(0);
    expect(cpuWaitPercent(throttled(sample, Number.NaN), 0)).toBeCloseTo(80);
  });

  it('does not have what the quota stopped of each of its threads', () => {
    const at = (seconds: number) => [{ path: '/a', throttledSeconds: seconds }];
    const spinning = { cpuGroup: 0, threads: 2 };
    const before = { ...spinning, cpuSeconds: 0, cpuDelaySeconds: 0 };
    const sample = between(before, { ...spinning, cpuSeconds: 0.4, cpuDelaySeconds: 3.6 }, [at(10), at(11.6)]);
    expect(cpuWaitPercent(sample, 0)).toBeCloseTo(20);
  });

  it('is known where there can be no quota, and unknown where one may have stopped it', () => {
    const wait = (cpuGroup: number, groups: readonly FakeGroup[]) =>
      cpuWaitPercent(between({ cpuDelaySeconds: 0 }, { cpuDelaySeconds: 1, cpuGroup }, [[], groups]), 0);
    expect(wait(0, [{ path: '/' }])).toBe(50);
    expect(wait(-1, [])).toBe(50);
    expect(wait(0, [{ path: '/a', throttledSeconds: 3 }])).toBeNaN();
    expect(wait(-1, [{ path: '/a', throttledSeconds: 3 }])).toBeNaN();
  });

  it('is unknown while it was not read, if the counter fell, and on the first sample', () => {
    expect(cpuWaitPercent(between({}, {}), 0)).toBeNaN();
    expect(cpuWaitPercent(between({}, { cpuDelaySeconds: 6 }), 0)).toBeNaN();
    expect(cpuWaitPercent(between({ cpuDelaySeconds: 6 }, { cpuDelaySeconds: 5 }), 0)).toBeNaN();
    const groups = fakeGroups([]);
    expect(cpuWaitPercent(fakeSample({ processes: [{ pid: 7, cpuDelaySeconds: 6 }], groups }), 0)).toBeNaN();
    const unread = { state: 'R', ranSeconds: 490 };
    expect(cpuWaitPercent(between(unread, unread), 0)).toBeNaN();
  });
});

describe('other waits', () => {
  const times = (seconds: number) => ({
    ...{
      cpuDelaySeconds: 0,
      blockIoDelaySeconds: seconds,
      memoryDelaySeconds: 2 * seconds,
      contextSwitches: 100 * seconds,
    },
  });

  it('are shares of the time, and context switches are counted by the second', () => {
    const sample = between(times(0), times(1));
    expect([ioWaitPercent(sample, 0), memoryWaitPercent(sample, 0)]).toEqual([50, 100]);
    expect(columnById('contextSwitchesPerSecond').value(sample, 0)).toBe(50);
  });

  it('are unknown of a process that is blocked all the time, because they count when they end', () => {
    const blocked = { ...times(1), state: 'D', ranSeconds: 400 };
    const sample = between(blocked, blocked);
    expect(
      ['ioWaitPercent', 'swapWaitPercent'].map((id) => columnById(id as 'ioWaitPercent').value(sample, 0)),
    ).toEqual([undefined, undefined]);
  });

  it('say why they are unknown, safe for a terminal', () => {
    const processes = [{ pid: 7, cpuDelaySeconds: 1 }];
    const remarks = (delaysUnknown?: string) =>
      PROCESSES.remarks?.(fakeSample({ processes, delaysUnknown }), PROCESSES.begin());
    expect(remarks('it is \x1b off')).toEqual(['IOW%, SWPW% unknown: it is ? off']);
    expect(remarks()).toEqual([]);
  });

  it('are unknown where the kernel does not count them, though the wait for a CPU is known', () => {
    const sample = between({ cpuDelaySeconds: 1 }, { cpuDelaySeconds: 2 });
    expect(cpuWaitPercent(sample, 0)).toBe(50);
    expect(ioWaitPercent(sample, 0)).toBeNaN();
  });
});
