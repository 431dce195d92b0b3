import type { Needs } from '../model/machine/machine.js';
import type { ProcessColumns, SystemCounters } from '../model/machine/snapshot.js';
import type { SocketNeeds, SocketOwner, SocketTable } from '../model/machine/socket-table.js';

/** What a CPU's time goes to, in the order of the kernel and of the rows below. */
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

/** Pairs in one array: a slot (or user id), its text, the next slot, its text … */
export type NativePairs = readonly (number | string)[];

/** What the probe chose for one question when it began, and why. */
export type Capability = { readonly name: string; readonly chosen: string; readonly why: string };

export type NativeSample = {
  readonly slots: number;
  readonly count: number;
  /** Belongs to one of two buffers that are written in turn. */
  readonly columns: ProcessColumns;
  /** Texts that changed since the last sample. */
  readonly names: NativePairs;
  readonly commandLines: NativePairs;
  readonly cgroups: NativePairs;
  readonly userNames: NativePairs;
  readonly system: Omit<SystemCounters, 'cpuTotal' | 'cpus'> & {
    /** Rows of CPU_ROW numbers: the CPU's (-1 for all together), then seconds in the order of CPU_TIMES. */
    readonly cpus: Float64Array;
  };
};

/** What the last sample took; numbers of processes, but for system calls. */
export type NativeCounts = {
  /** Those that ran since the sample before. */
  readonly ran: number;
  /** Those that were read, by force or because they ran. */
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

/** As SocketTable has it, but for the texts. Columns belong to one of two buffers that are written in turn. */
export type NativeSocketSample = Omit<SocketTable, 'texts'> & {
  /** Texts that changed since the last sample. */
  readonly localAddresses: NativePairs;
  readonly remoteAddresses: NativePairs;
  /** A slot, the PID of one that has it open, a slot, a PID …, of sockets with several; with allOwners only. */
  readonly sharers?: readonly number[];
};

export type NativeSocketEngine = {
  sample(needs: SocketNeeds): Promise<NativeSocketSample>;
  owners(inode: number): Promise<readonly SocketOwner[]>;
};

export type NativeTraffic = {
  readonly name: string;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly receiveErrors: number;
  readonly receiveDrops: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly sendErrors: number;
  readonly sendDrops: number;
};

/** Texts are empty where there is none. */
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
  /** 0 when unknown. */
  readonly speedMegabits: number;
  /** 0 half, 1 full, 255 unknown. */
  readonly duplex: number;
};

/** undefined where the kernel does not say. */
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

/** Bytes; NaN where the kernel does not say. */
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

/** Since the disk is there; what partitions of old kernels don't say is undefined. */
export type NativeDisk = {
  readonly name: string;
  /** No partition, and no device that lies on others. */
  readonly whole: boolean;
  readonly reads: number;
  readonly writes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly mergedReads: number | undefined;
  readonly mergedWrites: number | undefined;
  readonly readMilliseconds: number | undefined;
  readonly writeMilliseconds: number | undefined;
  readonly busyMilliseconds: number | undefined;
};

export type NativeMount = {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly options: string;
  readonly onDisk: boolean;
};

/** Free is what root may have, available what others may. */
export type NativeSpace = { readonly totalBytes: number; readonly freeBytes: number; readonly availableBytes: number };

export type NativeTerminalFile = {
  readonly device: number;
  readonly uid: number;
  /** Reading from a terminal sets it (tty(4)), writing does not. */
  readonly accessedMilliseconds: number;
};

/** What was read; or what could not be, and the name of the errno that says why (ENODATA: it lacks what was asked for). */
export type NativeReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly subject: string };
