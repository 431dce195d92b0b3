/** What a process is doing, as status() has it. */
export const STATUS_RUNNING = 'running';
export const STATUS_SLEEPING = 'sleeping';
export const STATUS_DISK_SLEEP = 'disk-sleep';
export const STATUS_STOPPED = 'stopped';
export const STATUS_TRACING_STOP = 'tracing-stop';
export const STATUS_ZOMBIE = 'zombie';
export const STATUS_DEAD = 'dead';
export const STATUS_WAKE_KILL = 'wake-kill';
export const STATUS_WAKING = 'waking';
export const STATUS_IDLE = 'idle';
export const STATUS_PARKED = 'parked';
/** A state that was not known when this was written. */
export const STATUS_UNKNOWN = 'unknown';

/** What a process is doing. */
export type ProcessStatus =
  | 'running'
  | 'sleeping'
  | 'disk-sleep'
  | 'stopped'
  | 'tracing-stop'
  | 'zombie'
  | 'dead'
  | 'wake-kill'
  | 'waking'
  | 'idle'
  | 'parked'
  | 'unknown';

/** User or group ids; null when unknown. */
export type Ids = {
  readonly real: number | null;
  readonly effective: number | null;
  readonly saved: number | null;
};

/** Seconds. */
export type ProcessCpuTimes = {
  readonly user: number;
  readonly system: number;
  readonly childrenUser: number;
  readonly childrenSystem: number;
  /** Waiting for storage; 0 where the kernel does not count that. */
  readonly iowait: number;
};

/** Bytes. */
export type MemoryInfo = {
  /** In main memory now. */
  readonly rss: number;
  /** All that is mapped. */
  readonly vms: number;
  /** What other processes may use too. */
  readonly shared: number;
  /** Code. */
  readonly text: number | null;
  /** Data and stack. */
  readonly data: number | null;
};

/** Bytes; null when the kernel does not report it. */
export type MemoryInfoEx = MemoryInfo & {
  readonly peakRss: number | null;
  readonly peakVms: number | null;
  readonly rssAnon: number | null;
  readonly rssFile: number | null;
  readonly rssShmem: number | null;
  readonly swap: number | null;
  readonly hugetlb: number | null;
};

/** Bytes. */
export type MemoryFootprint = {
  /** Private memory: what the machine would get back if the process ended. */
  readonly uss: number | null;
  /** The same and the process's share of what it shares. */
  readonly pss: number | null;
  readonly swap: number | null;
};

/** Bytes. */
export type MemoryFullInfo = MemoryInfo & MemoryFootprint;

/** A figure that memoryPercent knows. */
export type MemoryFigure = keyof MemoryInfoEx | keyof MemoryFootprint;

/** Memory of one file, or of one kind of memory, in bytes. */
export type MemoryMap = {
  /** `[anon]` for memory without a name. */
  readonly path: string;
  /** Whether the file lies at that path no more, such as a library that was replaced; true of shared memory too. */
  readonly deleted: boolean;
  readonly rss: number | null;
  readonly size: number | null;
  readonly pss: number | null;
  readonly sharedClean: number | null;
  readonly sharedDirty: number | null;
  readonly privateClean: number | null;
  readonly privateDirty: number | null;
  readonly referenced: number | null;
  readonly anonymous: number | null;
  readonly swap: number | null;
};

/** One mapping, at its addresses and with its permissions as the kernel writes them. */
export type SingleMemoryMap = { readonly addr: string; readonly perms: string } & MemoryMap;

/** null when the kernel does not report it. */
export type IoCounters = {
  readonly readCount: number | null;
  readonly writeCount: number | null;
  readonly readBytes: number | null;
  readonly writeBytes: number | null;
  readonly readChars: number | null;
  readonly writeChars: number | null;
};

/** Seconds; null when not known. */
export type ProcessDelays = {
  /** In the run queue, which includes being held back by the CPU quota of its control group. */
  readonly cpu: number | null;
  readonly blockIo: number | null;
  readonly swap: number | null;
  readonly reclaim: number | null;
};

export type CtxSwitches = { readonly voluntary: number | null; readonly involuntary: number | null };

export type PageFaults = { readonly minor: number; readonly major: number };

/** CPU time in seconds. */
export type ProcessThread = { readonly id: number; readonly userTime: number; readonly systemTime: number };

export type OpenFile = {
  readonly path: string;
  /** Whether it lies at that path no more. */
  readonly deleted: boolean;
  /** False: its file system gives no answer, as when a server is gone; then it may be no regular file. */
  readonly answers: boolean;
  readonly fd: number;
  /** null when unknown. */
  readonly position: number | null;
  /** As for fopen(3): r, w, a, r+ or a+; empty when it can neither be read nor written, or is unknown. */
  readonly mode: string;
  /** As for open(2); null when unknown. */
  readonly flags: number | null;
};

/** Classes of priority for storage, see ioprio_set(2). */
export const IOPRIO_CLASS_NONE = 'none';
export const IOPRIO_CLASS_RT = 'realtime';
export const IOPRIO_CLASS_BE = 'best-effort';
export const IOPRIO_CLASS_IDLE = 'idle';

/** One of them. */
export type IoClassName = 'none' | 'realtime' | 'best-effort' | 'idle';

export type IoNice = {
  readonly ioclass: IoClassName;
  /** 0 (first) to 7 (last), of the classes realtime and best-effort. */
  readonly value: number;
};

/** Soft and hard; RLIM_INFINITY (-1) is no limit. */
export type Limits = readonly [soft: number, hard: number];
