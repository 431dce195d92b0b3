import type { MemoryCounters } from '../machine/snapshot.js';

/** What the machine's memory is made of, in the order of the bar. */
export const MEMORY_PARTS = ['application', 'kernel', 'shared', 'hugePages', 'buffers', 'cache', 'free'] as const;
export type MemoryPartId = (typeof MEMORY_PARTS)[number];

export type MemoryParts = {
  /** They add up to the total exactly. */
  readonly bytes: Readonly<Record<MemoryPartId, number>>;
  /** Parts of which the kernel's figures made less than nothing, or more than is left; they were cut to fit. */
  readonly cut: readonly MemoryPartId[];
  /** Parts of which the kernel says nothing: they are within application. */
  readonly unknown: readonly MemoryPartId[];
};

/** Used, as free(1) has it: total − available. NaN when unknown. */
export function memoryUsedBytes({ totalBytes, availableBytes }: MemoryCounters): number {
  return Math.max(0, totalBytes - availableBytes);
}

/** Nothing, not less, where swap was taken away between the kernel's two figures. NaN when unknown. */
export function swapUsedBytes({ swapTotalBytes, swapFreeBytes }: MemoryCounters): number {
  return Math.max(0, swapTotalBytes - swapFreeBytes);
}

/** What the kernel holds for itself and can't give back. NaN when unknown. */
export function kernelBytes(memory: MemoryCounters): number {
  const { unreclaimableSlabBytes, kernelStackBytes, pageTableBytes, perCpuBytes } = memory;
  return unreclaimableSlabBytes + orNothing(kernelStackBytes) + orNothing(pageTableBytes) + orNothing(perCpuBytes);
}

/**
 * total = application + kernel + shared + huge pages + buffers + cache + free. The kernel counts all but the first, which
 * is what remains: memory of programs that no file is behind, and what no counter knows. Shared memory lies in the page
 * cache but can't be dropped, so it is taken out of the cache. Undefined when too little is known to tell any of it.
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
