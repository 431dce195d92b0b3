import { resolve } from 'node:path';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import { addon } from './addon.js';

export type MemoryProbeOptions = {
  /** Where proc is mounted; NTOP_PROCFS or /proc when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; NTOP_SYSFS or /sys when left out. */
  readonly sysRoot?: string;
};

/** So long a round of footprints takes at most, plus the last of them: a large process alone takes a second. */
const MOST_SECONDS = 0.2;

/** Looks at the memory of single processes, on worker threads: it walks page tables and waits for memory maps. */
export function createMemoryProbe(options: MemoryProbeOptions = {}): MemoryProbe {
  const procRoot = resolve(options.procRoot ?? (process.env.NTOP_PROCFS || '/proc'));
  const sysRoot = resolve(options.sysRoot ?? (process.env.NTOP_SYSFS || '/sys'));
  return {
    footprints: (identities) => addon().readFootprints(procRoot, identities, MOST_SECONDS),
    mappings: (identity) => addon().readMappings(procRoot, identity),
    limit: (identity) => addon().readMemoryLimit(procRoot, sysRoot, identity),
  };
}
