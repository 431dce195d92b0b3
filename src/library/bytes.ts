import { wrongType } from './errors.js';

const UNITS = ['B', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;

/** A number of bytes for people, with one decimal and a unit of 1024: 10000 is `9.8K`, 100001221 is `95.4M`. */
export function bytes2human(bytes: number): string {
  if (typeof bytes !== 'number') throw wrongType(`bytes must be a number (got ${typeof bytes})`);
  const unit = Math.max(
    0,
    UNITS.findLastIndex((_, step) => Math.abs(bytes) >= 1024 ** step),
  );
  return `${(bytes / 1024 ** unit).toFixed(1)}${UNITS[unit]}`;
}
