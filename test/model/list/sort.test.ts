import { describe, expect, it } from 'vitest';
import { sortSlots } from '../../../src/model/list/sort.js';
import { type ColumnId, columnById } from '../../../src/model/processes/columns.js';
import { processRows } from '../../../src/model/processes/pane.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

function sorted(sample: Sample, id: ColumnId, descending: boolean): readonly number[] {
  const { columns, slots } = sample.snapshot.processes;
  const order = Int32Array.from({ length: slots }, (_, slot) => slot);
  sortSlots(order, sample, processRows(sample), columnById(id), descending);
  return Array.from(order, (slot) => columns.pid[slot]);
}

const PROCESSES: readonly FakeProcess[] = [
  { pid: 30, readBytes: 5, nice: -5, name: 'b', terminalDevice: 0x8802 },
  { pid: 10, readBytes: Number.NaN, nice: 0, name: 'a' },
  { pid: 40, readBytes: 9, nice: -5, name: 'B', terminalDevice: 0x8801 },
  { pid: 20, readBytes: Number.NaN, nice: 19, name: 'a' },
];
const SAMPLE = fakeSample(
  { seconds: 1, processes: PROCESSES },
  { processes: PROCESSES.map((process) => ({ ...process, readBytes: 0 })) },
);

describe('the order', () => {
  it.each<[string, ColumnId, boolean, readonly number[]]>([
    ['puts small numbers first', 'nice', false, [30, 40, 10, 20]],
    ['puts large numbers first, equal ones still by PID', 'nice', true, [20, 10, 30, 40]],
    ['puts unknown numbers last', 'readBytesPerSecond', false, [30, 40, 10, 20]],
    ['puts unknown numbers last when it is turned round', 'readBytesPerSecond', true, [40, 30, 10, 20]],
    ['sorts text by its letters', 'name', false, [40, 10, 20, 30]],
    ['sorts text backwards, equal ones still by PID', 'name', true, [30, 10, 20, 40]],
    ['puts unknown text last', 'terminal', false, [40, 30, 10, 20]],
    ['puts unknown text last when it is turned round', 'terminal', true, [30, 40, 10, 20]],
    ['is by PID where nothing is known', 'sendBytesPerSecond', true, [10, 20, 30, 40]],
  ])('%s', (_, id, descending, pids) => {
    expect(sorted(SAMPLE, id, descending)).toEqual(pids);
  });

  it.each<[string, readonly number[]]>([
    ['an earlier order', [2, 0, 3, 1]],
    ['one of other and fewer slots', [7, 3, 900]],
    ['none', []],
  ])('is the same beginning from %s', (_, before) => {
    const order = Int32Array.of(0, 1, 2, 3);
    sortSlots(order, SAMPLE, processRows(SAMPLE), columnById('name'), true, Int32Array.from(before));
    expect(Array.from(order, (slot) => SAMPLE.snapshot.processes.columns.pid[slot])).toEqual([30, 10, 20, 40]);
  });

  it('sorts only the given number of slots', () => {
    const order = Int32Array.of(3, 2, 1, 0);
    sortSlots(order.subarray(0, 2), SAMPLE, processRows(SAMPLE), columnById('pid'), true);
    expect([...order]).toEqual([2, 3, 1, 0]);
  });
});
