import type { CgroupBound, MemoryLimit } from '../machine/memory-detail.js';
import type { MemoryCounters, Snapshot } from '../machine/snapshot.js';
import { memoryUsedBytes, swapUsedBytes } from '../sample/memory-parts.js';
import type { Sample } from '../sample/sample.js';

/** The machine's memory in JSON, besides the processes; null is unknown, or no limit. */
export function memoryFacts({ snapshot, rates }: Sample): Readonly<Record<string, unknown>> {
  const { memory, memoryDetail, zram } = snapshot.system;
  const { memorySomePercent, memoryFullPercent } = rates.system;
  return {
    physical: memory === undefined ? null : physicalFacts(memory),
    swap: memory === undefined ? null : swapFacts(memory, zram, rates),
    pressure: { somePercent: memorySomePercent ?? null, fullPercent: memoryFullPercent ?? null },
    limit: limitFacts(memoryDetail?.limit),
    oomKills: memoryDetail?.oomKills ?? null,
  };
}

function physicalFacts(memory: MemoryCounters) {
  return {
    totalBytes: memory.totalBytes,
    usedBytes: memoryUsedBytes(memory),
    availableBytes: memory.availableBytes,
    freeBytes: memory.freeBytes,
    buffersBytes: memory.buffersBytes,
    cachedBytes: memory.cachedBytes,
    sharedBytes: memory.sharedBytes,
    slabBytes: memory.slabBytes,
    hugePageBytes: memory.hugePageBytes,
    dirtyBytes: memory.dirtyBytes,
    writebackBytes: memory.writebackBytes,
  };
}

function swapFacts(memory: MemoryCounters, zram: Snapshot['system']['zram'], { system }: Sample['rates']) {
  return {
    totalBytes: memory.swapTotalBytes,
    usedBytes: swapUsedBytes(memory),
    freeBytes: memory.swapFreeBytes,
    inBytesPerSecond: system.swapInBytesPerSecond ?? null,
    outBytesPerSecond: system.swapOutBytesPerSecond ?? null,
    zramUsedBytes: zram?.usedBytes ?? null,
    zramStoredBytes: zram?.storedBytes ?? null,
    zswapUsedBytes: memory.zswapUsedBytes,
    zswapStoredBytes: memory.zswapStoredBytes,
  };
}

function limitFacts(limit: MemoryLimit | undefined) {
  if (limit === undefined) return null;
  const { version, path, memory, high, swap } = limit;
  return { version, path, memory: boundFacts(memory), high: boundFacts(high), swap: boundFacts(swap) };
}

function boundFacts(bound: CgroupBound | undefined) {
  return bound === undefined ? null : { bytes: bound.bytes, usedBytes: bound.usedBytes ?? null, path: bound.path };
}
