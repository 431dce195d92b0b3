import { expect, it } from 'vitest';
import { fitCell } from '../../../src/model/list/cell-text.js';
import { columnWidth } from '../../../src/model/list/column-kinds.js';
import { columnById } from '../../../src/model/processes/columns.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const user = columnById('user');

it.each([
  ['1000650000', '100+0000'],
  ['1000650099', '100+0099'],
  ['99999999', '99999999'],
  ['65534', '65534   '],
  ['a-long-user-name', 'a-long-u'],
])('a number that does not fit its cell is never cut like a text: %s', (text, cell) => {
  expect(fitCell(text, 8, user)).toBe(cell);
});

it('the column of users is wide enough for ids of ten digits, while there are such without names', () => {
  const width = (process: Partial<FakeProcess>, names: Readonly<Record<number, string>> = {}) =>
    columnWidth(user, fakeSample({ processes: [{ pid: 1, ...process }], userNames: names }));
  expect(width({ uid: 1000 })).toBe(8);
  expect(width({ uid: 1_000_650_000 })).toBe(10);
  expect(width({ uid: 1_000_650_000 }, { 1000650000: 'ada' })).toBe(8);
});
