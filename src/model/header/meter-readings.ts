import type { MemoryCounters, SystemCounters } from '../machine/snapshot.js';
import { coresOf, cpuSegments, offIds } from '../sample/cores.js';
import { memoryUsedBytes, swapUsedBytes } from '../sample/memory-parts.js';
import type { Sample } from '../sample/sample.js';
import type { SystemRates } from '../sample/system-rates.js';
import { taskCounts } from '../sample/task-counts.js';
import type { Segment } from '../text/bars.js';
import { clean } from '../text/text.js';
import { formatAmount, formatBytes, formatRate, formatUptime } from '../text/units.js';
import { type MeterContext, type MeterValue, meterValue, pair, shown, whole } from './meter-values.js';

/** What is known before the first sample. */
const nothing: Partial<SystemRates & SystemCounters> = {};

export function readHost(sample: Sample | undefined): MeterValue {
  const host = sample?.snapshot.system.hostname;
  return meterValue(clean(host ?? '-'), { host });
}

export function readUptime(sample: Sample | undefined): MeterValue {
  const uptimeSeconds = sample?.snapshot.system.uptimeSeconds;
  return meterValue(`up ${shown(uptimeSeconds, formatUptime)}`, { uptimeSeconds });
}

export function readDelay(_: Sample | undefined, { delaySeconds }: MeterContext): MeterValue {
  return meterValue(`${delaySeconds}s`, { delaySeconds });
}

export function readClock(_: Sample | undefined, { clock }: MeterContext): MeterValue {
  return meterValue(clean(clock), { clock });
}

/** Of a quota of CPU time: what all that it limits have used of it. */
function readQuota({ snapshot, rates }: Sample): MeterValue | undefined {
  const { cpus, cpuSeconds } = snapshot.limits ?? {};
  if (cpus === undefined || cpuSeconds === undefined) return undefined;
  const { quotaPercent } = rates;
  const used = shown(quotaPercent, (percent) => `${percent.toFixed(0)}%`);
  const count = `${formatAmount(cpus)} ${cpus === 1 ? 'CPU' : 'CPUs'}`;
  const fraction = Math.min(1, (quotaPercent ?? 0) / 100);
  const segments: readonly Segment[] = [{ tone: 'cpuUser', fraction }];
  return meterValue(
    `${used} quota`,
    { quotaPercent, quotaCpus: cpus },
    `of ${count}`,
    segments,
    `${used} of the quota`,
  );
}

export function readCpu(sample: Sample | undefined, { history, cpuOfQuota }: MeterContext): MeterValue {
  const ofQuota = cpuOfQuota === true && sample !== undefined ? readQuota(sample) : undefined;
  if (ofQuota !== undefined) return ofQuota;
  const shares = sample?.rates.system.cpuTotal;
  // None at all is one that is not counted.
  const online = sample?.snapshot.system.cpus.length || undefined;
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
  return meterValue(text, figures, parts.join(' '), cpuSegments(shares), longText);
}

export function readCores(sample: Sample | undefined, { history }: MeterContext): MeterValue {
  const cores = coresOf(sample, history);
  return meterValue(`${cores.length > 0 ? cores.length : '-'} cores`, {
    ids: cores.map(({ id }) => id),
    busyPercents: cores.map(({ shares }) => shares?.busyPercent),
  });
}

export function readMemory(sample: Sample | undefined): MeterValue {
  const memory = sample?.snapshot.system.memory;
  const usedBytes = memory && memoryUsedBytes(memory);
  const detail = `avail ${shown(memory?.availableBytes, formatBytes)}`;
  const segments = memory ? memorySegments(memory) : [];
  return meterValue(pair(usedBytes, memory?.totalBytes), { ...memory, usedBytes }, detail, segments);
}

/**
 * The segments add up to the total: used (total - available) consists of shared and the rest, available of buffers,
 * cache and blank. Shared memory is in the page cache but can't be dropped, so it counts as used and is subtracted from
 * the cache.
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
  return meterValue(text, figures, detail, [{ tone: 'swapUsed', fraction }]);
}

export function readLoad(sample: Sample | undefined): MeterValue {
  const load = sample?.snapshot.system.load;
  return meterValue(`load ${load?.map((average) => average.toFixed(2)).join(' ') ?? '-'}`, { load });
}

export function readTasks(sample: Sample | undefined): MeterValue {
  if (!sample) return meterValue('- tasks', {});
  const counts = taskCounts(sample);
  const stopped = counts.stopped > 0 ? ` ${counts.stopped}T` : '';
  const states = `${counts.running}R ${counts.blocked}D${stopped} ${counts.zombie}Z`;
  const text = `${counts.processes} tasks ${states}`;
  return meterValue(`${text} ${counts.threads}thr`, counts, '', [], `${text} ${counts.threads} threads`);
}

export function readPressure(sample: Sample | undefined): MeterValue {
  const { cpuSomePercent, memorySomePercent, memoryFullPercent, ioSomePercent, ioFullPercent } =
    sample?.rates.system ?? nothing;
  const [cpu, memory, io] = [cpuSomePercent, memorySomePercent, ioSomePercent].map(whole);
  const percent = (text: string) => (text === '-' ? text : `${text}%`);
  const figures = { cpuSomePercent, memorySomePercent, memoryFullPercent, ioSomePercent, ioFullPercent };
  const longText = `pressure cpu ${percent(cpu)} mem ${percent(memory)} io ${percent(io)}`;
  return meterValue(`pressure c${cpu} m${memory} i${io}`, figures, '', [], longText);
}

export function readDisks(sample: Sample | undefined): MeterValue {
  const { readBytesPerSecond, writeBytesPerSecond } = sample?.rates.system ?? nothing;
  return meterValue(
    `disk read ${shown(readBytesPerSecond, formatRate)} write ${shown(writeBytesPerSecond, formatRate)}`,
    {
      readBytesPerSecond,
      writeBytesPerSecond,
    },
  );
}

export function readNetwork(sample: Sample | undefined): MeterValue {
  const { receiveBytesPerSecond, sendBytesPerSecond } = sample?.rates.system ?? nothing;
  return meterValue(`net in ${shown(receiveBytesPerSecond, formatRate)} out ${shown(sendBytesPerSecond, formatRate)}`, {
    receiveBytesPerSecond,
    sendBytesPerSecond,
  });
}

export function readForks(sample: Sample | undefined): MeterValue {
  const forksPerSecond = sample?.rates.system.forksPerSecond;
  return meterValue(`new procs ${whole(forksPerSecond)}/s`, { forksPerSecond });
}
