import { expect, it } from 'vitest';
import { createGrowth, growthOf, observeGrowth } from '../../../src/model/sample/growth.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

/** Growth of each slot after the last of these samples. */
function growthAfter(...samples: readonly (readonly FakeProcess[])[]): readonly number[] {
  const growth = createGrowth('residentBytes');
  let result: readonly number[] = [];
  for (const processes of samples) {
    const sample = fakeSample({ processes });
    observeGrowth(growth, sample);
    result = Array.from({ length: sample.snapshot.processes.slots }, (_, slot) => growthOf(growth, sample, slot));
  }
  return result;
}

it('counts from the first sample, upwards and downwards', () => {
  const at = (one: number, other: number) => [
    { pid: 1, residentBytes: one },
    { pid: 2, residentBytes: other },
  ];
  expect(growthAfter(at(100, 100))).toEqual([0, 0]);
  expect(growthAfter(at(100, 100), at(150, 90), at(170, 40))).toEqual([70, -60]);
});

it('counts from when a process was first seen, and never from what its predecessor in the slot held', () => {
  const leaking = { pid: 1, residentBytes: 900 };
  const reused = { pid: 1, serial: 77, residentBytes: 300 };
  expect(growthAfter([leaking], [reused])).toEqual([0]);
  expect(growthAfter([leaking], [reused], [{ ...reused, residentBytes: 310 }])).toEqual([10]);
  expect(growthAfter([leaking], [leaking, { pid: 2, slot: 40, residentBytes: 5 }]).at(-1)).toBe(0);
});

it('is unknown while memory is, and counts once that is known', () => {
  const unknown = { pid: 1, residentBytes: Number.NaN };
  expect(growthAfter([unknown])).toEqual([Number.NaN]);
  expect(growthAfter([unknown], [{ pid: 1, residentBytes: 5 }], [{ pid: 1, residentBytes: 7 }])).toEqual([2]);
});
