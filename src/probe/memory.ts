import { resolve } from 'node:path';
import type { MemoryProbe } from '../model/machine/memory-detail.js';
import { type Addon, addon } from './addon.js';
import { procRoot, sysRoot } from './roots.js';

export type MemoryProbeOptions = {
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; sysRoot() when left out. */
  readonly sysRoot?: string;
  /** What reads them: the addon, here or on another machine. */
  readonly native?: () => Pick<Addon, 'readFootprints' | 'readMappings' | 'readMemoryLimit'>;
};

/** Time limit of one call, plus the last process: a large process alone takes a second. */
const MOST_SECONDS = 0.2;

/** Reads the memory of single processes on worker threads: it walks page tables and waits for locks. */
export function createMemoryProbe(options: MemoryProbeOptions = {}): MemoryProbe {
  const proc = resolve(options.procRoot ?? procRoot());
  const sys = resolve(options.sysRoot ?? sysRoot());
  const { native = addon } = options;
  return {
    footprints: (identities) => native().readFootprints(proc, identities, MOST_SECONDS),
    mappings: (identity) => native().readMappings(proc, identity),
    limit: (identity) => native().readMemoryLimit(proc, sys, identity),
  };
}
