import { MOST_SECONDS } from '../checks.js';

/** A time to wait; throws a TypeError for what is no number, a RangeError for what is no time. */
export function checkInterval(seconds: unknown): number {
  if (typeof seconds !== 'number') throw new TypeError(`interval must be a number of seconds (got ${typeof seconds})`);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw new RangeError(`interval must be from 0 to ${MOST_SECONDS} seconds (got ${seconds})`);
}
