import { resolve } from 'node:path';
import type { Needs } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { addon } from './addon.js';
import type { NativeDiskReader } from './native-types.js';
import { procRoot, sysRoot } from './roots.js';

export type DiskProbeOptions = {
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; sysRoot() when left out. */
  readonly sysRoot?: string;
  /** Makes what reads them; here when left out. */
  readonly open?: (procRoot: string, sysRoot: string) => NativeDiskReader;
};

export interface DiskProbe {
  /** What is needed of both; what can't be read is undefined. One reading at a time. */
  read(needs: Pick<Needs, 'devices' | 'fileSystems'>): Promise<Pick<Snapshot, 'devices' | 'fileSystems' | 'swaps'>>;
}

/** Reads block devices and file systems, on a worker thread; no file system is waited for longer than a moment. */
export function createDiskProbe(options: DiskProbeOptions = {}): DiskProbe {
  const proc = resolve(options.procRoot ?? procRoot());
  const sys = resolve(options.sysRoot ?? sysRoot());
  const { open = newDiskReader } = options;
  let reader: NativeDiskReader | undefined;
  return {
    async read({ devices = false, fileSystems = false }) {
      if (!devices && !fileSystems) return {};
      reader ??= open(proc, sys);
      return reader.read(devices, fileSystems);
    },
  };
}

function newDiskReader(proc: string, sys: string): NativeDiskReader {
  return new (addon().DiskReader)(proc, sys);
}
