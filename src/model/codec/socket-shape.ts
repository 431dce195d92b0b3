import {
  PROTOCOLS,
  type SocketColumns,
  type SocketReading,
  type SocketTable,
  type SocketTexts,
} from '../machine/socket-table.js';
import { Damage } from './plain-reader.js';
import {
  flag,
  float64s,
  int32s,
  list,
  map,
  natural,
  number,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  texts,
  uint8s,
  uint32s,
  withFieldsOf,
} from './shape.js';
import { table } from './table-shape.js';

const socketColumns = record<SocketColumns>({
  serial: float64s,
  inode: float64s,
  peerInode: float64s,
  netNamespace: float64s,
  firstSeenSeconds: float64s,
  ownerStartTicks: float64s,
  receiveQueueBytes: float64s,
  sendQueueBytes: float64s,
  pendingConnections: float64s,
  backlog: float64s,
  receivedBytes: float64s,
  sentBytes: float64s,
  rttMicroseconds: float64s,
  retransmits: float64s,
  ownerPid: int32s,
  ownerCount: int32s,
  fd: int32s,
  localPort: int32s,
  remotePort: int32s,
  uid: uint32s,
  protocol: uint8s,
  family: uint8s,
  type: uint8s,
  state: uint8s,
  congestionState: uint8s,
  wildcard: uint8s,
  v6Only: uint8s,
});

const socketReading = optional(
  record<SocketReading>({ source: oneOf(['netlink', 'files', 'none']), complete: flag, refused: optional(text) }),
);

export const socketTable = knownProtocols(
  table(
    record<SocketTable>({
      slots: natural,
      count: natural,
      columns: socketColumns,
      texts: record<SocketTexts>({ localAddress: texts, remoteAddress: texts }),
      sharers: optional(map(natural, list(natural))),
      readings: record<SocketTable['readings']>({
        tcp: socketReading,
        udp: socketReading,
        raw: socketReading,
        unix: socketReading,
      }),
      netNamespace: number,
      readNamespaces: list(number),
      unreadNamespaces: number,
      unreadableProcesses: number,
      searchingOwners: flag,
      monotonicSeconds: number,
      scanMilliseconds: number,
    }),
  ),
);

function knownProtocols(inner: Shape<SocketTable>): Shape<SocketTable> {
  return withFieldsOf(inner, (value) => {
    const made = inner(value);
    if (made.columns.protocol.every((protocol) => protocol < PROTOCOLS.length)) return made;
    throw new Damage('no known protocol');
  });
}
