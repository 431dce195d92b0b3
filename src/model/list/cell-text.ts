import type { Sample } from '../sample/sample.js';
import { asciiOnly, clean, displayWidth, fit } from '../text/text.js';
import { formatBytes, formatPercent } from '../text/units.js';
import type { CellContext, Column } from './column-kinds.js';

/** Longer commands are cut here before they are drawn. */
const LONGEST_TEXT = 2048;

export function writeText(text: string, { unicode }: Pick<CellContext, 'unicode'>): string {
  const cleaned = clean(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
  return unicode ? cleaned : asciiOnly(cleaned);
}

/** Of a number that does not fit: the digits that tell it from its neighbours. */
const LAST_DIGITS = /(?<=^\d+)\d{4}$/;

/** A cell's text in exactly `width` cells. If its end is kept, the part cut before it ends in +, like a cut number. */
export function fitCell(text: string, width: number, { align, keptEnd }: Column): string {
  const kept = LAST_DIGITS.test(text) ? LAST_DIGITS : keptEnd;
  const end = displayWidth(text) <= width ? '' : (kept?.exec(text)?.[0] ?? '');
  // Other processes choose the text: its end may be of any length.
  if (end === '' || end.length >= width) return fit(text, width, align);
  return fit(text.slice(0, -end.length), width - end.length, 'left', '+') + end;
}

/** Real-time priorities have more than three characters. */
export function writePriority(priority: number): string {
  return priority < -99 ? 'RT' : String(priority);
}

export function writeMemory(bytes: number, { memoryUnits }: CellContext, { snapshot }: Sample): string {
  if (memoryUnits === 'bytes') return formatBytes(bytes);
  const total = snapshot.system.memory?.totalBytes;
  return total ? formatPercent((bytes / total) * 100) : '-';
}

export function writeCpu(percent: number, { cpuBasis }: CellContext, { snapshot }: Sample): string {
  const cpus = snapshot.system.cpus.length;
  if (cpuBasis === 'core') return formatPercent(percent);
  return cpus > 0 ? formatPercent(percent / cpus) : '-';
}

/** Hour and minute if today, else the day, or the year; in the local time zone. */
export function writeStartTime(seconds: number, { wallClockMilliseconds }: CellContext): string {
  const start = new Date(seconds * 1000);
  const now = new Date(wallClockMilliseconds);
  if (Number.isNaN(start.getTime())) return '-';
  if (start.getFullYear() !== now.getFullYear()) return String(start.getFullYear());
  if (start.toDateString() !== now.toDateString()) return `${MONTHS[start.getMonth()]}${two(start.getDate())}`;
  return `${two(start.getHours())}:${two(start.getMinutes())}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}
