import type { BlockDevice, DeletedFiles, FileSystem, SwapDevice } from '../model/machine/disk-table.js';
import type { GroupTable } from '../model/machine/group-table.js';
import type { Needs } from '../model/machine/machine.js';
import type { InterfaceTraffic } from '../model/machine/network-counters.js';
import type { SensorReading } from '../model/machine/sensors.js';
import type { ProcessColumns, SystemCounters } from '../model/machine/snapshot.js';
import type { SocketNeeds, SocketOwner, SocketTable } from '../model/machine/socket-table.js';

/** The kinds of CPU time, in the order of the kernel and of the rows below. */
export const CPU_TIMES = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'irq',
  'softirq',
  'steal',
  'guest',
  'guestNice',
] as const;

/** Numbers in the row of a CPU: its own, then its times. */
export const CPU_ROW = 1 + CPU_TIMES.length;

/** Pairs in one array: a slot (or UID), its text, the next slot, its text … */
export type NativePairs = readonly (number | string)[];

/** A choice that the probe made at its start, and why. */
export type Capability = { readonly name: string; readonly chosen: string; readonly why: string };

export type NativeSample = {
  readonly slots: number;
  readonly count: number;
  /** In one of two buffers that are written alternately. */
  readonly columns: ProcessColumns;
  /** Rows of which a number may have changed since the last sample, ascending. */
  readonly changedRows: Int32Array;
  /** Texts that changed since the last sample. */
  readonly names: NativePairs;
  readonly commandLines: NativePairs;
  readonly cgroups: NativePairs;
  readonly waitChannels: NativePairs;
  readonly userNames: NativePairs;
  /** Empty if delays were never read, or all can be known. */
  readonly whyNotAllDelays: string;
  /** If asked for. */
  readonly groups?: NativeGroups;
  readonly system: Omit<SystemCounters, 'cpuTotal' | 'cpus'> & {
    /** Rows of CPU_ROW numbers: the CPU's (-1 for all together), then seconds in the order of CPU_TIMES. */
    readonly cpus: Float64Array;
  };
};

/** Like GroupTable, except for the texts, of which those come that changed. Columns are as those of processes. */
export type NativeGroups = Omit<GroupTable, 'texts'> & { readonly paths: NativePairs };

/** Counts of the last sample; numbers of processes, except system calls. */
export type NativeCounts = {
  /** Processes that ran since the previous sample. */
  readonly ran: number;
  /** Processes that were read, by request or because they ran. */
  readonly read: number;
  readonly born: number;
  readonly died: number;
  /** PIDs that could have been new. */
  readonly probed: number;
  /** Whether all PIDs were listed. */
  readonly listed: boolean;
  readonly syscalls: number;
};

export type NativeEngine = {
  sample(needs: Needs): Promise<NativeSample>;
  /** Throws while a sample is under way, as counts does; empty before the first. */
  capabilities(): readonly Capability[];
  counts(): NativeCounts;
};

export type NativeDeletedWalk = {
  /** Once. */
  run(): Promise<NativeReading<DeletedFiles>>;
  /** Then `run` gives soon what was found. */
  stop(): void;
  /** Processes that were looked at, of how many. */
  progress(): readonly [done: number, total: number];
};

export type NativeDiskReader = {
  /** Rejects while one is under way. What was not asked for, or can't be read, is undefined. */
  read(
    devices: boolean,
    fileSystems: boolean,
  ): Promise<{
    readonly devices: readonly BlockDevice[] | undefined;
    readonly fileSystems: readonly FileSystem[] | undefined;
    /** With the devices. */
    readonly swaps: readonly SwapDevice[] | undefined;
  }>;
};

/** Like SocketTable, except for the texts. Columns are in one of two buffers that are written alternately. */
export type NativeSocketSample = Omit<SocketTable, 'texts'> & {
  /** Texts that changed since the last sample. */
  readonly localAddresses: NativePairs;
  readonly remoteAddresses: NativePairs;
  /** A slot, the PID of an owner, a slot, a PID …, for sockets with several owners; with allOwners only. */
  readonly sharers?: readonly number[];
};

export type NativeSocketEngine = {
  sample(needs: SocketNeeds): Promise<NativeSocketSample>;
  /** The last sample was not used: the next one replaces it instead of the one before. */
  discard(): void;
  owners(inode: number): Promise<readonly SocketOwner[]>;
};

export type NativeTraffic = InterfaceTraffic;

/** Texts are empty if there is none. */
export type NativeInterfaceAddress = {
  readonly name: string;
  readonly family: number;
  readonly address: string;
  readonly netmask: string;
  readonly broadcast: string;
  readonly pointToPoint: string;
};

export type NativeInterfaceStats = {
  readonly name: string;
  /** IFF_* of netdevice(7). */
  readonly flags: number;
  readonly mtu: number;
  /** 0 if unknown. */
  readonly speedMegabits: number;
  /** 0 half, 1 full, 255 unknown. */
  readonly duplex: number;
};

/** Undefined if the kernel does not report it. */
export type NativeStat = {
  /** Whether the first row is that of all CPUs together. */
  readonly hasTotal: boolean;
  /** Rows as in NativeSample. */
  readonly cpus: Float64Array;
  readonly bootTimeSeconds: number | undefined;
  readonly contextSwitches: number | undefined;
  readonly interrupts: number | undefined;
  readonly softInterrupts: number | undefined;
};

/** Bytes; NaN if the kernel does not report it. */
export type NativeMemory = Readonly<
  Record<
    | 'total'
    | 'free'
    | 'available'
    | 'buffers'
    | 'cached'
    | 'active'
    | 'inactive'
    | 'shared'
    | 'slab'
    | 'swapTotal'
    | 'swapFree',
    number
  >
>;

export type NativeFrequency = {
  readonly cpu: number;
  readonly megahertz: number | undefined;
  readonly leastMegahertz: number | undefined;
  readonly mostMegahertz: number | undefined;
};

/** Since the disk was added; undefined for what old kernels do not report for partitions. */
/** What is counted of a disk, in order. */
export const DISK_FIGURES = [
  'reads',
  'writes',
  'readBytes',
  'writeBytes',
  'readMilliseconds',
  'writeMilliseconds',
  'mergedReads',
  'mergedWrites',
  'busyMilliseconds',
] as const;

export type NativeDisks = {
  readonly names: readonly string[];
  /** By disk: not a partition, and not a device on top of other devices. */
  readonly whole: readonly boolean[];
  /** The DISK_FIGURES of the first, of the second …, NaN where unknown. */
  readonly figures: Float64Array;
};

export type NativeMount = {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly options: string;
  readonly onDisk: boolean;
};

export type NativeSensorEngine = {
  /** Waits for drivers, but not longer; rejects while a sample is under way. */
  sample(all: boolean, patienceSeconds: number): Promise<SensorReading>;
};

/** As the library's Stall; undefined where the kernel does not say it. */
export type NativeStall = {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  readonly total: number;
};

export type NativePressures = Readonly<
  Record<'cpu' | 'memory' | 'io', { readonly some: NativeStall | undefined; readonly full: NativeStall | undefined }>
>;

/** Undefined without a limit. */
export type NativeGroupLimits = {
  readonly cpus?: number;
  readonly memoryBytes: number | undefined;
  readonly swapBytes: number | undefined;
  readonly tasks: number | undefined;
  readonly cpuSeconds?: number;
  readonly memoryUsedBytes: number | undefined;
  readonly monotonicSeconds: number;
};

/** Free is for root, available for all users. No inodes: they are made as needed. */
export type NativeSpace = Readonly<
  Record<'totalBytes' | 'freeBytes' | 'availableBytes' | 'inodes' | 'freeInodes', number>
>;

/** What was asked for, or the name of the errno that says why not: ETIMEDOUT where a file server gives no answer. */
export type FileAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string };

export type NativeFileQuestion = {
  /** See files.ts. */
  readonly kind: number;
  readonly path: string;
  /** Of what is read. */
  readonly mostBytes: number;
};

/** The result; or what could not be read, and the errno name (ENODATA: the file lacks it). */
export type NativeReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly subject: string };
