import { UNIX } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { plainAddress } from './socket-text.js';

/** Host names by address, as far as known; until then the address is shown. Not safe for a terminal. */
export type HostNames = ReadonlyMap<string, string>;

const MANY_NAMES = 1000;
const UNNAMED: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Addresses of these sockets whose names have not been looked up yet. */
export function unnamedAddresses(names: HostNames, table: SocketTable, slots: Int32Array): readonly string[] {
  return [...addressesOf(table, slots)].filter((address) => !names.has(address));
}

/** Adds addresses that are being looked up. If there are many, those of closed sockets are removed. */
export function withAddresses(names: HostNames, table: SocketTable, addresses: readonly string[]): HostNames {
  const kept = names.size < MANY_NAMES ? names : ofSockets(names, table);
  return new Map([...kept, ...addresses.map((address) => [address, address] as const)]);
}

/** The local and remote addresses that may have a name. */
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
