import type { Identity, Refusal } from './identity.js';

/** A limit of a control group, and what all below that group use of it. */
export type CgroupBound = {
  readonly bytes: number;
  readonly usedBytes: number | undefined;
  /** Of the group whose limit it is. Not safe for a terminal. */
  readonly path: string;
};

/**
 * What the control groups above a process allow it: of each kind the tightest bound on the way up to the root, undefined
 * where none is known.
 */
export type MemoryLimit = {
  /** Of cgroups(7): the one that counts memory. */
  readonly version: 1 | 2;
  /** Of the process's own group. Not safe for a terminal. */
  readonly path: string;
  /** Beyond it somebody is killed. */
  readonly memory: CgroupBound | undefined;
  /** Beyond it all are slowed down; version 2 only. */
  readonly high: CgroupBound | undefined;
  /** In version 1 what may be swapped once memory is full. */
  readonly swap: CgroupBound | undefined;
};

/** Pages of one size, how many. */
export type HugePages = {
  readonly pageBytes: number;
  readonly total: number;
  readonly free: number | undefined;
  /** Promised, but not taken yet. */
  readonly reserved: number | undefined;
};

/** What is read of the machine's memory only while somebody looks at it. */
export type MemoryDetail = {
  /** When it was read, on the clock of SystemCounters: swap rates divide by it. */
  readonly monotonicSeconds: number;
  /** Since boot. */
  readonly swappedInBytes: number | undefined;
  readonly swappedOutBytes: number | undefined;
  /** Processes killed since boot because memory ran out. */
  readonly oomKills: number | undefined;
  /** Sizes that there are pages of. */
  readonly hugePages: readonly HugePages[];
  /** What the control groups of ntop itself allow; undefined when none is known to count its memory. */
  readonly limit: MemoryLimit | undefined;
};

/** What a process takes of the memory, its shared pages considered. Undefined where the kernel does not say. */
export type Footprint = {
  /** PSS: a page that n processes share counts an nth. */
  readonly proportionalBytes: number | undefined;
  /** USS: what its end would give back. */
  readonly uniqueBytes: number | undefined;
  readonly swapBytes: number | undefined;
};

/** The mappings of one file, or of one kind of memory without a file. */
export type MappingGroup = Footprint & {
  /**
   * The file as the kernel writes it, a newline as \012; [heap], [stack] and the like; empty for anonymous memory. Not
   * safe for a terminal.
   */
  readonly path: string;
  readonly mappings: number;
  readonly virtualBytes: number | undefined;
  readonly residentBytes: number | undefined;
};

/** `readAtSeconds` on the clock of SystemCounters.monotonicSeconds. */
export type FootprintReading = ({ readonly ok: true; readonly readAtSeconds: number } & Footprint) | Refusal;

export type MappingsReading = { readonly ok: true; readonly mappings: readonly MappingGroup[] } | Refusal;
export type LimitReading = { readonly ok: true; readonly limit: MemoryLimit | undefined } | Refusal;

/** Reads the memory of single processes, in the background. Each checks the identity; none rejects. */
export interface MemoryProbe {
  /** In the order of the identities. The last of them are missing when reading takes longer than a moment. */
  footprints(identities: readonly Identity[]): Promise<readonly FootprintReading[]>;
  mappings(identity: Identity): Promise<MappingsReading>;
  limit(identity: Identity): Promise<LimitReading>;
}
