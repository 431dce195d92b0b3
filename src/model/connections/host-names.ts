import { UNIX } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { plainAddress } from './socket-text.js';

/** By address, as far as they are known: until one comes its address stands for it. Not safe for a terminal. */
export type HostNames = ReadonlyMap<string, string>;

const MANY_NAMES = 1000;
const UNNAMED: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Addresses of these sockets whose names were not asked for yet. */
export function unnamedAddresses(names: HostNames, table: SocketTable, slots: Int32Array): readonly string[] {
  return [...addressesOf(table, slots)].filter((address) => !names.has(address));
}

/** With addresses whose names are asked for. Once there are many, addresses that no socket has any more make room. */
export function withAddresses(names: HostNames, table: SocketTable, addresses: readonly string[]): HostNames {
  const kept = names.size < MANY_NAMES ? names : ofSockets(names, table);
  return new Map([...kept, ...addresses.map((address) => [address, address] as const)]);
}

/** Those of both ends that may have a name. */
function addressesOf({ columns, texts }: SocketTable, slots: Int32Array): ReadonlySet<string> {
  const { localAddress, remoteAddress } = texts;
  const ends = [...slots]
    .filter((slot) => columns.family[slot] !== UNIX)
    .flatMap((slot) => [localAddress[slot], remoteAddress[slot]]);
  return new Set(ends.map((text) => plainAddress(text ?? '')).filter((address) => !UNNAMED.has(address)));
}

function ofSockets(names: HostNames, table: SocketTable): Iterable<readonly [string, string]> {
  const { serial } = table.columns;
  const slots = Int32Array.from({ length: table.slots }, (_, slot) => slot).filter((slot) => serial[slot] !== 0);
  const present = addressesOf(table, slots);
  return [...names].filter(([address]) => present.has(address));
}
