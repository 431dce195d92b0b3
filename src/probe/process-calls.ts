import type { Identity, Refusal } from '../model/machine/identity.js';
import type { SocketKind } from '../model/machine/socket-table.js';

/** The files of process facts, each requested by the bit of its position. */
export const PARTS = [
  'stat',
  'status',
  'statm',
  'io',
  'commandLine',
  'executable',
  'workingDirectory',
  'environment',
  'descriptors',
] as const;

/** Bytes, seconds and counts; NaN is unknown. `seconds` is the monotonic clock when stat was read. */
export const NUMBERS = [
  'state',
  'parent',
  'terminal',
  'flags',
  'minorFaults',
  'majorFaults',
  'userSeconds',
  'systemSeconds',
  'childUserSeconds',
  'childSystemSeconds',
  'ioWaitSeconds',
  'processor',
  'residentMark',
  'virtualMark',
  'seconds',
  'threads',
  'userId',
  'effectiveUserId',
  'savedUserId',
  'groupId',
  'effectiveGroupId',
  'savedGroupId',
  'voluntarySwitches',
  'involuntarySwitches',
  'peakResidentBytes',
  'peakVirtualBytes',
  'anonymousBytes',
  'fileBytes',
  'sharedMemoryBytes',
  'swapBytes',
  'hugePageBytes',
  'residentBytes',
  'virtualBytes',
  'sharedBytes',
  'textBytes',
  'dataBytes',
  'readCalls',
  'writeCalls',
  'readBytes',
  'writeBytes',
  'readCharacters',
  'writtenCharacters',
  'executableDeleted',
  'workingDirectoryDeleted',
  'descriptors',
  'clock',
] as const;

/**
 * What the row of a process in a table begins with; the errors of its PARTS and its NUMBERS follow. `known` is 0 if it is
 * to be identified: then start, pidfd inode and `telling` (see identifyProcess) are answers. `error` is an errno, and
 * `kept` has the bits of the parts that were read while the process had the CPU time of `clock`.
 */
export const ROW_HEADS = ['pid', 'known', 'startTicks', 'pidfdInode', 'telling', 'error', 'kept'] as const;

/** Arguments and environment as in the kernel, with NULs. */
export const TEXTS = ['name', 'commandLine', 'executable', 'workingDirectory', 'environment'] as const;

type Failed = number;

export type NativeOpenFile = {
  /** The one it had, when it is `deleted`. */
  readonly path: string;
  readonly deleted: boolean;
  /** False: the file system that it is on says nothing, so that it may be no regular file. */
  readonly answers: boolean;
  readonly fd: number;
  readonly position: number | undefined;
  readonly flags: number | undefined;
};

export const MAP_FIGURES = [
  'rss',
  'size',
  'pss',
  'sharedClean',
  'sharedDirty',
  'privateClean',
  'privateDirty',
  'referenced',
  'anonymous',
  'swap',
] as const;
type MapFigure = (typeof MAP_FIGURES)[number];

/** Bytes; the path is empty for memory without a name. */
export type NativeMapping = { readonly path: string } & { readonly [Name in MapFigure]: number | undefined };
export type NativeSingleMapping = NativeMapping & { readonly addr: string; readonly perms: string };

export type NativeExit = {
  readonly ended: boolean;
  /** It was waited for by its parent, and its PID may be reused. */
  readonly reaped: boolean;
  /** A child of this program that has not been reaped yet. */
  readonly own: boolean;
  /** Exit status, or the negative number of a signal. */
  readonly code?: number;
};

/** An open socket of a process: numbers as in SocketColumns, and the lowest of its descriptors. */
export type NativeOwnSocket = Readonly<
  Record<'fd' | 'inode' | 'protocol' | 'family' | 'type' | 'state' | 'localPort' | 'remotePort', number>
> & { readonly localAddress: string; readonly remoteAddress: string };

/** A pidfd that stays open as long as this object, at most until the thread ends. */
export type KeptHandle = { readonly keptHandle: never };

/** Made by watchExit; ends with one unwatchExit. */
export type ExitWatch = { readonly exitWatch: never };

/**
 * Synchronous calls about one process. Those that return an errno return 0 for success, ESRCH if the process is gone
 * and ESTALE if its PID was reused.
 */
export type ProcessCalls = {
  /**
   * An errno. `into` gets start ticks and pidfd inode, 0 for what may not be read, and 1 if the start time alone
   * already identifies the process: then an identity with an inode of 0 is as good for reading, and faster.
   */
  identifyProcess(procRoot: string, pid: number, into: Float64Array): number;
  /**
   * An errno. `numbers` gets from a place on an errno for each part, then the NUMBERS; parts that are not requested keep their values.
   * So do keepable parts if the process has not run since `clock`, which is NaN if nothing was kept.
   */
  readFacts(
    procRoot: string,
    identity: Identity,
    parts: number,
    keepable: number,
    numbers: Float64Array,
    numbersAt: number,
    texts: string[],
    textsAt: number,
  ): number;
  /**
   * The same for rows of a table, with their numbers and texts one row after the other. Of a process that is identified
   * stat is read in any case.
   */
  readRows(
    procRoot: string,
    parts: number,
    keepable: number,
    rows: Int32Array,
    numbers: Float64Array,
    texts: string[],
  ): void;
  /** Lowest first. */
  listPids(procRoot: string): Int32Array | Failed;
  /** A PID, its parent's, its start ticks, the next PID … */
  listParents(procRoot: string): Float64Array | Failed;
  isPid(procRoot: string, pid: number): boolean | Failed;
  /** An id, its user and system seconds, the next id … */
  readThreads(procRoot: string, identity: Identity): Float64Array | Failed;
  /** Regular files, and those that give no answer. */
  readOpenFiles(procRoot: string, identity: Identity): NativeOpenFile[] | Failed;
  /** An errno where it may not be seen what the descriptors lead to. */
  checkDescriptors(procRoot: string, identity: Identity): number;
  /** Seconds that it has waited for a CPU, for storage, for swap and in reclaim; NaN is unknown. */
  readDelays(procRoot: string, identity: Identity): Promise<Float64Array | Failed>;
  /** Whether a file lies there, with `program` one that may be run. False where its file system does not answer soon. */
  isThere(path: string, program: boolean): boolean;
  /** By descriptor, in all network namespaces. */
  readSockets(
    procRoot: string,
    identity: Identity,
    kinds: Readonly<Record<SocketKind, boolean>>,
  ): readonly NativeOwnSocket[] | Failed;
  /** Unique, proportional and swapped bytes; undefined if unknown. */
  readFootprint(procRoot: string, identity: Identity): readonly (number | undefined)[] | Failed;
  /** One per file. */
  readMaps(procRoot: string, identity: Identity): readonly NativeMapping[] | Failed;
  readEachMap(procRoot: string, identity: Identity): readonly NativeSingleMapping[] | Failed;
  /** Seconds since the epoch. */
  createTime(procRoot: string, startTicks: number): number | undefined;
  userName(uid: number): string | undefined;
  /** Takes over the handle, a pidfd from hold. */
  keepHandle(handle: number): KeptHandle;
  /** Closes it now. Call it only once. */
  dropHandle(kept: KeptHandle): void;
  exitOf(handle: number | KeptHandle): NativeExit;
  /** Calls back once when the process has ended, and takes over the handle; a negative errno if that fails. */
  watchExit(handle: number, callback: () => void): ExitWatch | Failed;
  /** Closes the handle too. */
  unwatchExit(watch: ExitWatch): void;
  ioPriority(identity: Identity): { readonly ok: true; readonly ioClass: number; readonly level: number } | Refusal;
  affinity(identity: Identity): { readonly ok: true; readonly cpus: number[] } | Refusal;
  /** Infinity is no limit. `resource` as prlimit(2) numbers it. */
  limit(
    identity: Identity,
    resource: number,
  ): { readonly ok: true; readonly soft: number; readonly hard: number } | Refusal;
  setLimit(identity: Identity, resource: number, soft: number, hard: number): { readonly ok: true } | Refusal;
};
