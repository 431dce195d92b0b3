import { PROTOCOLS, type ProtocolName, type SocketKind, type SocketTable } from '../../model/machine/socket-table.js';
import { clean } from '../../model/text/text.js';
import { procRoot } from '../../probe/roots.js';
import { createSocketReader, type SocketReader } from '../../probe/socket-reader.js';
import { NtopError } from '../errors.js';

/** One for each place that proc was ever read from, and each choice of namespaces: it remembers the owners of sockets. */
const readers = new Map<string, Reader>();

export type Table = Awaited<ReturnType<SocketReader['sample']>>;

/** With the results by slot that were made of its tables: most sockets stay as they are. */
export type Reader = { readonly sockets: SocketReader; readonly results: object[] };

type Reading = { readonly reader: Reader; readonly sample: Promise<Table> };
type Choice = {
  readonly listeningOnly: boolean;
  readonly allOwners: boolean;
  readonly allNamespaces?: boolean;
};

export function readSockets(protocols: readonly ProtocolName[], choice: Choice): Reading {
  const { allOwners, allNamespaces = false } = choice;
  const root = procRoot();
  const key = `${allNamespaces} ${root}`;
  const reader = readers.get(key) ?? { sockets: createSocketReader(root), results: [] };
  readers.set(key, reader);
  const sampled = reader.sockets.sample({
    ...kindsOf(protocols),
    counters: false,
    owners: allOwners,
    ...choice,
    allNamespaces,
  });
  const sample = sampled.catch((error: NodeJS.ErrnoException) => {
    throw new NtopError(error.code ?? 'EIO', clean(error.message), { path: `${root}/net` });
  });
  return { reader, sample };
}

/** The kinds that must be read for these. */
export function kindsOf(protocols: readonly ProtocolName[]): Readonly<Record<SocketKind, boolean>> {
  return {
    tcp: protocols.includes('tcp') || protocols.includes('tcp6'),
    udp: protocols.includes('udp') || protocols.includes('udp6'),
    raw: false,
    unix: protocols.includes('unix'),
  };
}

export function slotsOf({ slots, columns }: SocketTable, protocols: readonly ProtocolName[]): number[] {
  const wanted = PROTOCOLS.map((protocol) => protocols.includes(protocol));
  const found: number[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (columns.serial[slot] !== 0 && wanted[columns.protocol[slot] ?? 0] === true) found.push(slot);
  }
  return found;
}
