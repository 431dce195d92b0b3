import { expect, it } from 'vitest';
import { rangeOf } from '../../src/serve/ranges.js';

it.each([
  ['bytes=0-0', { offset: 0, count: 1 }],
  ['bytes=10-19', { offset: 10, count: 10 }],
  ['bytes=10-', { offset: 10, count: 90 }],
  ['bytes=90-1000', { offset: 90, count: 10 }],
  ['bytes=-10', { offset: 90, count: 10 }],
  ['bytes=-1000', { offset: 0, count: 100 }],
  ['Bytes= 5-6 ', { offset: 5, count: 2 }],
  [`bytes=5-${'9'.repeat(400)}`, { offset: 5, count: 95 }],
  [`bytes=-${'9'.repeat(400)}`, { offset: 0, count: 100 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=100-200', 'unsatisfiable'],
  [`bytes=${'9'.repeat(400)}-`, 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  // What is not understood is as if it were not there.
  [undefined, undefined],
  ['', undefined],
  ['bytes=-', undefined],
  ['bytes=', undefined],
  ['bytes=9-3', undefined],
  ['bytes=0-1,5-6', undefined],
  ['bytes=a-b', undefined],
  ['bytes=0x1-5', undefined],
  ['bytes=1.5-5', undefined],
  ['bytes=--5', undefined],
  ['lines=0-5', undefined],
] as const)('of 100 bytes %s is %j', (header, expected) => {
  expect(rangeOf(header, 100)).toEqual(expected);
});
