import {
  isPortKind,
  KIND_OF,
  localPort,
  PORT_KINDS,
  type PortKind,
  type PortName,
  VERSION_OF_FAMILY,
} from '../machine/socket-kinds.js';
import type { SocketNeeds, SocketTable } from '../machine/socket-table.js';

/** Which ports are watched. */
export type PortChoice = {
  /** Undefined: all. */
  readonly ports: ReadonlySet<PortName> | undefined;
  readonly kinds: ReadonlySet<PortKind>;
  readonly versions: ReadonlySet<4 | 6>;
};

/** These ports, over both IP versions. */
export function choiceOf(ports: ReadonlySet<PortName>): PortChoice {
  const kinds = PORT_KINDS.filter((kind) => [...ports].some((port) => port.endsWith(kind)));
  return { ports, kinds: new Set(kinds), versions: new Set([4, 6]) };
}

export function isChosen({ ports, kinds, versions }: PortChoice, table: SocketTable, slot: number): boolean {
  const { protocol, family } = table.columns;
  const kind = KIND_OF[protocol[slot]];
  const version = VERSION_OF_FAMILY[family[slot]];
  if (kind === undefined || version === undefined || !isPortKind(kind)) return false;
  if (!kinds.has(kind) || !versions.has(version)) return false;
  const port = localPort(table, slot);
  return port !== undefined && (ports === undefined || ports.has(port));
}

const HIGHEST_PORT = 65_535;

/** 443, 443/tcp or 53/udp; a bare number means all of `kinds`. Undefined if it is not a port. */
export function parsePort(text: string, kinds: Iterable<PortKind>): readonly PortName[] | undefined {
  const [, digits, kind] = /^(\d{1,5})(?:\/(tcp|udp))?$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > HIGHEST_PORT) return undefined;
  const meant = kind === undefined ? [...kinds] : [kind.toLowerCase() as PortKind];
  return meant.map((one): PortName => `${port}/${one}`);
}

/** What must be read to watch ports: listening sockets and their owners. */
export function portNeeds({ kinds }: Pick<PortChoice, 'kinds'>): SocketNeeds | undefined {
  if (kinds.size === 0) return undefined;
  return {
    tcp: kinds.has('tcp'),
    udp: kinds.has('udp'),
    raw: false,
    unix: false,
    listeningOnly: true,
    counters: false,
    owners: true,
    allOwners: false,
    allNamespaces: true,
  };
}
