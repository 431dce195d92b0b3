import { addon } from '../../probe/addon.js';
import type { NativeMemory } from '../../probe/native-types.js';
import { procRoot } from '../../probe/roots.js';
import { unwrap } from '../reading.js';
import { percentOf } from '../records.js';
import { warnOnce } from '../warnings.js';

/** Bytes. */
export type VirtualMemory = {
  readonly total: number;
  /** What programs could have without swapping. */
  readonly available: number;
  /** `used` of `total`, 0 to 100. */
  readonly percent: number;
  /** `total` without `available`. */
  readonly used: number;
  /** Not used for anything: small on a healthy machine. */
  readonly free: number;
  readonly active: number;
  readonly inactive: number;
  readonly buffers: number;
  /** Files, and what the kernel could give back of its own (SReclaimable). */
  readonly cached: number;
  /** Shared memory and tmpfs. */
  readonly shared: number;
  /** The kernel's own structures. */
  readonly slab: number;
};

/** Bytes. */
export type SwapMemory = {
  readonly total: number;
  readonly used: number;
  readonly free: number;
  /** `used` of `total`, 0 to 100; 0 without swap. */
  readonly percent: number;
  /** What came from swap since boot, and what went there. */
  readonly sin: number;
  readonly sout: number;
};

/**
 * Physical memory, from /proc/meminfo. What an old kernel does not report is 0, and a warning NTOP_MEMORY names it
 * once; `available` is then estimated from /proc/zoneinfo as newer kernels do it.
 */
export function virtualMemory(): VirtualMemory {
  const memory = readMemory();
  const missing: string[] = [];
  const or0 = (name: keyof NativeMemory) => {
    if (Number.isNaN(memory[name])) missing.push(name);
    return memory[name] || 0;
  };
  const { total } = memory;
  const available = or0('available');
  const used = total - available;
  const result = Object.freeze({
    total,
    available,
    percent: percentOf(used, total),
    used,
    free: or0('free'),
    active: or0('active'),
    inactive: or0('inactive'),
    buffers: or0('buffers'),
    cached: or0('cached'),
    shared: or0('shared'),
    slab: or0('slab'),
  });
  warnOfMissing(missing);
  return result;
}

/**
 * Swap space, from /proc/meminfo, or sysinfo(2) where that file has nothing of it, and its traffic from /proc/vmstat.
 * What the kernel does not report is 0, and a warning NTOP_MEMORY names it once.
 */
export function swapMemory(): SwapMemory {
  const { total, free } = readSwap();
  const traffic = addon().readSwapTraffic(procRoot());
  if (!traffic.ok) warnOfMissing(['sin', 'sout']);
  const { inBytes, outBytes } = traffic.ok ? traffic.value : { inBytes: 0, outBytes: 0 };
  const used = total - free;
  return Object.freeze({ total, used, free, percent: percentOf(used, total), sin: inBytes, sout: outBytes });
}

function readSwap(): { readonly total: number; readonly free: number } {
  const reading = addon().readMemory(procRoot());
  const isSilent = reading.ok
    ? Number.isNaN(reading.value.swapTotal) && Number.isNaN(reading.value.swapFree)
    : reading.code === 'ENODATA';
  if (isSilent) return addon().readSwapSpace();
  const { swapTotal, swapFree } = unwrap(reading);
  const names = Object.entries({ swapTotal, swapFree }).filter(([, bytes]) => Number.isNaN(bytes));
  warnOfMissing(names.map(([name]) => name));
  const total = swapTotal || 0;
  return { total, free: Math.min(swapFree || 0, total) };
}

function readMemory(): NativeMemory {
  return unwrap(addon().readMemory(procRoot()));
}

function warnOfMissing(names: readonly string[]): void {
  if (names.length > 0)
    warnOnce('NTOP_MEMORY', `Memory values that the kernel does not report: ${names.join(', ')}; they are 0.`);
}
