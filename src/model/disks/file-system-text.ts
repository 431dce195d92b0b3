import type { FileSystem } from '../machine/disk-table.js';
import type { Fullness } from '../sample/fullness.js';
import { formatSpan } from '../text/units.js';

/** What is to be said of it, in a few words: whether it answers, and whether it can be written. */
export function fileSystemStatus(fileSystem: FileSystem): string {
  const { unansweredSeconds, refused, becameReadOnly, readOnly, errors } = fileSystem;
  if (unansweredSeconds !== undefined) return `no answer for ${formatSpan(unansweredSeconds)}`;
  if (refused === 'ENOENT') return 'below another mount';
  if (refused !== undefined) return refused === 'EACCES' || refused === 'EPERM' ? 'not permitted' : refused;
  const written = becameReadOnly ? 'read-only after an error' : readOnly ? 'ro' : 'rw';
  return errors > 0 && !becameReadOnly ? `${written}, ${errors} error${errors === 1 ? '' : 's'}` : written;
}

/** Its mount point, and how many other mounts it has. Not safe for a terminal. */
export function mountText({ mountPoint, rootDeleted, otherMounts }: FileSystem): string {
  const more = otherMounts.length === 0 ? '' : ` +${otherMounts.length} mount${otherMounts.length === 1 ? '' : 's'}`;
  return `${mountPoint}${rootDeleted ? ' (root deleted)' : ''}${more}`;
}

/** As df: what is used of what is not for root alone, rounded up. */
export function usedPercent({ usedBytes, availableBytes }: FileSystem): number {
  return shareUp(usedBytes, usedBytes + availableBytes);
}

export function inodesPercent({ inodes, usedInodes }: FileSystem): number {
  return shareUp(usedInodes, inodes);
}

function shareUp(part: number, whole: number): number {
  if (!(whole > 0) || Number.isNaN(part)) return Number.NaN;
  // A quotient of numbers is not exact: a byte more than half must be 51.
  const [exactPart, exactWhole] = [BigInt(part), BigInt(whole)];
  return Number((exactPart * 100n + exactWhole - 1n) / exactWhole);
}

/** `5h00`, or with `inodes` if it is those that there will be none of. */
export function fullInText({ fullInSeconds, isOfInodes }: Fullness): string {
  const text = fullInSeconds < MOST_SECONDS ? formatSpan(fullInSeconds) : '>1y';
  return isOfInodes ? `i ${text}` : text;
}

const MOST_SECONDS = 365 * 86_400;

/** A file system from which nothing can be taken away is full by nature. */
export function isFilling(fileSystem: FileSystem, percent: number): boolean {
  return !fileSystem.readOnly && percent >= FULL_PERCENT;
}

const FULL_PERCENT = 90;

/** As for df: it has space of its own, and a path leads to it. */
export function hasSpace({ pseudo, refused }: FileSystem): boolean {
  return pseudo !== true && refused !== 'ENOENT';
}
