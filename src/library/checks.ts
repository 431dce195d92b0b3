import { outOfRange, wrongType } from './errors.js';
/** Throws a TypeError for what is no whole number, a RangeError for one out of range; both say what is allowed. */
export function checkWhole(what: string, value: unknown, least: number, most: number): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw wrongType(`${what} must be a whole number (got ${typeof value === 'number' ? value : typeof value})`);
  }
  if (value >= least && value <= most) return;
  const allowed = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  throw outOfRange(`${what} must be ${allowed} (got ${value})`);
}

/** Node's timers hold no more. */
export const MOST_SECONDS = Math.floor(2 ** 31 / 1000) - 1;

/** A time limit in seconds; throws a TypeError for what is no number, a RangeError for what is no time. */
export function checkTimeout(seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (typeof seconds !== 'number') throw wrongType(`timeout must be a number of seconds (got ${typeof seconds})`);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw outOfRange(`timeout must be from 0 to ${MOST_SECONDS} seconds (got ${seconds})`);
}

/** A time to wait; throws a TypeError for what is no number, a RangeError for what is no time. */
export function checkInterval(seconds: unknown): number {
  if (typeof seconds !== 'number') throw wrongType(`interval must be a number of seconds (got ${typeof seconds})`);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw outOfRange(`interval must be from 0 to ${MOST_SECONDS} seconds (got ${seconds})`);
}
