import { describe, expect, it } from 'vitest';
import { NONE, pidIndex } from '../../../src/model/sample/pid-index.js';
import { fakeSnapshot } from '../../support/snapshots.js';

describe('processes by their PIDs', () => {
  const { processes } = fakeSnapshot({
    processes: [
      { pid: 1, startTicks: 1 },
      { pid: 10, ppid: 1, startTicks: 100 },
      { pid: 11, threadGroupId: 10, ppid: 1, startTicks: 120 },
      { pid: 20, ppid: 10, startTicks: 50 },
    ],
  });
  const { slotOf, slotOfProcess, parentOf, all } = pidIndex(processes);

  it('are found, and threads are not', () => {
    expect([1, 10, 20].map(slotOf)).toEqual([0, 1, 3]);
    expect([11, 99].map(slotOf)).toEqual([NONE, NONE]);
    expect([...all]).toEqual([0, 1, 3]);
  });

  it('differ if their start times differ', () => {
    expect(slotOfProcess(10, 100)).toBe(1);
    expect(slotOfProcess(10, 101)).toBe(NONE);
    expect(slotOfProcess(10, Number.NaN)).toBe(NONE);
  });

  it('have a parent that began before them, and threads have their process', () => {
    expect([0, 1, 2].map(parentOf)).toEqual([NONE, 0, 1]);
    expect(parentOf(3)).toBe(NONE);
  });
});
