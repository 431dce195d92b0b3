import type { CgroupBound, HugePages, MemoryDetail, MemoryLimit } from '../machine/memory-detail.js';
import type {
  CpuTimes,
  DiskCounters,
  InterfaceCounters,
  MemoryCounters,
  Pressure,
  SystemCounters,
} from '../machine/snapshot.js';
import { Damage } from './plain-reader.js';
import { flag, list, number, oneOf, optional, record, type Shape, text } from './shape.js';

/** The last moment that a Date can be. */
const LAST_MILLISECOND = 8.64e15;

const cpuTimes = record<CpuTimes>({
  id: number,
  user: number,
  nice: number,
  system: number,
  idle: number,
  iowait: number,
  irq: number,
  softirq: number,
  steal: number,
  guest: number,
  guestNice: number,
});

const memoryCounters = record<MemoryCounters>({
  totalBytes: number,
  freeBytes: number,
  availableBytes: number,
  buffersBytes: number,
  cachedBytes: number,
  sharedBytes: number,
  slabBytes: number,
  swapTotalBytes: number,
  swapFreeBytes: number,
  swapCachedBytes: number,
  unreclaimableSlabBytes: number,
  kernelStackBytes: number,
  pageTableBytes: number,
  perCpuBytes: number,
  hugePageBytes: number,
  dirtyBytes: number,
  writebackBytes: number,
  zswapUsedBytes: number,
  zswapStoredBytes: number,
});

const cgroupBound = record<CgroupBound>({ bytes: number, usedBytes: optional(number), path: text });

const memoryLimit = record<MemoryLimit>({
  version: oneOf([1, 2]),
  path: text,
  memory: optional(cgroupBound),
  high: optional(cgroupBound),
  swap: optional(cgroupBound),
});

const hugePages = record<HugePages>({
  pageBytes: number,
  total: number,
  free: optional(number),
  reserved: optional(number),
});

const memoryDetail = record<MemoryDetail>({
  monotonicSeconds: number,
  swappedInBytes: optional(number),
  swappedOutBytes: optional(number),
  oomKills: optional(number),
  hugePages: list(hugePages),
  limit: optional(memoryLimit),
});

const pressure = optional(record<Pressure>({ someMicroseconds: number, fullMicroseconds: optional(number) }));

const disk = record<DiskCounters>({ name: text, readBytes: number, writeBytes: number, busyMilliseconds: number });

const interfaceCounters = record<InterfaceCounters>({
  name: text,
  receivedBytes: number,
  sentBytes: number,
  counted: flag,
});

export const moment: Shape<number> = (value) => {
  const milliseconds = number(value);
  if (Math.abs(milliseconds) <= LAST_MILLISECOND) return milliseconds;
  throw new Damage('no time');
};

const load: Shape<readonly [number, number, number]> = (value) => {
  const [one, five, fifteen, ...rest] = list(number)(value);
  if (fifteen === undefined || rest.length > 0) throw new Damage('no load');
  return [one, five, fifteen];
};

export const systemCounters = record<SystemCounters>({
  hostname: text,
  wallClockMilliseconds: moment,
  monotonicSeconds: number,
  uptimeSeconds: optional(number),
  bootTimeSeconds: optional(number),
  ticksPerSecond: number,
  scanMilliseconds: number,
  cpuTotal: optional(cpuTimes),
  cpus: list(cpuTimes),
  memory: optional(memoryCounters),
  zram: optional(record({ usedBytes: number, storedBytes: number })),
  memoryDetail: optional(memoryDetail),
  load: optional(load),
  running: optional(number),
  pressure: record<SystemCounters['pressure']>({ cpu: pressure, memory: pressure, io: pressure }),
  disks: list(disk),
  interfaces: list(interfaceCounters),
  forks: optional(number),
  oomKills: optional(number),
});
