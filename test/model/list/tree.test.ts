import { describe, expect, it } from 'vitest';
import { processForest } from '../../../src/model/list/family.js';
import { makeTree } from '../../../src/model/list/tree.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

function draw(
  sample: Sample,
  options: { hidden?: readonly number[]; folded?: readonly number[]; ascii?: boolean } = {},
) {
  const { columns, slots } = sample.snapshot.processes;
  const shown = Int32Array.from({ length: slots }, (_, slot) => slot).filter(
    (slot) => !options.hidden?.includes(columns.pid[slot]),
  );
  const tree = makeTree(shown, processForest(sample), new Set(options.folded), !options.ascii);
  return Array.from(tree.slots, (slot, row) => `${tree.prefixes[row]}${columns.pid[slot]}`);
}

/** PID and parent of each. */
function family(...links: readonly (readonly [pid: number, ppid: number])[]): Sample {
  return fakeSample({ processes: links.map(([pid, ppid]) => ({ pid, ppid })) });
}

const FOREST = family([1, 0], [2, 0], [10, 1], [11, 10], [12, 1], [13, 12], [14, 12], [20, 99]);

describe('a tree', () => {
  it('draws children below their parents, in their order', () => {
    expect(draw(FOREST)).toEqual(['1', '├─ 10', '│  └─ 11', '└─ 12', '   ├─ 13', '   └─ 14', '2', '20']);
  });

  it('draws with ASCII where it must', () => {
    expect(draw(FOREST, { ascii: true })).toEqual([
      '1',
      '|- 10',
      '|  `- 11',
      '`- 12',
      '   |- 13',
      '   `- 14',
      '2',
      '20',
    ]);
  });

  it('closes a branch and marks it', () => {
    expect(draw(FOREST, { folded: [10, 12] })).toEqual(['1', '├+ 10', '└+ 12', '2', '20']);
    expect(draw(FOREST, { folded: [1] })).toEqual(['+ 1', '2', '20']);
  });

  it('does not mark a closed process that has no children', () => {
    expect(draw(FOREST, { folded: [2, 11] })).toEqual(draw(FOREST));
  });

  it('hangs a process on the nearest of its ancestors that is shown', () => {
    expect(draw(FOREST, { hidden: [10, 12] })).toEqual(['1', '├─ 11', '├─ 13', '└─ 14', '2', '20']);
    expect(draw(FOREST, { hidden: [1] })).toEqual(['2', '10', '└─ 11', '12', '├─ 13', '└─ 14', '20']);
  });

  it('shows each of a ring of parents once', () => {
    expect(draw(family([1, 0], [2, 3], [3, 4], [4, 2], [5, 5]))).toEqual(['1', '5', '2', '└─ 4', '   └─ 3']);
    expect(draw(family([2, 3], [3, 4], [4, 2], [6, 4]), { hidden: [2, 3, 4] })).toEqual(['6']);
  });

  it('does not hang a child on a younger process that got the PID of its parent', () => {
    const sample = fakeSample({
      processes: [
        { pid: 5, ppid: 1, startTicks: 900 },
        { pid: 6, ppid: 5, startTicks: 800 },
      ],
    });
    expect(draw(sample)).toEqual(['5', '6']);
  });

  it('hangs threads on their process', () => {
    const thread: Partial<FakeProcess> = { threadGroupId: 50, ppid: 1 };
    const processes = [
      { pid: 1, ppid: 0 },
      { pid: 50, ppid: 1 },
      { pid: 51, ...thread },
      { pid: 52, ...thread },
    ];
    expect(draw(fakeSample({ processes }))).toEqual(['1', '└─ 50', '   ├─ 51', '   └─ 52']);
  });

  it('adds up a closed branch, and threads not twice', () => {
    const processes: readonly FakeProcess[] = [
      { pid: 1, ppid: 0, residentBytes: 1, cpuSeconds: 1 },
      { pid: 2, ppid: 1, residentBytes: 10, cpuSeconds: 1 },
      { pid: 3, ppid: 2, residentBytes: 100, cpuSeconds: 0.5 },
      { pid: 4, threadGroupId: 3, residentBytes: 100, cpuSeconds: 0.5 },
    ];
    const before = processes.map((process) => ({ ...process, cpuSeconds: 0 }));
    const sample = fakeSample({ seconds: 1, processes }, { processes: before });
    const tree = makeTree(Int32Array.of(0, 1, 2, 3), processForest(sample), new Set([2]), true);
    expect([...tree.folds.keys()]).toEqual([1]);
    expect(tree.folds.get(1)).toHaveLength(2);
  });

  it('stands a chain of ten thousand processes, and does not draw it wider than a screen', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({ pid: index + 1, ppid: index }));
    const lines = draw(fakeSample({ processes: chain }));
    expect(lines).toHaveLength(10_000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
  });
});
