import type { MemoryCounters, SystemCounters } from '../machine/snapshot.js';
import { coresOf, cpuSegments, offIds } from '../sample/cores.js';
import type { History } from '../sample/history.js';
import { memoryUsedBytes, swapUsedBytes } from '../sample/memory-parts.js';
import type { Sample } from '../sample/sample.js';
import type { SystemRates } from '../sample/system-rates.js';
import { taskCounts } from '../sample/task-counts.js';
import type { Segment } from '../text/bars.js';
import { clean } from '../text/text.js';
import { formatBytes, formatRate, formatUptime } from '../text/units.js';

export type MeterContext = {
  readonly history: History;
  /** Local time, such as 14:02. */
  readonly clock: string;
  readonly delaySeconds: number;
};

/** What is known before the first sample. */
const nothing: Partial<SystemRates & SystemCounters> = {};

type Figure = number | string | undefined | readonly (number | undefined)[];

export type MeterValue = {
  /** Safe for a terminal, and complete except for the label before a bar. */
  readonly text: string;
  /** The same in whole words, if there is room. */
  readonly longText: string;
  /** An addition to the text, if there is room. */
  readonly detail: string;
  readonly segments: readonly Segment[];
  /** The same as numbers, with units in their names. */
  readonly figures: Readonly<Record<string, Figure>>;
};

export function readHost(sample: Sample | undefined): MeterValue {
  const host = sample?.snapshot.system.hostname;
  return value(clean(host ?? '-'), { host });
}

export function readUptime(sample: Sample | undefined): MeterValue {
  const uptimeSeconds = sample?.snapshot.system.uptimeSeconds;
  return value(`up ${shown(uptimeSeconds, formatUptime)}`, { uptimeSeconds });
}

export function readDelay(_: Sample | undefined, { delaySeconds }: MeterContext): MeterValue {
  return value(`${delaySeconds}s`, { delaySeconds });
}

export function readClock(_: Sample | undefined, { clock }: MeterContext): MeterValue {
  return value(clean(clock), { clock });
}

export function readCpu(sample: Sample | undefined, { history }: MeterContext): MeterValue {
  const shares = sample?.rates.system.cpuTotal;
  const online = sample?.snapshot.system.cpus.length;
  const off = sample ? offIds(sample, history).length : 0;
  const nice = Math.round(shares?.nicePercent ?? 0);
  const waits = [`wa${whole(shares?.iowaitPercent)}`, `st${whole(shares?.stealPercent)}`];
  const parts = [
    `us${whole(shares?.userPercent)}`,
    ...(nice > 0 ? [`ni${nice}`] : []),
    `sy${whole(shares?.systemPercent)}`,
    // Nice time replaces a zero I/O wait, so that the line does not outgrow its column.
    ...(nice > 0 ? waits.filter((wait) => !wait.endsWith('0') || wait.length > 3) : waits),
    ...(off > 0 ? [`${off}off`] : []),
  ];
  const { id: _id, ...percents } = shares ?? { id: undefined };
  const busy = shown(shares?.busyPercent, (percent) => `${percent.toFixed(0)}%`);
  const text = `${busy}/${online ?? '-'}c`;
  const longText = `${busy} of ${online ?? '-'} ${online === 1 ? 'CPU' : 'CPUs'}`;
  const figures = { ...percents, onlineCpus: online, offlineCpus: sample && off };
  return value(text, figures, parts.join(' '), cpuSegments(shares), longText);
}

export function readCores(sample: Sample | undefined, { history }: MeterContext): MeterValue {
  const cores = coresOf(sample, history);
  return value(`${sample ? cores.length : '-'} cores`, {
    ids: cores.map(({ id }) => id),
    busyPercents: cores.map(({ shares }) => shares?.busyPercent),
  });
}

export function readMemory(sample: Sample | undefined): MeterValue {
  const memory = sample?.snapshot.system.memory;
  const usedBytes = memory && memoryUsedBytes(memory);
  const detail = `avail ${shown(memory?.availableBytes, formatBytes)}`;
  const segments = memory ? memorySegments(memory) : [];
  return value(pair(usedBytes, memory?.totalBytes), { ...memory, usedBytes }, detail, segments);
}

/**
 * The segments add up to the total: used (total - available) consists of shared and the rest, available of buffers, cache
 * and blank. Shared memory is in the page cache but can't be dropped, so it counts as used and is subtracted from the
 * cache.
 */
function memorySegments(memory: MemoryCounters): readonly Segment[] {
  const total = memory.totalBytes;
  const available = Math.min(total, memory.availableBytes);
  const shared = Math.min(memory.sharedBytes, total - available);
  const buffers = Math.min(memory.buffersBytes, available);
  const cache = Math.min(Math.max(0, memory.cachedBytes - memory.sharedBytes), available - buffers);
  return [
    { tone: 'memoryUsed', fraction: (total - available - shared) / total },
    { tone: 'memoryShared', fraction: shared / total },
    { tone: 'memoryBuffers', fraction: buffers / total },
    { tone: 'memoryCache', fraction: cache / total },
  ];
}

export function readSwap(sample: Sample | undefined): MeterValue {
  const { memory, zram } = sample?.snapshot.system ?? nothing;
  const totalBytes = memory?.swapTotalBytes;
  const usedBytes = memory && swapUsedBytes(memory);
  const text = totalBytes === 0 ? 'none' : pair(usedBytes, totalBytes);
  const figures = { totalBytes, usedBytes, freeBytes: memory?.swapFreeBytes, zramUsedBytes: zram?.usedBytes };
  const detail = zram ? `zram ${shown(zram.usedBytes, formatBytes)}` : '';
  const fraction = (usedBytes ?? Number.NaN) / (totalBytes || Number.NaN);
  return value(text, figures, detail, [{ tone: 'swapUsed', fraction }]);
}

export function readLoad(sample: Sample | undefined): MeterValue {
  const load = sample?.snapshot.system.load;
  return value(`load ${load?.map((average) => average.toFixed(2)).join(' ') ?? '-'}`, { load });
}

export function readTasks(sample: Sample | undefined): MeterValue {
  if (!sample) return value('- tasks', {});
  const counts = taskCounts(sample);
  const stopped = counts.stopped > 0 ? ` ${counts.stopped}T` : '';
  const states = `${counts.running}R ${counts.blocked}D${stopped} ${counts.zombie}Z`;
  const text = `${counts.processes} tasks ${states}`;
  return value(`${text} ${counts.threads}thr`, counts, '', [], `${text} ${counts.threads} threads`);
}

export function readPressure(sample: Sample | undefined): MeterValue {
  const { cpuSomePercent, memorySomePercent, memoryFullPercent, ioSomePercent, ioFullPercent } =
    sample?.rates.system ?? nothing;
  const [cpu, memory, io] = [cpuSomePercent, memorySomePercent, ioSomePercent].map(whole);
  const percent = (text: string) => (text === '-' ? text : `${text}%`);
  const figures = { cpuSomePercent, memorySomePercent, memoryFullPercent, ioSomePercent, ioFullPercent };
  const longText = `pressure cpu ${percent(cpu)} mem ${percent(memory)} io ${percent(io)}`;
  return value(`pressure c${cpu} m${memory} i${io}`, figures, '', [], longText);
}

export function readDisks(sample: Sample | undefined): MeterValue {
  const { readBytesPerSecond, writeBytesPerSecond } = sample?.rates.system ?? nothing;
  return value(`disk read ${shown(readBytesPerSecond, formatRate)} write ${shown(writeBytesPerSecond, formatRate)}`, {
    readBytesPerSecond,
    writeBytesPerSecond,
  });
}

export function readNetwork(sample: Sample | undefined): MeterValue {
  const { receiveBytesPerSecond, sendBytesPerSecond } = sample?.rates.system ?? nothing;
  return value(`net in ${shown(receiveBytesPerSecond, formatRate)} out ${shown(sendBytesPerSecond, formatRate)}`, {
    receiveBytesPerSecond,
    sendBytesPerSecond,
  });
}

export function readForks(sample: Sample | undefined): MeterValue {
  const forksPerSecond = sample?.rates.system.forksPerSecond;
  return value(`new procs ${whole(forksPerSecond)}/s`, { forksPerSecond });
}

function value(
  text: string,
  figures: MeterValue['figures'],
  detail = '',
  segments: readonly Segment[] = [],
  longText = text,
): MeterValue {
  return {
    text,
    longText,
    detail,
    segments,
    // Computed on demand: frames need only the text.
    get figures() {
      return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, knownFigure(figure)]));
    },
  };
}

function knownFigure(figure: Figure): Figure {
  if (typeof figure === 'object') return figure.map(knownNumber);
  return typeof figure === 'number' ? knownNumber(figure) : figure;
}

function knownNumber(figure: number | undefined): number | undefined {
  return Number.isNaN(figure) ? undefined : figure;
}

function shown(figure: number | undefined, format: (figure: number) => string): string {
  return figure === undefined || Number.isNaN(figure) ? '-' : format(figure);
}

function whole(number: number | undefined): string {
  return shown(number, (figure) => figure.toFixed(0));
}

/** `5.1/15.6G`; a part in another unit keeps its own, as in `812M/15.6G`. */
function pair(part: number | undefined, total: number | undefined): string {
  const [partText, totalText] = [shown(part, formatBytes), shown(total, formatBytes)];
  const sameUnit = /[A-Z]$/.test(partText) && partText.at(-1) === totalText.at(-1);
  return `${sameUnit ? partText.slice(0, -1) : partText}/${totalText}`;
}
