import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { parseSignal, SIGNALS } from '../../../src/model/processes/signals.js';

it('lists the usual signals first, TERM before all, and every other one once', () => {
  const numbers = SIGNALS.map(({ number }) => number);
  expect(SIGNALS.slice(0, 4).map(({ name }) => name)).toEqual(['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT']);
  const all = [...Array(31).keys()].map((index) => index + 1).concat(34, 64);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(all);
});

it('has the numbers of this machine', () => {
  for (const { name, number } of SIGNALS) {
    const here = constants.signals[name as NodeJS.Signals];
    if (here !== undefined) expect([name, number]).toEqual([name, here]);
  }
});

it.each([
  ['SIGTERM', 15],
  ['term', 15],
  [' Kill ', 9],
  ['15', 15],
  ['poll', 29],
  ['SIGRTMIN+3', 37],
  ['RTMAX-1', 63],
  ['40', 40],
  ['0', undefined],
  ['32', undefined],
  ['65', undefined],
  ['RTMIN+31', undefined],
  ['-9', undefined],
  ['constructor', undefined],
  ['', undefined],
])('reads %s as signal %s', (text, number) => {
  expect(parseSignal(text)?.number).toBe(number);
});
