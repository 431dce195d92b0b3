import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatUptime,
  parseBytes,
  parseSeconds,
} from '../../../src/model/text/units.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const HOUR = 3600;
const DAY = 24 * HOUR;

it.each([
  [0, '0B'],
  [1023, '1023B'],
  [KIB, '1.0K'],
  [532 * KIB, '532K'],
  [99.94 * KIB, '99.9K'],
  [99.96 * KIB, '100K'],
  [1023.4 * KIB, '1023K'],
  [1023.6 * KIB, '1.0M'],
  [1.2 * GIB, '1.2G'],
  [15.6 * GIB, '15.6G'],
  [2 ** 53, '8.0P'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('never takes more than five cells for a size', () => {
  for (let bytes = 1; bytes < 2 ** 64; bytes *= 1.013) expect(formatBytes(bytes).length).toBeLessThanOrEqual(5);
});

it.each([
  [0, '0.0'],
  [0.04, '0.0'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1234.5, '1235'],
])('writes %d per cent as %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text);
});

it.each([
  [0, '0:00.00'],
  [62.34, '1:02.34'],
  [0.29, '0:00.29'],
  [3599.999, '59:59.99'],
  [HOUR, '1h00:00'],
  [12 * HOUR + 34 * 60 + 56.9, '12h34:56'],
  [DAY - 0.001, '23h59:59'],
  [3 * DAY + 4 * HOUR, '3d04h'],
  [1000 * DAY, '1000d00h'],
])('writes %d seconds of CPU time as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [59, '0m'],
  [12 * 60, '12m'],
  [4 * HOUR + 5 * 60, '4h05'],
  [3 * DAY + 4 * HOUR + 59 * 60, '3d04'],
])('writes an uptime of %d seconds as %s', (seconds, text) => {
  expect(formatUptime(seconds)).toBe(text);
});

it.each([
  [0, '0'],
  [99_999, '99999'],
  [123_456, '123k'],
  [1_234_567, '1.2M'],
])('writes a count of %d as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it('writes a rate with its unit of time', () => {
  expect(formatRate(1.2 * MIB)).toBe('1.2M/s');
});

it.each([
  ['500M', 500 * MIB],
  ['1.5GiB', 1.5 * GIB],
  ['10kB', 10 * KIB],
  ['4096', 4096],
  ['12B', 12],
  ['.5g', GIB / 2],
  ['M', undefined],
  ['5 apples', undefined],
  ['-1M', undefined],
  ['', undefined],
])('reads the size %s', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

it.each([
  ['1.5', 1.5],
  ['500ms', 0.5],
  ['2s', 2],
  ['1h', HOUR],
  ['1h30m', 1.5 * HOUR],
  ['3d', 3 * DAY],
  ['-1', undefined],
  ['1x', undefined],
  ['1e3', undefined],
  ['s', undefined],
  ['', undefined],
])('reads the time %s', (text, seconds) => {
  expect(parseSeconds(text)).toBe(seconds);
});
