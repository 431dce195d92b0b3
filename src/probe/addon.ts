import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Detail, Identity, Needs, Refusal } from '../model/machine.js';
import type { MemoryDetail, MemoryProbe } from '../model/memory-detail.js';
import type { ProcessColumns, SystemCounters } from '../model/snapshot.js';
import type { SocketNeeds, SocketOwner, SocketTable } from '../model/socket-table.js';
import { version } from '../version.js';
import type { ProcessCalls } from './process-calls.js';
import type { TransferCalls } from './transfer-calls.js';

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
    /** Rows of eleven: the CPU's number (-1 for all together), then seconds in the order of CpuTimes. */
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

export type NativeSocketNeeds = SocketNeeds & {
  /** Looks at every process that has run since, however long that takes, and tells the sharers. */
  readonly exactOwners: boolean;
};

/** As SocketTable has it, but for the texts. Columns belong to one of two buffers that are written in turn. */
export type NativeSocketSample = Omit<SocketTable, 'texts'> & {
  /** Texts that changed since the last sample. */
  readonly localAddresses: NativePairs;
  readonly remoteAddresses: NativePairs;
  /** A slot, the PID of one that has it open, a slot, a PID …, of sockets with several; with exactOwners only. */
  readonly sharers?: readonly number[];
};

export type NativeSocketEngine = {
  sample(needs: NativeSocketNeeds): Promise<NativeSocketSample>;
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

/** What was read; or what could not be, and the name of the errno that says why (ENODATA: it lacks what was asked for). */
export type NativeReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly subject: string };

/** The C++ side, as native/addon.cc exports it: the one contract between the two. Arguments are checked before. */
export type Addon = ProcessCalls &
  TransferCalls & {
    /** `plain`: reads everything every time, whatever the kernel could tell. */
    readonly Engine: new (
      procRoot: string,
      sysRoot: string,
      plain: boolean,
    ) => NativeEngine;
    readonly SocketEngine: new (procRoot: string) => NativeSocketEngine;
    /** The release that it was built from. */
    readonly version: string;
    readTraffic(procRoot: string): Promise<NativeReading<readonly NativeTraffic[]>>;
    readInterfaceAddresses(): Promise<NativeReading<readonly NativeInterfaceAddress[]>>;
    readInterfaceStats(): Promise<NativeReading<readonly NativeInterfaceStats[]>>;
    readStat(procRoot: string): NativeReading<NativeStat>;
    /** Over 1, 5 and 15 minutes. */
    readLoad(procRoot: string): NativeReading<readonly [number, number, number]>;
    readMemory(procRoot: string): NativeReading<NativeMemory>;
    readSwapTraffic(procRoot: string): NativeReading<{ readonly inBytes: number; readonly outBytes: number }>;
    /** CPUs that are online, or the cores they are on. */
    countCpus(procRoot: string, sysRoot: string, logical: boolean): number | undefined;
    readFrequencies(procRoot: string, sysRoot: string): Promise<NativeReading<readonly NativeFrequency[]>>;
    readDiskCounters(procRoot: string, sysRoot: string): Promise<NativeReading<readonly NativeDisk[]>>;
    readMounts(procRoot: string, sysRoot: string): Promise<NativeReading<readonly NativeMount[]>>;
    /** Waits on a thread of its own, as long as the file system does; `done` is called once, later. */
    readSpace(path: string, done: (reading: NativeReading<NativeSpace>) => void): void;
    readDetail(procRoot: string, identity: Identity): Promise<{ readonly ok: true; readonly detail: Detail } | Refusal>;
    readMemoryDetail(procRoot: string, sysRoot: string): Promise<MemoryDetail>;
    readMemoryLimit(procRoot: string, sysRoot: string, identity: Identity): ReturnType<MemoryProbe['limit']>;
    /** Those that come after `mostSeconds` are left out. */
    readFootprints(
      procRoot: string,
      identities: readonly Identity[],
      mostSeconds: number,
    ): ReturnType<MemoryProbe['footprints']>;
    readMappings(procRoot: string, identity: Identity): ReturnType<MemoryProbe['mappings']>;
    hold(identity: Identity): { readonly ok: true; readonly handle: number } | Refusal;
    release(handle: number): void;
    signal(handle: number, identity: Identity, signal: number): { readonly ok: true } | Refusal;
    nice(identity: Identity): { readonly ok: true; readonly nice: number } | Refusal;
    setNice(identity: Identity, nice: number): { readonly ok: true } | Refusal;
    /** `ioClass` as ioprio_set(2) numbers it. */
    setIoPriority(identity: Identity, ioClass: number, level: number): { readonly ok: true } | Refusal;
    /** No CPU at all means all that the process may have. */
    setAffinity(identity: Identity, cpus: readonly number[]): { readonly ok: true } | Refusal;
  };

/** The addon is missing or made for another Node; the message is a sentence that says what to do. */
export class AddonError extends Error {
  readonly code = 'ERR_NTOP_ADDON';
}

// From src/probe/ in a checkout, and from the bundle in dist/.
const CANDIDATES = ['../../build/Release/ntop.node', '../build/Release/ntop.node'];

let loaded: Addon | undefined;

/** The addon, loaded when it is first asked for. Throws an AddonError. */
export function addon(): Addon {
  loaded ??= loadAddon(CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url))));
  return loaded;
}

/** Loads the first of some files that is an addon for this Node. Throws an AddonError that names them. */
export function loadAddon(paths: readonly string[]): Addon {
  const require = createRequire(import.meta.url);
  const failures: string[] = [];
  for (const path of paths) {
    try {
      return ofThisRelease(require(path) as Addon);
    } catch (error) {
      failures.push(`${path}: ${reasonOf(error)}`);
    }
  }
  throw new AddonError(
    `The native probe of ntop can't be loaded (${failures.join('; ')}). ` +
      'Build it with "npm run build:native" in the directory of ntop; that needs a C++ compiler, make and Python.',
  );
}

/** An addon of another release would take arguments for what they are not. */
function ofThisRelease(loaded: Addon): Addon {
  if (loaded.version === version) return loaded;
  throw new Error(`made for release ${loaded.version} of ntop, and this is ${version}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = 'code' in error && error.code === 'MODULE_NOT_FOUND';
  return missing ? 'not there' : (error.message.split('\n')[0] ?? '');
}
