import type { Identity, Refusal } from '../model/machine/identity.js';
import type { SocketKind } from '../model/machine/socket-table.js';

/** The files that facts are read from: each is asked for with the bit of its place. */
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

/** Bytes, seconds and counts; NaN is unknown. */
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

/** Arguments and environment as the kernel has them, with NULs. */
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
  /** Its parent knows, and its PID may be given again. */
  readonly reaped: boolean;
  /** A child of ours that was not reaped yet. */
  readonly own: boolean;
  /** Exit status, or a signal's number below zero. */
  readonly code?: number;
};

/** A socket that a process has open: numbers as in SocketColumns, the descriptor the lowest that leads there. */
export type NativeOwnSocket = Readonly<
  Record<'fd' | 'inode' | 'protocol' | 'family' | 'type' | 'state' | 'localPort' | 'remotePort', number>
> & { readonly localAddress: string; readonly remoteAddress: string };

/** A pidfd that lives as long as somebody holds this object, and no longer than the thread. */
export type KeptHandle = { readonly keptHandle: never };

/** Made by watchExit; ends with one unwatchExit. */
export type ExitWatch = { readonly exitWatch: never };

/**
 * Calls about one process that answer at once. Those that give an errno give 0 for success, ESRCH when the process is
 * gone and ESTALE when another has its PID.
 */
export type ProcessCalls = {
  /**
   * An errno. `into` gets start ticks and pidfd inode, 0 for what may not be read, and 1 where the start tells the process
   * from all that may get its PID later: then an identity with an inode of 0 is as good for reading, and quicker.
   */
  identifyProcess(procRoot: string, pid: number, into: Float64Array): number;
  /**
   * An errno. `numbers` gets an errno for each of the parts, then the NUMBERS; what was not asked for stays. So does what
   * is keepable, when the process has not run since `clock`, a number that is NaN where nothing was kept.
   */
  readFacts(
    procRoot: string,
    identity: Identity,
    parts: number,
    keepable: number,
    numbers: Float64Array,
    texts: string[],
  ): number;
  /** Lowest first. */
  listPids(procRoot: string): Int32Array | Failed;
  /** A PID, its parent's, its start ticks, the next PID … */
  listKin(procRoot: string): Float64Array | Failed;
  isPid(procRoot: string, pid: number): boolean | Failed;
  /** An id, its user and system seconds, the next id … */
  readThreads(procRoot: string, identity: Identity): Float64Array | Failed;
  /** Regular files, and those that give no answer. */
  readOpenFiles(procRoot: string, identity: Identity): NativeOpenFile[] | Failed;
  /** By descriptor, in whatever network namespace they are. */
  readSockets(
    procRoot: string,
    identity: Identity,
    kinds: Readonly<Record<SocketKind, boolean>>,
  ): readonly NativeOwnSocket[] | Failed;
  /** Unique, proportional and swapped bytes; undefined where unknown. */
  readFootprint(procRoot: string, identity: Identity): readonly (number | undefined)[] | Failed;
  /** One a file. */
  readMaps(procRoot: string, identity: Identity): readonly NativeMapping[] | Failed;
  readEachMap(procRoot: string, identity: Identity): readonly NativeSingleMapping[] | Failed;
  /** Seconds since the epoch. */
  createTime(procRoot: string, startTicks: number): number | undefined;
  userName(uid: number): string | undefined;
  /** Takes the handle over, a pidfd as hold gives it. */
  keepHandle(handle: number): KeptHandle;
  /** Closes it now. Once. */
  dropHandle(kept: KeptHandle): void;
  exitOf(handle: number | KeptHandle): NativeExit;
  /** Calls back once, when the process has ended, and owns the handle from now on; a negative errno if it can't. */
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
