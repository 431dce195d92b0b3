import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Detail, Identity, Needs, Refusal } from '../model/machine.js';
import type { MemoryDetail, MemoryProbe } from '../model/memory-detail.js';
import type { ProcessColumns, SystemCounters } from '../model/snapshot.js';
import type { SocketNeeds, SocketOwner, SocketTable } from '../model/socket-table.js';
import type { ProcessCalls } from './process-calls.js';

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

type Rows<Row> = Promise<{ readonly ok: true; readonly rows: readonly Row[] } | Refusal>;

/** The C++ side, as native/addon.cc exports it: the one contract between the two. Arguments are checked before. */
export type Addon = ProcessCalls & {
  /** `plain`: reads everything every time, whatever the kernel could tell. */
  readonly Engine: new (
    procRoot: string,
    sysRoot: string,
    plain: boolean,
  ) => NativeEngine;
  readonly SocketEngine: new (procRoot: string) => NativeSocketEngine;
  readTraffic(procRoot: string): Rows<NativeTraffic>;
  readInterfaceAddresses(): Rows<NativeInterfaceAddress>;
  readInterfaceStats(): Rows<NativeInterfaceStats>;
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
      return require(path) as Addon;
    } catch (error) {
      failures.push(`${path}: ${reasonOf(error)}`);
    }
  }
  throw new AddonError(
    `The native probe of ntop can't be loaded (${failures.join('; ')}). ` +
      'Build it with "npm run build:native" in the directory of ntop; that needs a C++ compiler, make and Python.',
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = 'code' in error && error.code === 'MODULE_NOT_FOUND';
  return missing ? 'not there' : (error.message.split('\n')[0] ?? '');
}
