import type { Snapshot } from '../machine/snapshot.js';
import { NONE } from '../sample/pid-index.js';
import { asciiOnly, clean } from '../text/text.js';
import { CAUSE_TEXTS } from './causes.js';
import type { LoadExplanation } from './load.js';
import { channelOf, mountOf, parentOf, type WaitRow } from './wait-rows.js';

/** What a task waits for, beyond its cause: a mount, a parent, a function of the kernel. Not safe for a terminal. */
export function waitsFor(snapshot: Snapshot, row: WaitRow): string | undefined {
  const parent = parentOf(snapshot, row);
  if (parent !== undefined) {
    const name = parent.slot === NONE ? '' : ` ${snapshot.processes.texts.name[parent.slot]}`;
    return `parent ${parent.pid}${name}`;
  }
  return mountOf(row) ?? (row.cause === 'other' ? channelOf(snapshot, row) : undefined);
}

/** The rows by what they wait for: `9 × frozen file system /mnt/x`, the most frequent first. Safe for a terminal. */
export function summaryOf(snapshot: Snapshot, rows: readonly WaitRow[], unicode: boolean): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = unicode ? groupText(snapshot, row) : asciiOnly(groupText(snapshot, row));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const times = unicode ? '×' : 'x';
  return [...counts].sort(([, one], [, other]) => other - one).map(([text, count]) => `${count} ${times} ${text}`);
}

function groupText(snapshot: Snapshot, row: WaitRow): string {
  if (row.cause === undefined) return 'not permitted to see';
  const of = clean(waitsFor(snapshot, row) ?? '');
  if (row.cause === 'other') return of === '' ? CAUSE_TEXTS.other : of;
  if (row.cause === 'zombie') return `${CAUSE_TEXTS.zombie} of ${of.replace(/^parent /, '')}`;
  return of === '' ? CAUSE_TEXTS[row.cause] : `${CAUSE_TEXTS[row.cause]} ${of}`;
}

/** `load 9.1 = 0 running + 9 waiting`; where it is still on its way there, what is counted now. */
export function loadText({ load, running, uninterruptible, notVisible }: LoadExplanation): string {
  const waiting = uninterruptible + (notVisible ?? 0);
  const sum = `${running ?? '-'} running + ${waiting} waiting`;
  const isSum = running !== undefined && Math.abs(load - running - waiting) < 0.5;
  return `load ${load.toFixed(1)}${isSum ? ' =' : ': now'} ${sum}`;
}

/** Those that the kernel counts, but that are not found. */
export function hiddenText({ notVisible }: LoadExplanation): readonly string[] {
  return notVisible === undefined || notVisible === 0 ? [] : [`${notVisible} not visible`];
}
