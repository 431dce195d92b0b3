import { parseSeconds } from '../text/units.js';

/** What a time that is typed is relative to. */
export type TimeBase = {
  /** The moment that is shown: +1m and -5m count from it, and 3:12 is on its day. */
  readonly momentMilliseconds: number;
  /** The newest moment there is: now, or the end of a recording. */
  readonly nowMilliseconds: number;
  /** The zone of times without one, at a moment: clocks change. */
  readonly utcOffsetMinutes: (wallMilliseconds: number) => number;
};

/** A moment; or why the text is none, as a sentence without its full stop. */
export type ParsedTime =
  | { readonly ok: true; readonly wallMilliseconds: number }
  | { readonly ok: false; readonly reason: string };

/** How a time can be typed, for prompts and messages. */
export const TIME_EXAMPLES = '3:12, yesterday 3:12, -5m, +1m, now-5m or 2026-11-30T03:12:05Z';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Of a Date. */
const FARTHEST = 8.64e15;

const RELATIVE = /^(now)?\s*(?:([+-])\s*(\S+))?$/i;
const CLOCK = String.raw`(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?`;
const OF_DAY = new RegExp(String.raw`^(?:(today|yesterday)(?:\s+|$))?(?:${CLOCK})?$`, 'i');
const DATED = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)(?:(?:T|\s+)${CLOCK})?\s*(Z|[+-]\d\d(?::?\d\d)?)?$`, 'i');

/** The moment that a person means: `3:12`, `yesterday 3:12`, `-5m`, `+1m`, `now-5m`, ISO 8601. */
export function parseTime(typed: string, base: TimeBase): ParsedTime {
  const text = typed.trim();
  const relative = RELATIVE.exec(text);
  if (text !== '' && relative !== null) return fromNow(relative, base) ?? unreadable();
  const ofDay = OF_DAY.exec(text);
  if (text !== '' && ofDay !== null) return fromDay(ofDay, base);
  const dated = DATED.exec(text);
  return dated === null ? unreadable() : fromDate(dated, base);
}

function fromNow([, now, sign, span]: readonly string[], base: TimeBase): ParsedTime | undefined {
  const start = now === undefined ? base.momentMilliseconds : base.nowMilliseconds;
  if (span === undefined) return now === undefined ? undefined : found(start);
  // A number without a unit would be seconds to some and minutes to others.
  const seconds = /[a-z]$/i.test(span) ? parseSeconds(span) : undefined;
  return seconds === undefined ? undefined : found(start + (sign === '-' ? -1 : 1) * seconds * 1000);
}

/** Without a day: on that of the moment that is shown or, if that is still to come, on the day before. */
function fromDay([, day, ...clock]: readonly string[], base: TimeBase): ParsedTime {
  const time = clockMilliseconds(clock);
  if (time === undefined) return noSuch('time of day');
  const { momentMilliseconds, nowMilliseconds } = base;
  if (day !== undefined) {
    const today = localDay(nowMilliseconds, base);
    return found(atLocal((day.toLowerCase() === 'yesterday' ? today - DAY : today) + time, base));
  }
  const local = localDay(momentMilliseconds, base) + time;
  const same = atLocal(local, base);
  return found(same > nowMilliseconds ? atLocal(local - DAY, base) : same);
}

function fromDate([, year, month, day, ...rest]: readonly string[], base: TimeBase): ParsedTime {
  const zone = rest.pop();
  const time = clockMilliseconds(rest);
  if (time === undefined) return noSuch('time of day');
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const made = new Date(midnight);
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day)) return noSuch('day');
  const local = midnight + time;
  if (zone === undefined) return found(atLocal(local, base));
  const offset = zoneMinutes(zone);
  return offset === undefined ? noSuch('time zone') : found(local - offset * MINUTE);
}

/** Since midnight; undefined if no clock shows it. Without a time: midnight. */
function clockMilliseconds([hours = '0', minutes = '0', seconds = '0']: readonly (string | undefined)[]) {
  const isShown = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  return isShown ? (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000 : undefined;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The midnight before a moment, as if it were UTC. */
function localDay(milliseconds: number, { utcOffsetMinutes }: TimeBase): number {
  const local = milliseconds + utcOffsetMinutes(milliseconds) * MINUTE;
  return Math.floor(local / DAY) * DAY;
}

/** The moment at which clocks show a local time: with the offset of that moment, which may not be that of another. */
function atLocal(local: number, { utcOffsetMinutes }: TimeBase): number {
  const near = local - utcOffsetMinutes(local) * MINUTE;
  return local - utcOffsetMinutes(near) * MINUTE;
}

function found(wallMilliseconds: number): ParsedTime {
  return Math.abs(wallMilliseconds) > FARTHEST ? noSuch('day') : { ok: true, wallMilliseconds };
}

function noSuch(what: string): ParsedTime {
  return { ok: false, reason: `there is no such ${what}` };
}

function unreadable(): ParsedTime {
  return { ok: false, reason: `not a time: use ${TIME_EXAMPLES}` };
}
