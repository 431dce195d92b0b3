import { describe, expect, it } from 'vitest';
import { parseTime, type TimeBase } from '../../../src/model/timeline/times.js';
import { createRandom } from '../../support/random.js';

const at = (iso: string) => Date.parse(iso);

/** A recording that ends at a quarter past ten, in a zone one hour ahead of UTC; shown is five to ten. */
const BASE: TimeBase = {
  momentMilliseconds: at('2026-12-01T08:55:00Z'),
  nowMilliseconds: at('2026-12-01T09:15:00Z'),
  utcOffsetMinutes: () => 60,
};

function time(text: string, base = BASE): string {
  const parsed = parseTime(text, base);
  return parsed.ok ? new Date(parsed.wallMilliseconds).toISOString() : parsed.reason;
}

describe('a time that is typed', () => {
  it.each([
    ['3:12', '2026-12-01T02:12:00.000Z'],
    ['03:12:05', '2026-12-01T02:12:05.000Z'],
    ['3:12:05.25', '2026-12-01T02:12:05.250Z'],
    ['today 3:12', '2026-12-01T02:12:00.000Z'],
    ['yesterday 3:12', '2026-11-30T02:12:00.000Z'],
    ['  Yesterday  23:59 ', '2026-11-30T22:59:00.000Z'],
    ['yesterday', '2026-11-29T23:00:00.000Z'],
    ['2026-11-30', '2026-11-29T23:00:00.000Z'],
    ['2026-11-30 3:12', '2026-11-30T02:12:00.000Z'],
    ['2026-11-30T03:12:05', '2026-11-30T02:12:05.000Z'],
    ['2026-11-30T03:12:05.123Z', '2026-11-30T03:12:05.123Z'],
    ['2026-11-30T03:12:05+05:30', '2026-11-29T21:42:05.000Z'],
    ['2026-11-30 03:12 -0800', '2026-11-30T11:12:00.000Z'],
  ])('%s is a moment in the zone of the recording', (text, iso) => {
    expect(time(text)).toBe(iso);
  });

  it.each([
    ['-5m', '2026-12-01T08:50:00.000Z'],
    ['+1m', '2026-12-01T08:56:00.000Z'],
    ['+ 1h30m', '2026-12-01T10:25:00.000Z'],
    ['-1.5s', '2026-12-01T08:54:58.500Z'],
    ['now', '2026-12-01T09:15:00.000Z'],
    ['now-5m', '2026-12-01T09:10:00.000Z'],
    ['NOW - 1d', '2026-11-30T09:15:00.000Z'],
  ])('%s counts from the moment that is shown, or from now', (text, iso) => {
    expect(time(text)).toBe(iso);
  });

  it('is on the day before where it is still to come', () => {
    expect(time('10:15')).toBe('2026-12-01T09:15:00.000Z');
    expect(time('10:16')).toBe('2026-11-30T09:16:00.000Z');
    expect(time('23:30')).toBe('2026-11-30T22:30:00.000Z');
  });

  it('is on the day of the moment that is shown, not on that of the end of a recording', () => {
    const base = { ...BASE, momentMilliseconds: at('2026-11-20T08:55:00Z') };
    expect(time('23:30', base)).toBe('2026-11-20T22:30:00.000Z');
  });

  it('has the offset that clocks had then, not the one that they have now', () => {
    const change = at('2026-10-25T01:00:00Z');
    const base = { ...BASE, utcOffsetMinutes: (moment: number) => (moment < change ? 120 : 60) };
    expect(time('2026-10-25 01:30', base)).toBe('2026-10-24T23:30:00.000Z');
    expect(time('2026-10-25 12:00', base)).toBe('2026-10-25T11:00:00.000Z');
  });

  it.each(['', 'noon', '-5', '+', '5m', '3', '3:1', 'now 5m', 'tomorrow 3:12', '-5x', '\u001b[2J', '3:12:05Z'])(
    'says what would be one instead of %j',
    (text) => {
      expect(time(text)).toMatch(/^not a time: use 3:12, yesterday 3:12, -5m/);
    },
  );

  it.each([
    ['25:00', 'there is no such time of day'],
    ['3:60', 'there is no such time of day'],
    ['2026-02-30', 'there is no such day'],
    ['2026-13-01', 'there is no such day'],
    ['2026-02-01 24:00', 'there is no such time of day'],
    ['2026-02-01 10:00+99:00', 'there is no such time zone'],
  ])('%s does not exist', (text, reason) => {
    expect(time(text)).toBe(reason);
  });

  it('of any characters is a moment or has a reason', () => {
    const random = createRandom(7);
    const characters = 'now-+ 0123456789:.TZymdhs\u0000é';
    for (let round = 0; round < 20_000; round += 1) {
      const text = Array.from({ length: random.number(12) }, () => random.pick([...characters])).join('');
      const parsed = parseTime(text, BASE);
      if (parsed.ok) expect(Number.isFinite(new Date(parsed.wallMilliseconds).getTime())).toBe(true);
      else expect(parsed.reason).not.toBe('');
    }
  });
});
