import { MOST_SECONDS } from '../checks.js';
import { outOfRange, wrongType } from '../errors.js';

/** A time to wait; throws a TypeError for what is no number, a RangeError for what is no time. */
export function checkInterval(seconds: unknown): number {
  if (typeof seconds !== 'number') throw wrongType(`interval must be a number of seconds (got ${typeof seconds})`);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw outOfRange(`interval must be from 0 to ${MOST_SECONDS} seconds (got ${seconds})`);
}
