import { TCP_STATUSES, tcpStatus } from '../connections/connection-status.js';
import type { InterfaceTraffic } from '../machine/network-counters.js';
import { ESTABLISHED, KIND_OF } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { socketsOf } from '../sample/socket-owners.js';
import { clean } from '../text/text.js';
import { counter, type Family, gauge, type Put } from './family.js';
import { largestOf } from './largest.js';
import type { MetricsReading } from './reading.js';

/** So many at most, hardware first: with 8 series each. */
const MOST_INTERFACES = 12;

/** Interfaces and sockets. */
// biome-ignore format: one line a family makes it a table
export const NETWORK_FAMILIES: readonly Family[] = [
  counter('system_network_io_bytes_total', ['interface', 'dir'], 'Bytes that an interface received and transmitted', (reading, put) => {
    for (const one of interfacesOf(reading)) putBoth(put, one.name, one.receivedBytes, one.sentBytes);
  }),
  counter('system_network_errors_total', ['interface', 'dir'], 'Errors of an interface', (reading, put) => {
    for (const one of interfacesOf(reading)) putBoth(put, one.name, one.receiveErrors, one.sendErrors);
  }),
  counter('system_network_packet_dropped_total', ['interface', 'dir'], 'Packets that an interface dropped', (reading, put) => {
    for (const one of interfacesOf(reading)) putBoth(put, one.name, one.receiveDrops, one.sendDrops);
  }),
  counter('ntop_network_packets_total', ['interface', 'dir'], 'Packets that an interface received and transmitted', (reading, put) => {
    for (const one of interfacesOf(reading)) putBoth(put, one.name, one.receivedPackets, one.sentPackets);
  }),
  gauge('ntop_connections', ['transport', 'state'], 'Sockets of tcp by their state, and of udp (established, unconnected), in all network namespaces that may be read', ({ snapshot }, put) => {
    const table = socketsOf(snapshot);
    if (table !== undefined) putConnections(table, put);
  }),
  counter('ntop_listen_overflows_total', [], 'Connections that found the queue of a listening socket full, in the network namespace of ntop', ({ network }, put) => put(network.listenOverflows)),
  counter('ntop_listen_drops_total', [], 'Connections that were dropped by a listening socket for any reason, likewise', ({ network }, put) => put(network.listenDrops)),
  counter('ntop_tcp_retransmits_total', [], 'TCP segments that were sent again, likewise', ({ network }, put) => put(network.retransmits)),
];

function interfacesOf({ network }: MetricsReading): readonly InterfaceTraffic[] {
  const rank = ({ counted, receivedBytes, sentBytes }: InterfaceTraffic) =>
    (counted ? 1e30 : 0) + receivedBytes + sentBytes;
  const most = largestOf(network.interfaces ?? [], rank, MOST_INTERFACES);
  return most.map((one) => ({ ...one, name: clean(one.name) }));
}

function putBoth(put: Put, name: string, received: number, sent: number): void {
  put(received, name, 'receive');
  put(sent, name, 'transmit');
}

function putConnections({ slots, columns, readings }: SocketTable, put: Put): void {
  const tcp = new Map(TCP_STATUSES.map((status) => [status.toLowerCase(), 0]));
  const udp = new Map([
    ['established', 0],
    ['unconnected', 0],
  ]);
  for (let socket = 0; socket < slots; socket++) {
    if (columns.serial[socket] === 0) continue;
    const kind = KIND_OF[columns.protocol[socket]];
    const state = columns.state[socket];
    if (kind === 'tcp') addOne(tcp, tcpStatus(state).toLowerCase());
    else if (kind === 'udp') addOne(udp, state === ESTABLISHED ? 'established' : 'unconnected');
  }
  for (const [transport, counts] of Object.entries({ tcp, udp })) {
    if (readings[transport as 'tcp' | 'udp']?.complete !== true) continue;
    for (const [state, count] of counts) put(count, transport, state);
  }
}

function addOne(counts: Map<string, number>, state: string): void {
  const count = counts.get(state);
  if (count !== undefined) counts.set(state, count + 1);
}
