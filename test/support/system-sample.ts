import type {
  CpuTimes,
  MemoryCounters,
  ProcessColumns,
  ProcessTable,
  Snapshot,
  SystemCounters,
} from '../../src/model/machine/snapshot.js';
import { computeRates } from '../../src/model/sample/rates.js';
import type { Sample } from '../../src/model/sample/sample.js';

const GIB = 1024 ** 3;

export const MEMORY: MemoryCounters = {
  totalBytes: 16 * GIB,
  freeBytes: 6 * GIB,
  availableBytes: 10 * GIB,
  buffersBytes: 1 * GIB,
  cachedBytes: 5 * GIB,
  sharedBytes: 1 * GIB,
  slabBytes: 1 * GIB,
  swapTotalBytes: 4 * GIB,
  swapFreeBytes: 3 * GIB,
  swapCachedBytes: 0,
  unreclaimableSlabBytes: GIB / 4,
  kernelStackBytes: GIB / 64,
  pageTableBytes: GIB / 32,
  perCpuBytes: GIB / 64,
  hugePageBytes: 0,
  dirtyBytes: GIB / 8,
  writebackBytes: 0,
  zswapUsedBytes: 0,
  zswapStoredBytes: 0,
};

/** CPU seconds since boot, all 0 but those given. */
export function cpuTimes(times: Partial<CpuTimes>): CpuTimes {
  const zero = { id: 0, user: 0, nice: 0, system: 0, idle: 0, iowait: 0 };
  return { ...zero, irq: 0, softirq: 0, steal: 0, guest: 0, guestNice: 0, ...times };
}

/** A quiet machine, but for what is given. */
export function systemCounters(counters: Partial<SystemCounters> = {}): SystemCounters {
  return {
    hostname: 'web-01',
    wallClockMilliseconds: 0,
    monotonicSeconds: 1000,
    uptimeSeconds: 3 * 86_400 + 4 * 3600,
    bootTimeSeconds: 1,
    ticksPerSecond: 100,
    scanMilliseconds: 1,
    cpuTotal: cpuTimes({}),
    cpus: [0, 1, 2, 3].map((id) => cpuTimes({ id })),
    memory: MEMORY,
    zram: undefined,
    load: [0.42, 0.31, 0.28],
    pressure: {
      cpu: { someMicroseconds: 0, fullMicroseconds: undefined },
      memory: { someMicroseconds: 0, fullMicroseconds: 0 },
      io: { someMicroseconds: 0, fullMicroseconds: 0 },
    },
    disks: [],
    interfaces: [],
    forks: 0,
    ...counters,
  };
}

type Row = {
  readonly serial: number;
  readonly cpuSeconds?: number;
  readonly state?: string;
  readonly threads?: number;
};

/** A sample of `next`, with rates when there is a reading before it. */
export function systemSample(next: SystemCounters, previous?: SystemCounters, rows: readonly Row[] = []): Sample {
  const snapshot: Snapshot = { system: next, processes: processTable(rows) };
  const before = previous && { system: previous, processes: processTable(rows) };
  return { snapshot, rates: computeRates(before, snapshot) };
}

/** A row in each slot; serial 0 leaves it empty. */
export function processTable(rows: readonly Row[]): ProcessTable {
  return {
    slots: rows.length,
    count: rows.filter(({ serial }) => serial !== 0).length,
    columns: processColumns(rows),
    texts: {
      name: rows.map(() => 'task'),
      commandLine: rows.map(() => 'task\0'),
      cgroup: rows.map(() => ''),
      waitChannel: rows.map(() => ''),
    },
    userNames: new Map(),
  };
}

function processColumns(rows: readonly Row[]): ProcessColumns {
  const doubles = (value: (row: Row) => number) => Float64Array.from(rows, value);
  const integers = (value: (row: Row) => number) => Int32Array.from(rows, value);
  const zero = () => 0;
  const [pid, nothing, unknown] = [integers(({ serial }) => serial), integers(zero), doubles(() => Number.NaN)];
  return {
    serial: doubles(({ serial }) => serial),
    pid,
    threadGroupId: pid,
    ppid: nothing,
    processGroupId: pid,
    sessionId: pid,
    terminalDevice: nothing,
    priority: nothing,
    nice: nothing,
    threads: integers(({ threads }) => threads ?? 1),
    processor: nothing,
    group: integers(() => -1),
    cpuGroup: integers(() => -1),
    memoryGroup: integers(() => -1),
    uid: Uint32Array.from(rows, zero),
    flags: Uint32Array.from(rows, zero),
    state: Uint8Array.from(rows, ({ state }) => (state ?? 'S').charCodeAt(0)),
    startTicks: doubles(() => 1),
    pidfdInode: doubles(zero),
    cpuSeconds: doubles(({ cpuSeconds }) => cpuSeconds ?? 0),
    virtualBytes: doubles(zero),
    residentBytes: doubles(zero),
    sharedBytes: doubles(zero),
    minorFaults: doubles(zero),
    majorFaults: doubles(zero),
    readBytes: unknown,
    writeBytes: unknown,
    swapBytes: unknown,
    peakResidentBytes: unknown,
    oomScore: unknown,
    fds: unknown,
    fdLimit: unknown,
    ranSeconds: unknown,
    cpuDelaySeconds: unknown,
    contextSwitches: unknown,
    blockIoDelaySeconds: unknown,
    memoryDelaySeconds: unknown,
    commandUnknown: Uint8Array.from(rows, zero),
  };
}
