import { resolve } from 'node:path';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import { addon } from './addon.js';

export type MemoryProbeOptions = {
  /** Where proc is mounted; NTOP_PROCFS or /proc when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; NTOP_SYSFS or /sys when left out. */
  readonly sysRoot?: string;
};

/** Time limit of one call, plus the last process: a large process alone takes a second. */
const MOST_SECONDS = 0.2;

/** Reads the memory of single processes on worker threads: it walks page tables and waits for locks. */
export function createMemoryProbe(options: MemoryProbeOptions = {}): MemoryProbe {
  const procRoot = resolve(options.procRoot ?? (process.env.NTOP_PROCFS || '/proc'));
  const sysRoot = resolve(options.sysRoot ?? (process.env.NTOP_SYSFS || '/sys'));
  return {
    footprints: (identities) => addon().readFootprints(procRoot, identities, MOST_SECONDS),
    mappings: (identity) => addon().readMappings(procRoot, identity),
    limit: (identity) => addon().readMemoryLimit(procRoot, sysRoot, identity),
  };
}
