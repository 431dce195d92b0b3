import { describe, expect, it } from 'vitest';
import { footprintAge, NO_FOOTPRINTS, wantedFootprints, withReadings } from '../../../src/model/memory/footprints.js';
import { crowd } from '../../support/session.js';
import { fakeSample } from '../../support/snapshots.js';

const figures = { proportionalBytes: 5, uniqueBytes: 4, swapBytes: 0 };
/** The clock of fakeSample stands at 500 when its seconds are 0. */
const AT_ZERO = 500;

const read = (serial: number, secondsAgo: number) => ({ serial, readAtSeconds: AT_ZERO - secondsAgo, ...figures });

describe('what is measured next', () => {
  const sample = fakeSample({ processes: [...crowd(4), { pid: 9, threadGroupId: 1 }] });

  it('is first what never was, then the oldest, and not what is fresh', () => {
    const known = withReadings(NO_FOOTPRINTS, [read(1, 6), read(2, 1), read(3, 60)]);
    expect(wantedFootprints(known, sample, [0, 1, 2, 3])).toEqual([3, 2, 0]);
  });

  it('is on the screen, a process, and there', () => {
    expect(wantedFootprints(NO_FOOTPRINTS, sample, [2, 2])).toEqual([2]);
    expect(wantedFootprints(NO_FOOTPRINTS, sample, [4, 99])).toEqual([]);
  });

  it('is never all of a large machine at once', () => {
    const many = fakeSample({ processes: crowd(5000) });
    expect(wantedFootprints(NO_FOOTPRINTS, many, Array(5000).keys())).toEqual([...Array(64).keys()]);
  });
});

describe('what was measured', () => {
  it('has an age, which never is negative', () => {
    const known = withReadings(NO_FOOTPRINTS, [read(1, 3), read(2, -5)]);
    const sample = fakeSample({});
    expect([1, 2, 3].map((serial) => footprintAge(known, sample, serial))).toEqual([3, 0, undefined]);
  });

  it('is replaced by what is newer, and forgotten when there is too much of it', () => {
    const first = withReadings(NO_FOOTPRINTS, [read(1, 9), read(2, 9)]);
    const second = withReadings(first, [{ ...read(1, 0), uniqueBytes: 7 }]);
    expect(second.get(1)).toMatchObject({ uniqueBytes: 7, readAtSeconds: AT_ZERO });
    const third = withReadings(
      second,
      Array.from({ length: 1023 }, (_, index) => read(100 + index, 0)),
    );
    expect([third.size, third.has(2), third.has(1)]).toEqual([1024, false, true]);
  });
});
