import type { Summary } from '../model/timeline/timeline.js';
import { SUMMARY_BYTES } from './frame.js';

/** A percentage takes a byte, in halves. */
const PER_PERCENT = 2;
const UNKNOWN = 255;
const MOST_PROCESSES = 0xffff;

const SHARES = [
  'cpuPercent',
  'memoryPercent',
  'cpuPressurePercent',
  'memoryPressurePercent',
  'ioPressurePercent',
] as const satisfies readonly (keyof Summary)[];

/** What a head says of its sample, so that a strip over a whole day needs no bodies. */
export function encodeSummary(summary: Summary): Uint8Array {
  const bytes = new Uint8Array(SUMMARY_BYTES);
  SHARES.forEach((share, at) => {
    const halves = Math.round(summary[share] * PER_PERCENT);
    bytes[at] = Number.isNaN(halves) ? UNKNOWN : Math.max(0, Math.min(halves, UNKNOWN - 1));
  });
  const processes = Math.min(summary.processes, MOST_PROCESSES);
  bytes[SHARES.length] = processes & 0xff;
  bytes[SHARES.length + 1] = processes >> 8;
  return bytes;
}

/** Shares are exact to half a percent; of so many processes that they do not fit the number is unknown. */
export function decodeSummary(
  bytes: Uint8Array,
): Omit<Summary, 'wallMilliseconds' | 'monotonicSeconds' | 'isAfterGap'> {
  const share = (at: number) => (bytes[at] === UNKNOWN ? Number.NaN : bytes[at] / PER_PERCENT);
  const processes = bytes[SHARES.length] + 256 * bytes[SHARES.length + 1];
  return {
    cpuPercent: share(0),
    memoryPercent: share(1),
    cpuPressurePercent: share(2),
    memoryPressurePercent: share(3),
    ioPressurePercent: share(4),
    processes: processes === MOST_PROCESSES ? Number.NaN : processes,
  };
}
