import type { SocketProbe } from '../model/machine/socket-table.js';
import type { NativeSocketEngine } from './native-types.js';
import { createSocketReader } from './socket-reader.js';

export type SocketProbeOptions = {
  /** Where proc is mounted; procRoot() when left out. Elsewhere than in /proc only its files are read. */
  readonly procRoot?: string;
  /** Makes what reads them; here when left out. */
  readonly open?: (procRoot: string) => NativeSocketEngine;
};

/**
 * The sockets of this machine, sample after sample: from sock_diag(7), or from the files of proc_pid_net(5) if that is
 * not permitted. Reads nothing until it is used; then a missing addon, or no readable socket at all, rejects the
 * promise with a sentence. A table's columns are valid until the second sample after it, its texts until the next.
 */
export function createSocketProbe({ procRoot, open }: SocketProbeOptions = {}): SocketProbe {
  const reader = createSocketReader(procRoot, open);
  return {
    sample: (needs) => reader.sample(needs),
    discard: () => reader.discard(),
    owners: (inode) => reader.owners(inode),
  };
}
