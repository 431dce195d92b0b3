import type { CpuTimes, ProcessColumns, Snapshot, SystemCounters } from '../../src/model/machine/snapshot.js';
import { computeRates } from '../../src/model/sample/rates.js';
import type { Sample } from '../../src/model/sample/sample.js';
import { withSessions } from '../../src/model/sessions/join.js';

/** A process as a test describes it; all but the PID may be left out. */
export type FakeProcess = {
  readonly pid: number;
  /** The process a thread belongs to; its own PID unless given. */
  readonly threadGroupId?: number;
  readonly ppid?: number;
  readonly processGroupId?: number;
  readonly sessionId?: number;
  readonly terminalDevice?: number;
  readonly priority?: number;
  readonly nice?: number;
  readonly threads?: number;
  readonly processor?: number;
  readonly group?: number;
  readonly cpuGroup?: number;
  readonly memoryGroup?: number;
  readonly uid?: number;
  readonly flags?: number;
  readonly kernelThread?: boolean;
  readonly state?: string;
  readonly startTicks?: number;
  readonly pidfdInode?: number;
  readonly cpuSeconds?: number;
  readonly virtualBytes?: number;
  readonly residentBytes?: number;
  readonly sharedBytes?: number;
  readonly minorFaults?: number;
  readonly majorFaults?: number;
  readonly readBytes?: number;
  readonly writeBytes?: number;
  readonly swapBytes?: number;
  readonly peakResidentBytes?: number;
  readonly oomScore?: number;
  readonly fds?: number;
  readonly fdLimit?: number;
  readonly ranSeconds?: number;
  readonly cpuDelaySeconds?: number;
  readonly contextSwitches?: number;
  readonly blockIoDelaySeconds?: number;
  readonly memoryDelaySeconds?: number;
  readonly commandUnknown?: number;
  readonly name?: string;
  /** Arguments, or the raw text of /proc/PID/cmdline. */
  readonly commandLine?: readonly string[] | string;
  readonly cgroup?: string;
  readonly waitChannel?: string;
  /** Stands for one lifetime of a PID; the PID itself unless given. */
  readonly serial?: number;
  /** The place in the columns; the next free one unless given. */
  readonly slot?: number;
};

export type FakeReading = {
  /** Monotonic time of the reading; wall clock and uptime go with it. */
  readonly seconds?: number;
  readonly processes?: readonly FakeProcess[];
  readonly userNames?: Readonly<Record<number, string>>;
  readonly system?: Partial<SystemCounters>;
  readonly sockets?: Snapshot['sockets'];
  readonly interfaces?: Snapshot['interfaces'];
  readonly sessions?: Snapshot['sessions'];
  readonly events?: Snapshot['events'];
  readonly groups?: Snapshot['groups'];
  readonly devices?: Snapshot['devices'];
  readonly fileSystems?: Snapshot['fileSystems'];
  readonly swaps?: Snapshot['swaps'];
  readonly units?: Snapshot['units'];
  readonly limits?: Snapshot['limits'];
  readonly sensors?: Snapshot['sensors'];
  readonly delaysUnknown?: Snapshot['delaysUnknown'];
};

const BOOT_SECONDS = 1_795_000_000;
const UPTIME_AT_ZERO = 1000;
const TICKS_PER_SECOND = 100;
const GIBIBYTE = 2 ** 30;
const KERNEL_THREAD = 0x200000;

type NumberColumn = Exclude<keyof ProcessColumns, 'serial' | 'state' | 'threadGroupId' | 'flags'>;

/** What a process has that a test does not speak of. */
const ORDINARY: Readonly<Record<NumberColumn, number>> = {
  pid: 0,
  ppid: 1,
  processGroupId: 1,
  sessionId: 1,
  terminalDevice: 0,
  priority: 20,
  nice: 0,
  threads: 1,
  processor: 0,
  group: -1,
  cpuGroup: -1,
  memoryGroup: -1,
  uid: 1000,
  startTicks: 100,
  pidfdInode: 0,
  cpuSeconds: 0,
  virtualBytes: 0,
  residentBytes: 0,
  sharedBytes: 0,
  minorFaults: 0,
  majorFaults: 0,
  readBytes: Number.NaN,
  writeBytes: Number.NaN,
  swapBytes: Number.NaN,
  peakResidentBytes: Number.NaN,
  oomScore: Number.NaN,
  fds: Number.NaN,
  fdLimit: Number.NaN,
  ranSeconds: Number.NaN,
  cpuDelaySeconds: Number.NaN,
  contextSwitches: Number.NaN,
  blockIoDelaySeconds: Number.NaN,
  memoryDelaySeconds: Number.NaN,
  commandUnknown: 0,
};

/** A reading of a machine that never was. Give two readings of a process the same place, or a slot, and serial. */
export function fakeSnapshot(reading: FakeReading = {}): Snapshot {
  const { seconds = 0, processes = [], userNames, system, sockets, interfaces, sessions } = reading;
  const { events, groups, devices, fileSystems, swaps, sensors, units, limits, delaysUnknown } = reading;
  const placed = place(processes);
  const slots = placed.length;
  const columns = emptyColumns(slots);
  const emptyTexts = (): string[] => Array(slots).fill('');
  const texts = { name: emptyTexts(), commandLine: emptyTexts(), cgroup: emptyTexts(), waitChannel: emptyTexts() };
  placed.forEach((process, slot) => {
    if (process === undefined) return;
    fillColumns(columns, slot, process);
    texts.name[slot] = process.name ?? `p${process.pid}`;
    texts.commandLine[slot] = rawCommandLine(process);
    texts.cgroup[slot] = process.cgroup ?? '';
    texts.waitChannel[slot] = process.waitChannel ?? '';
  });
  const names = userNames ?? { 0: 'root', 1000: 'ada' };
  return {
    system: { ...fakeSystem(seconds), ...system },
    processes: {
      slots,
      count: processes.length,
      columns,
      texts,
      userNames: new Map(Object.entries(names).map(([uid, name]) => [Number(uid), name])),
    },
    sockets,
    interfaces,
    sessions,
    events,
    groups,
    devices,
    fileSystems,
    swaps,
    units,
    limits,
    sensors,
    delaysUnknown,
  };
}

/** One reading with its rates, or the second of two. */
export function fakeSample(reading: FakeReading = {}, before?: FakeReading): Sample {
  const snapshot = fakeSnapshot(reading);
  return withSessions({ snapshot, rates: computeRates(before && fakeSnapshot(before), snapshot) }, undefined);
}

/** Times of a CPU that did nothing but what is given. */
export function fakeCpu(id: number, spent: Partial<CpuTimes> = {}): CpuTimes {
  return {
    id,
    user: 0,
    nice: 0,
    system: 0,
    idle: 0,
    iowait: 0,
    irq: 0,
    softirq: 0,
    steal: 0,
    guest: 0,
    guestNice: 0,
    ...spent,
  };
}

function fakeSystem(seconds: number): SystemCounters {
  return {
    hostname: 'testhost',
    wallClockMilliseconds: (BOOT_SECONDS + UPTIME_AT_ZERO + seconds) * 1000,
    monotonicSeconds: 500 + seconds,
    uptimeSeconds: UPTIME_AT_ZERO + seconds,
    bootTimeSeconds: BOOT_SECONDS,
    ticksPerSecond: TICKS_PER_SECOND,
    scanMilliseconds: 1,
    cpuTotal: fakeCpu(-1, { idle: 4 * seconds }),
    cpus: [0, 1, 2, 3].map((id) => fakeCpu(id, { idle: seconds })),
    memory: {
      totalBytes: 16 * GIBIBYTE,
      freeBytes: 8 * GIBIBYTE,
      availableBytes: 10 * GIBIBYTE,
      buffersBytes: GIBIBYTE,
      cachedBytes: 2 * GIBIBYTE,
      sharedBytes: GIBIBYTE,
      slabBytes: GIBIBYTE,
      swapTotalBytes: 4 * GIBIBYTE,
      swapFreeBytes: 3 * GIBIBYTE,
      swapCachedBytes: 0,
      unreclaimableSlabBytes: GIBIBYTE / 4,
      kernelStackBytes: GIBIBYTE / 64,
      pageTableBytes: GIBIBYTE / 32,
      perCpuBytes: GIBIBYTE / 64,
      hugePageBytes: 0,
      dirtyBytes: GIBIBYTE / 8,
      writebackBytes: 0,
      zswapUsedBytes: 0,
      zswapStoredBytes: 0,
    },
    zram: undefined,
    load: [0.42, 0.31, 0.28],
    pressure: { cpu: undefined, memory: undefined, io: undefined },
    disks: [],
    interfaces: [],
    forks: 5000,
  };
}

/** First those with a slot of their own, then the others in the places that are free. */
function place(processes: readonly FakeProcess[]): readonly (FakeProcess | undefined)[] {
  const placed: (FakeProcess | undefined)[] = [];
  for (const process of processes) if (process.slot !== undefined) placed[process.slot] = process;
  let free = 0;
  for (const process of processes) {
    if (process.slot !== undefined) continue;
    while (placed[free] !== undefined) free += 1;
    placed[free] = process;
  }
  return Array.from(placed);
}

function emptyColumns(slots: number): ProcessColumns {
  const whole = () => new Int32Array(slots);
  const natural = () => new Uint32Array(slots);
  const real = () => new Float64Array(slots);
  return {
    serial: real(),
    pid: whole(),
    threadGroupId: whole(),
    ppid: whole(),
    processGroupId: whole(),
    sessionId: whole(),
    terminalDevice: whole(),
    priority: whole(),
    nice: whole(),
    threads: whole(),
    processor: whole(),
    group: whole(),
    cpuGroup: whole(),
    memoryGroup: whole(),
    uid: natural(),
    flags: natural(),
    state: new Uint8Array(slots),
    startTicks: real(),
    pidfdInode: real(),
    cpuSeconds: real(),
    virtualBytes: real(),
    residentBytes: real(),
    sharedBytes: real(),
    minorFaults: real(),
    majorFaults: real(),
    readBytes: real(),
    writeBytes: real(),
    swapBytes: real(),
    peakResidentBytes: real(),
    oomScore: real(),
    fds: real(),
    fdLimit: real(),
    ranSeconds: real(),
    cpuDelaySeconds: real(),
    contextSwitches: real(),
    blockIoDelaySeconds: real(),
    memoryDelaySeconds: real(),
    commandUnknown: new Uint8Array(slots),
  };
}

function fillColumns(columns: ProcessColumns, slot: number, process: FakeProcess): void {
  for (const [column, ordinary] of Object.entries(ORDINARY)) {
    columns[column as NumberColumn][slot] = process[column as NumberColumn] ?? ordinary;
  }
  columns.serial[slot] = process.serial ?? process.pid;
  columns.threadGroupId[slot] = process.threadGroupId ?? process.pid;
  columns.flags[slot] = process.flags ?? (process.kernelThread ? KERNEL_THREAD : 0);
  columns.state[slot] = (process.state ?? 'S').charCodeAt(0);
}

/** As the kernel gives it: kernel threads and zombies have none, the others their name at least. */
function rawCommandLine({ commandLine, kernelThread, state, name, pid }: FakeProcess): string {
  if (typeof commandLine === 'string') return commandLine;
  if (commandLine !== undefined) return commandLine.map((argument) => `${argument}\0`).join('');
  return kernelThread || state === 'Z' ? '' : `${name ?? `p${pid}`}\0`;
}
