import type { SocketProbe } from '../model/machine/socket-table.js';
import { createSocketReader } from './socket-reader.js';

export type SocketProbeOptions = {
  /** Where proc is mounted; NTOP_PROCFS or /proc when left out. Elsewhere than in /proc only its files are read. */
  readonly procRoot?: string;
};

/**
 * The sockets of this machine, sample after sample: from sock_diag(7), or from the files of proc_pid_net(5) where that
 * is refused. Reads nothing until it is asked; then a missing addon, or no way to any socket, rejects the promise with
 * a sentence. A table's columns hold until the second sample after it, its texts until the next.
 */
export function createSocketProbe({ procRoot }: SocketProbeOptions = {}): SocketProbe {
  const reader = createSocketReader(procRoot);
  return {
    sample: (needs) => reader.sample(needs),
    owners: (inode) => reader.owners(inode),
  };
}
