import type { SessionConnection } from '../machine/session-table.js';
import { ESTABLISHED, isTcp } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { NONE } from '../sample/pid-index.js';
import type { SocketRates } from '../sample/socket-rates.js';
import type { SessionProcesses, SshConnection } from './processes.js';

/** TCP sockets with counters and owners. */
export type Sockets = { readonly table: SocketTable; readonly rates: SocketRates };

/**
 * The socket of an ssh session: of the TCP connections of its sshd the one with the lowest descriptor, because
 * forwarded connections are opened later.
 */
export function connectionOf(
  ssh: SshConnection,
  { table, rates }: Sockets,
  processes: SessionProcesses,
): SessionConnection | undefined {
  const { columns, texts } = table;
  const slot = lowestDescriptor(ssh, table, processes);
  if (slot === NONE) return undefined;
  return {
    remoteAddress: texts.remoteAddress[slot],
    remotePort: columns.remotePort[slot],
    localAddress: texts.localAddress[slot],
    localPort: columns.localPort[slot],
    receivedBytes: columns.receivedBytes[slot],
    sentBytes: columns.sentBytes[slot],
    rttMilliseconds: columns.rttMicroseconds[slot] / 1000,
    receiveBytesPerSecond: rates.receiveBytesPerSecond[slot],
    sendBytesPerSecond: rates.sendBytesPerSecond[slot],
  };
}

function lowestDescriptor(
  { root, server }: SshConnection,
  { slots, columns }: SocketTable,
  of: SessionProcesses,
): number {
  const { pid, startTicks } = of.snapshot.processes.columns;
  let best = NONE;
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0 || columns.state[slot] !== ESTABLISHED) continue;
    if (!isTcp(columns.protocol[slot])) continue;
    const isOwner = (process: number) =>
      pid[process] === columns.ownerPid[slot] && startTicks[process] === columns.ownerStartTicks[slot];
    if (!isOwner(root) && !isOwner(server)) continue;
    if (best === NONE || columns.fd[slot] < columns.fd[best]) best = slot;
  }
  return best;
}
