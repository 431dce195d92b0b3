import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/model/filter/filter.js';
import { type List, makeList, rowOfSerial, slotOfSerial } from '../../../src/model/list/list.js';
import type { ListInputs } from '../../../src/model/list/list-inputs.js';
import { PANES } from '../../../src/model/panes.js';
import { PROCESSES as PANE, processRows } from '../../../src/model/processes/pane.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { taskCounts } from '../../../src/model/sample/task-counts.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const USERS = { 0: 'root', 33: 'www', 1000: 'ada' };

const PROCESSES: readonly FakeProcess[] = [
  { pid: 1, ppid: 0, uid: 0, cpuSeconds: 3, residentBytes: 100 },
  { pid: 2, ppid: 0, uid: 0, kernelThread: true, name: 'kthreadd' },
  { pid: 10, ppid: 1, uid: 33, cpuSeconds: 2, residentBytes: 50, threads: 2 },
  { pid: 11, threadGroupId: 10, ppid: 1, uid: 33, cpuSeconds: 2, residentBytes: 50 },
  { pid: 20, ppid: 1, uid: 1000, cpuSeconds: 0.5, residentBytes: 7 },
];

const BEFORE = { processes: PROCESSES.map((process) => ({ ...process, cpuSeconds: process.pid === 10 ? 1.5 : 0.5 })) };
const SAMPLE = fakeSample({ seconds: 1, processes: PROCESSES, userNames: USERS }, BEFORE);

const CONTEXT = {
  cpuBasis: 'core',
  memoryUnits: 'bytes',
  fullPath: true,
  unicode: true,
  wallClockMilliseconds: 0,
} as const;

function list(inputs: Partial<ListInputs> = {}, previous?: List): List {
  const made = makeList(
    {
      pane: PANE,
      sample: SAMPLE,
      own: undefined,
      tree: false,
      folded: new Set(),
      sort: { columnId: 'pid', descending: false },
      showThreads: false,
      showKernelThreads: false,
      hideIdle: false,
      unicode: true,
      holdOrder: false,
      ...inputs,
    },
    previous,
  );
  if (made === undefined) throw new Error('no rows');
  return made;
}

function pids({ slots, count }: List, sample: Sample = SAMPLE): readonly number[] {
  return Array.from(slots.subarray(0, count), (slot) => sample.snapshot.processes.columns.pid[slot]);
}

function filter(text: string) {
  const parsed = parseFilter(text, PANE, PANES);
  return 'filter' in parsed ? parsed.filter : undefined;
}

describe('the list', () => {
  it.each<[string, Partial<ListInputs>, readonly number[]]>([
    ['shows processes, neither threads nor kernel threads', {}, [1, 10, 20]],
    ['shows threads when asked to', { showThreads: true }, [1, 10, 11, 20]],
    ['shows kernel threads when asked to', { showKernelThreads: true }, [1, 2, 10, 20]],
    ['hides who did nothing', { hideIdle: true }, [1, 10]],
    ['filters', { filter: filter('user=www') }, [10]],
    ['shows some users', { users: { names: new Set(['www', 'ada']), negate: false } }, [10, 20]],
    ['leaves some users out', { users: { names: new Set(['root']), negate: true } }, [10, 20]],
    ['takes the number of a user', { users: { names: new Set(['33']), negate: false } }, [10]],
    ['shows some PIDs', { pids: new Set([20, 4]) }, [20]],
    ['shows the threads of some PIDs', { pids: new Set([10]), showThreads: true }, [10, 11]],
    ['sorts', { sort: { columnId: 'residentBytes', descending: false } }, [20, 10, 1]],
    ['sorts by PID when the column is not known', { sort: { columnId: 'nonsense', descending: true } }, [20, 10, 1]],
    ['nests', { tree: true, sort: { columnId: 'pid', descending: true } }, [1, 20, 10]],
    ['shows no ancestor in a filtered tree that does not match', { tree: true, filter: filter('user=www') }, [10]],
  ])('%s', (_, inputs, expected) => {
    expect(pids(list(inputs))).toEqual(expected);
  });

  it('adds up what it shows, and counts what it could show', () => {
    const filtered = list({ filter: filter('pid>=10'), showThreads: true });
    expect(filtered).toMatchObject({
      matching: 3,
      total: 4,
    });
    expect(filtered.totals(CONTEXT, SAMPLE)).toBe('CPU 50.0%, RES 57B');
  });

  it('hides no process as idle before its CPU use is known', () => {
    const sample = fakeSample({ processes: [{ pid: 1 }] });
    expect(list({ sample, hideIdle: true }).count).toBe(1);
    expect(list({ sample }).totals(CONTEXT, sample)).toBe('RES 0B');
  });

  it('is empty where nothing matches', () => {
    expect(list({ filter: filter('nobody') })).toMatchObject({ count: 0, matching: 0, total: 3 });
  });

  it('counts rows in closed branches as matching, but does not show them', () => {
    const closed = list({ tree: true, folded: new Set([1]) });
    expect(closed).toMatchObject({ count: 1, matching: 3, prefixes: ['+ '] });
    expect(closed.folds.get(0)).toHaveLength(3);
  });
});

describe('an order that is held', () => {
  const grown = fakeSample({
    processes: [
      { pid: 1, residentBytes: 1 },
      { pid: 10, residentBytes: 2, slot: 2 },
      { pid: 20, residentBytes: 9, slot: 4 },
      { pid: 30, residentBytes: 5, slot: 1 },
      { pid: 31, residentBytes: 6, slot: 5 },
    ],
  });
  const sort = { columnId: 'residentBytes', descending: true };

  it('keeps rows in their places and puts new ones after them', () => {
    const previous = list({ sort });
    expect(pids(previous)).toEqual([1, 10, 20]);
    expect(pids(list({ sample: grown, sort, holdOrder: true }, previous), grown)).toEqual([1, 10, 20, 31, 30]);
    expect(pids(list({ sample: grown, sort }, previous), grown)).toEqual([20, 31, 30, 10, 1]);
  });

  it('gives a new process no place of the process that had its slot', () => {
    const sample = fakeSample({
      processes: [
        { pid: 1, serial: 900, residentBytes: 1 },
        { pid: 20, slot: 4, residentBytes: 1 },
      ],
    });
    expect(pids(list({ sample, sort, holdOrder: true }, list({ sort })), sample)).toEqual([20, 1]);
  });
});

describe('a process is found again', () => {
  it('by its serial, in rows and slots', () => {
    const rows = list({ sort: { columnId: 'pid', descending: true } });
    expect(rowOfSerial(rows, processRows(SAMPLE), 10)).toBe(1);
    expect(slotOfSerial(SAMPLE, 10)).toBe(2);
  });

  it.each([
    ['gone', 999],
    ['nobody', 0],
  ])('unless it is %s', (_, serial) => {
    expect(rowOfSerial(list(), processRows(SAMPLE), serial)).toBe(-1);
    expect(slotOfSerial(SAMPLE, serial)).toBe(-1);
  });

  it('unless its slot is another one by now', () => {
    const rows = list();
    const sample = fakeSample({ processes: [{ pid: 1, serial: 77 }] });
    expect(rowOfSerial(rows, processRows(sample), 1)).toBe(-1);
  });
});

it('tasks are counted by kind and state', () => {
  const states = ['R', 'S', 'S', 'D', 'T', 't', 'Z', 'X', 'I', '?'];
  const processes: FakeProcess[] = states.map((state, index) => ({ pid: index + 1, state, threads: 2 }));
  processes.push({ pid: 50, kernelThread: true, state: 'I' }, { pid: 51, threadGroupId: 1, state: 'R' });
  expect(taskCounts(fakeSample({ processes }))).toEqual({
    processes: 10,
    threads: 20,
    kernelThreads: 1,
    running: 1,
    sleeping: 2,
    blocked: 1,
    stopped: 2,
    zombie: 2,
    idle: 2,
  });
});

it('ten thousand processes are listed without an object for each', () => {
  const processes = Array.from({ length: 10_000 }, (_, index) => ({
    pid: index + 1,
    ppid: index >> 1,
    residentBytes: index,
  }));
  const sample = fakeSample({ processes });
  const sort = { columnId: 'cpuPercent', descending: true };
  list({ sample, sort });
  const before = process.memoryUsage().heapUsed;
  for (let time = 0; time < 20; time++) expect(list({ sample, sort }).count).toBe(10_000);
  expect((process.memoryUsage().heapUsed - before) / 20).toBeLessThan(2_000_000);
});
