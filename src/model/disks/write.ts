import { FLAG_TEXTS } from '../list/column-kinds.js';
import { formatSpan } from '../text/units.js';

export function writeFlag(flag: boolean): string {
  return flag ? FLAG_TEXTS.true : FLAG_TEXTS.false;
}

/** A short time in at most 6 cells: 0.04ms, 12.3ms, 1.2s, 3m. */
export function writeMilliseconds(milliseconds: number): string {
  if (milliseconds < 9.995) return `${milliseconds.toFixed(2)}ms`;
  if (milliseconds < 99.95) return `${milliseconds.toFixed(1)}ms`;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)}ms`;
  return milliseconds < 99_950 ? `${(milliseconds / 1000).toFixed(1)}s` : formatSpan(milliseconds / 1000);
}

/** Disks first, and what is in memory or in a file last. */
export function deviceOrder(name: string): string {
  return `${/^(loop|ram|zram|nbd)\d/.test(name) ? '~' : ''}${wholeDigits(name)}`;
}

/** Digits as one number, so that sda2 comes before sda10. */
export function wholeDigits(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(20, '0'));
}
