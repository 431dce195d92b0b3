import type { Identity, Refusal } from './identity.js';

/** A limit of a control group, and how much of it the group and its descendants use. */
export type CgroupBound = {
  readonly bytes: number;
  readonly usedBytes: number | undefined;
  /** Path of the group with the limit. Not safe for a terminal. */
  readonly path: string;
};

/**
 * The memory limits of a process: of each kind the lowest limit of its control group and that group's ancestors,
 * undefined if none is known.
 */
export type MemoryLimit = {
  /** The version of cgroups(7) that counts memory. */
  readonly version: 1 | 2;
  /** Path of the process's own group. Not safe for a terminal. */
  readonly path: string;
  /** Above it, the OOM killer kills a process of the group. */
  readonly memory: CgroupBound | undefined;
  /** Above it, the group is throttled; version 2 only. */
  readonly high: CgroupBound | undefined;
  /** In version 1, what may be swapped once memory is full. */
  readonly swap: CgroupBound | undefined;
};

/** Numbers of huge pages of one size. */
export type HugePages = {
  readonly pageBytes: number;
  readonly total: number;
  readonly free: number | undefined;
  /** Reserved, but not allocated yet. */
  readonly reserved: number | undefined;
};

/** Details of the machine's memory that are read only while the memory pane is open. */
export type MemoryDetail = {
  /** When it was read, by the clock of SystemCounters; the base of swap rates. */
  readonly monotonicSeconds: number;
  /** Since boot. */
  readonly swappedInBytes: number | undefined;
  readonly swappedOutBytes: number | undefined;
  /** Processes killed by the OOM killer since boot. */
  readonly oomKills: number | undefined;
  /** Only sizes that have pages. */
  readonly hugePages: readonly HugePages[];
  /** The limits of ntop's own control group; undefined if none is known to count its memory. */
  readonly limit: MemoryLimit | undefined;
};

/** The memory of a process with regard to its shared pages. Undefined if the kernel does not report it. */
export type Footprint = {
  /** PSS: a page shared by n processes counts 1/n. */
  readonly proportionalBytes: number | undefined;
  /** USS: what is freed when the process ends. */
  readonly uniqueBytes: number | undefined;
  readonly swapBytes: number | undefined;
};

/** The mappings of one file, or of one kind of memory without a file. */
export type MappingGroup = Footprint & {
  /**
   * The path as the kernel writes it, a newline as \012; [heap], [stack] …; empty for anonymous memory. Not
   * safe for a terminal.
   */
  readonly path: string;
  readonly mappings: number;
  readonly virtualBytes: number | undefined;
  readonly residentBytes: number | undefined;
};

/** `readAtSeconds` is on the clock of SystemCounters.monotonicSeconds. */
export type FootprintReading = ({ readonly ok: true; readonly readAtSeconds: number } & Footprint) | Refusal;

export type MappingsReading = { readonly ok: true; readonly mappings: readonly MappingGroup[] } | Refusal;
export type LimitReading = { readonly ok: true; readonly limit: MemoryLimit | undefined } | Refusal;

/** Reads the memory of single processes in the background. Each call checks the identity and never rejects. */
export interface MemoryProbe {
  /** In the order of the identities. If reading takes too long, the last ones are missing. */
  footprints(identities: readonly Identity[]): Promise<readonly FootprintReading[]>;
  mappings(identity: Identity): Promise<MappingsReading>;
  limit(identity: Identity): Promise<LimitReading>;
}
