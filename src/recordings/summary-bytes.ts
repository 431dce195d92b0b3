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

/** The bytes as two numbers, of four bytes and three. */
export type SummaryWords = { readonly low: number; readonly high: number };

export function summaryWords([a, b, c, d, e, f, g]: Uint8Array): SummaryWords {
  return { low: a + 256 * (b + 256 * (c + 256 * d)), high: e + 256 * (f + 256 * g) };
}

type Sample = Pick<Summary, 'wallMilliseconds' | 'isAfterGap'>;

/** Shares are exact to half a percent; of so many processes that they do not fit the number is unknown. */
export function decodeSummary(low: number, high: number, { wallMilliseconds, isAfterGap }: Sample): Summary {
  const processes = high >>> 8;
  return {
    wallMilliseconds,
    monotonicSeconds: Number.NaN,
    cpuPercent: share(low),
    memoryPercent: share(low >>> 8),
    cpuPressurePercent: share(low >>> 16),
    memoryPressurePercent: share(low >>> 24),
    ioPressurePercent: share(high),
    processes: processes === MOST_PROCESSES ? Number.NaN : processes,
    isAfterGap,
  };
}

function share(byte: number): number {
  const halves = byte & 0xff;
  return halves === UNKNOWN ? Number.NaN : halves / PER_PERCENT;
}
