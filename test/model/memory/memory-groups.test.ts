import { describe, expect, it } from 'vitest';
import type { Narrowing } from '../../../src/model/list/pane.js';
import { NO_FOOTPRINTS, withReadings } from '../../../src/model/memory/footprints.js';
import { type Grouping, groupProcesses, NO_GROUPS } from '../../../src/model/memory/memory-groups.js';
import { groupMemoryRows, type MemoryFigureId } from '../../../src/model/memory/memory-rows.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const PROCESSES: readonly FakeProcess[] = [
  { pid: 1, uid: 0, name: 'init', cgroup: '/', residentBytes: 10, oomScore: 1 },
  { pid: 2, uid: 33, name: 'nginx', cgroup: '/web', residentBytes: 20, swapBytes: 5, oomScore: 7 },
  { pid: 3, uid: 0, name: 'nginx', cgroup: '/web', residentBytes: 30, swapBytes: 6, oomScore: 2 },
  { pid: 4, uid: 33, name: 'nginx', cgroup: '', residentBytes: 40, swapBytes: 0 },
  { pid: 5, threadGroupId: 4, name: 'nginx', residentBytes: 40 },
  { pid: 6, name: 'kworker', kernelThread: true },
];

function narrowing(processes: readonly FakeProcess[], rest: Partial<Narrowing> = {}): Narrowing {
  return {
    sample: fakeSample({ processes }),
    showThreads: true,
    showKernelThreads: false,
    hideIdle: false,
    own: undefined,
    ...rest,
  };
}

function membersBy(grouping: Exclude<Grouping, 'none'>, rest: Partial<Narrowing> = {}) {
  const { groups } = groupProcesses(grouping, narrowing(PROCESSES, rest), NO_GROUPS);
  return Object.fromEntries(groups.map(({ label, members }) => [label, members.map((slot) => slot + 1)]));
}

describe('processes in groups', () => {
  it('are together with those of the same program, user or control group, each once and without threads', () => {
    expect(membersBy('program')).toEqual({ init: [1], nginx: [2, 3, 4] });
    expect(membersBy('user')).toEqual({ root: [1, 3], 33: [2, 4] });
    expect(membersBy('cgroup')).toEqual({ '/': [1], '/web': [2, 3] });
  });

  it('are only those that are wanted', () => {
    expect(membersBy('program', { users: { names: new Set(['root']), negate: false } })).toEqual({
      init: [1],
      nginx: [3],
    });
    expect(membersBy('program', { pids: new Set([4]) })).toEqual({ nginx: [4] });
    expect(membersBy('program', { showKernelThreads: true })).toHaveProperty('kworker', [6]);
  });

  it('keep the serial of their group, which is unique among processes and groups', () => {
    const first = groupProcesses('program', narrowing(PROCESSES), NO_GROUPS);
    const later = groupProcesses('program', narrowing(PROCESSES.slice(1)), first.serials);
    const serials = ({ groups }: typeof first) =>
      Object.fromEntries(groups.map(({ label, serial }) => [label, serial]));
    expect(serials(later)).toEqual({ nginx: serials(first).nginx });
    const back = groupProcesses('program', narrowing(PROCESSES), later.serials);
    const byUser = groupProcesses('user', narrowing(PROCESSES), later.serials);
    const all = [...Object.values(serials(first)), serials(back).init, ...Object.values(serials(byUser))];
    expect(all.every((serial) => Number(serial) < 0)).toBe(true);
    expect(serials(back).init).not.toBe(serials(first).init);
  });

  it('may be named like a property of Object.prototype', () => {
    const odd = ['__proto__', 'constructor', 'toString'].map((name, index) => ({ pid: index + 1, name }));
    expect(groupProcesses('program', narrowing(odd), NO_GROUPS).groups).toHaveLength(3);
  });
});

describe('the figures of a group', () => {
  const sums = (id: MemoryFigureId, footprints = NO_FOOTPRINTS) => {
    const given = narrowing(PROCESSES);
    const { groups } = groupProcesses('program', given, NO_GROUPS);
    const rows = groupMemoryRows(given.sample, groups, { growth: undefined, footprints });
    return groups.map((_, slot) => rows.figure(id, slot));
  };

  it('are sums, of the OOM score the largest, and of peaks nothing', () => {
    expect(sums('residentBytes')).toEqual([10, 90]);
    expect(sums('oomScore')).toEqual([1, Number.NaN]);
    expect(sums('peakResidentBytes')).toEqual([Number.NaN, Number.NaN]);
  });

  it('are unknown when one of its processes is', () => {
    expect(sums('swapBytes')).toEqual([Number.NaN, 11]);
    const read = (serial: number) => ({ serial, readAtSeconds: 1, proportionalBytes: 3, uniqueBytes: 2, swapBytes: 0 });
    expect(sums('proportionalBytes', withReadings(NO_FOOTPRINTS, [2, 3].map(read)))).toEqual([Number.NaN, Number.NaN]);
    expect(sums('proportionalBytes', withReadings(NO_FOOTPRINTS, [2, 3, 4].map(read)))).toEqual([Number.NaN, 9]);
  });
});
