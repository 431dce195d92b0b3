import { PROTOCOLS, type ProtocolName, type SocketKind, type SocketTable } from '../../model/machine/socket-table.js';
import { clean } from '../../model/text/text.js';
import { procRoot } from '../../probe/roots.js';
import { createSocketReader, type SocketReader } from '../../probe/socket-reader.js';
import { NtopError } from '../errors.js';

/** One for each place that proc was ever read from, and each choice of namespaces: it remembers the owners of sockets. */
const readers = new Map<string, SocketReader>();

export type Table = Awaited<ReturnType<SocketReader['sample']>>;
type Choice = {
  readonly listeningOnly: boolean;
  readonly allOwners: boolean;
  readonly allNamespaces?: boolean;
};

export function readSockets(protocols: readonly ProtocolName[], choice: Choice): Promise<Table> {
  return read(protocols, choice).sample;
}

export function read(
  protocols: readonly ProtocolName[],
  choice: Choice,
): { reader: SocketReader; sample: Promise<Table> } {
  const { allOwners, allNamespaces = false } = choice;
  const root = procRoot();
  const key = `${allNamespaces} ${root}`;
  const reader = readers.get(key) ?? createSocketReader(root);
  readers.set(key, reader);
  const sampled = reader.sample({
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
  const found: number[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (columns.serial[slot] === 0) continue;
    const protocol = PROTOCOLS[columns.protocol[slot] ?? 0];
    if (protocol !== undefined && protocols.includes(protocol)) found.push(slot);
  }
  return found;
}
