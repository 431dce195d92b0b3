import { resolve } from 'node:path';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import { addon } from './addon.js';
import { procRoot, sysRoot } from './roots.js';

export type MemoryProbeOptions = {
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; sysRoot() when left out. */
  readonly sysRoot?: string;
};

/** Time limit of one call, plus the last process: a large process alone takes a second. */
const MOST_SECONDS = 0.2;

/** Reads the memory of single processes on worker threads: it walks page tables and waits for locks. */
export function createMemoryProbe(options: MemoryProbeOptions = {}): MemoryProbe {
  const proc = resolve(options.procRoot ?? procRoot());
  const sys = resolve(options.sysRoot ?? sysRoot());
  return {
    footprints: (identities) => addon().readFootprints(proc, identities, MOST_SECONDS),
    mappings: (identity) => addon().readMappings(proc, identity),
    limit: (identity) => addon().readMemoryLimit(proc, sys, identity),
  };
}
