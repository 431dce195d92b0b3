import type { MemoryCounters } from '../machine/snapshot.js';

/** The parts of the machine's memory in the order of the bar. */
export const MEMORY_PARTS = ['application', 'kernel', 'shared', 'hugePages', 'buffers', 'cache', 'free'] as const;
export type MemoryPartId = (typeof MEMORY_PARTS)[number];

export type MemoryParts = {
  /** They add up exactly to the total. */
  readonly bytes: Readonly<Record<MemoryPartId, number>>;
  /** Parts that would be negative, or larger than the rest, by the kernel's figures; they were clamped. */
  readonly cut: readonly MemoryPartId[];
  /** Parts that the kernel does not report: they are included in application. */
  readonly unknown: readonly MemoryPartId[];
};

/** Used as in free(1): total - available. NaN if unknown. */
export function memoryUsedBytes({ totalBytes, availableBytes }: MemoryCounters): number {
  return Math.max(0, totalBytes - availableBytes);
}

/** Never negative, even if swap was removed between the kernel's two figures. NaN if unknown. */
export function swapUsedBytes({ swapTotalBytes, swapFreeBytes }: MemoryCounters): number {
  return Math.max(0, swapTotalBytes - swapFreeBytes);
}

/** Unreclaimable memory of the kernel itself. NaN if unknown. */
export function kernelBytes(memory: MemoryCounters): number {
  const { unreclaimableSlabBytes, kernelStackBytes, pageTableBytes, perCpuBytes } = memory;
  return unreclaimableSlabBytes + orNothing(kernelStackBytes) + orNothing(pageTableBytes) + orNothing(perCpuBytes);
}

/**
 * total = application + kernel + shared + huge pages + buffers + cache + free. The kernel counts all except the first,
 * which is the rest: anonymous memory of programs, and memory that no counter includes. Shared memory is in the page
 * cache but can't be dropped, so it is subtracted from the cache. Undefined if the kernel reports too little.
 */
export function memoryParts(memory: MemoryCounters): MemoryParts | undefined {
  const claims: readonly (readonly [MemoryPartId, number])[] = [
    ['free', memory.freeBytes],
    ['cache', memory.cachedBytes - orNothing(memory.sharedBytes)],
    ['buffers', memory.buffersBytes],
    ['shared', memory.sharedBytes],
    ['hugePages', memory.hugePageBytes],
    ['kernel', kernelBytes(memory)],
  ];
  const unknown = claims.filter(([, bytes]) => Number.isNaN(bytes)).map(([id]) => id);
  if (unknown.includes('free') || unknown.includes('cache') || !(memory.totalBytes > 0)) return undefined;
  const bytes: Record<MemoryPartId, number> = { ...NOTHING };
  const cut: MemoryPartId[] = [];
  let left = memory.totalBytes;
  for (const [id, claim] of claims) {
    bytes[id] = Math.min(Math.max(0, orNothing(claim)), left);
    left -= bytes[id];
    if (bytes[id] !== orNothing(claim)) cut.push(id);
  }
  return { bytes: { ...bytes, application: left }, cut, unknown };
}

const NOTHING: Readonly<Record<MemoryPartId, number>> = {
  application: 0,
  kernel: 0,
  shared: 0,
  hugePages: 0,
  buffers: 0,
  cache: 0,
  free: 0,
};

function orNothing(bytes: number): number {
  return Number.isNaN(bytes) ? 0 : bytes;
}
