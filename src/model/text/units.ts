const BYTE_UNITS = ['B', 'K', 'M', 'G', 'T', 'P', 'E', 'Z'];
const COUNT_UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** A size in at most 5 cells, in powers of 1024: 0B, 532K, 1.2G, 15.6G. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BYTE_UNITS);
}

/** A size with its sign: +1.2G, -532K, 0B. */
export function formatSigned(amount: number, format: (amount: number) => string): string {
  return `${amount > 0 ? '+' : amount < 0 ? '-' : ''}${format(Math.abs(amount))}`;
}

/** With at most two decimals: 1.5, 2. */
export function formatAmount(amount: number): string {
  return String(Number(amount.toFixed(2)));
}

/** Bytes per second, such as 1.2M/s. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A count in at most 5 cells, in powers of 1000: 99999, 123k, 1.2M. */
export function formatCount(count: number): string {
  return Math.round(count) < 100_000 ? String(Math.round(count)) : scaled(count, 1000, COUNT_UNITS);
}

/** A percentage without its sign: 0.0, 99.9, 100, 1234. */
export function formatPercent(percent: number): string {
  return percent < 99.95 ? percent.toFixed(1) : percent.toFixed(0);
}

/** Time used, in at most 8 cells: 1:02.34, then 12h34:56, then 3d04h. Rounded down, as a clock is. */
export function formatDuration(seconds: number): string {
  if (seconds < HOUR) {
    const hundredths = Math.floor(seconds * 100 + 1e-6);
    return `${Math.floor(hundredths / 6000)}:${two((hundredths % 6000) / 100)}.${two(hundredths % 100)}`;
  }
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h${two((seconds % HOUR) / MINUTE)}:${two(seconds % MINUTE)}`;
  return `${Math.floor(seconds / DAY)}d${two((seconds % DAY) / HOUR)}h`;
}

/** Time since boot: 12m, 4h05, 3d04. */
export function formatUptime(seconds: number): string {
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h${two((seconds % HOUR) / MINUTE)}`;
  return `${Math.floor(seconds / DAY)}d${two((seconds % DAY) / HOUR)}`;
}

/** A duration in at most 5 cells: 45s, 12m, 4h05. */
export function formatSpan(seconds: number): string {
  return seconds < 99.5 ? `${Math.round(seconds)}s` : formatUptime(seconds);
}

/** A wall clock time in the local time zone: 2026-11-23 10:00:00. */
export function formatMoment(milliseconds: number): string {
  const local = new Date(milliseconds);
  const day = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day} ${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`;
}

/** Bytes from 500M, 1.5GiB, 10k or 4096, in powers of 1024; undefined if it is not a size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(?:([kmgtpe])(?:i?b)?|b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const power = match[2] === undefined ? 0 : BYTE_UNITS.indexOf(match[2].toUpperCase());
  return Number(match[1]) * 1024 ** power;
}

/** Seconds from 1.5, 500ms, 2s, 1h30m or 3d; undefined if it is not a time. */
export function parseSeconds(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^(\d+(\.\d+)?|\.\d+)$/.test(trimmed)) return Number(trimmed);
  if (!/^((\d+(\.\d+)?|\.\d+)(ms|[smhdw]))+$/.test(trimmed)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(/([\d.]+)(ms|[smhdw])/g)) seconds += Number(amount) * SECONDS[unit];
  return seconds;
}

/** One decimal below 100, none above; a number that rounds up to the next unit is shown in that unit. */
function scaled(amount: number, base: number, units: readonly string[]): string {
  let value = amount;
  let unit = 0;
  while (Math.round(value) >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const decimals = unit > 0 && value < 99.95 ? 1 : 0;
  return value.toFixed(decimals) + units[unit];
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
