import type { Need } from '../list/column-kinds.js';
import type { SocketKind, SocketNeeds } from '../machine/socket-table.js';

/** Which sockets to show. */
export type SocketChoice = {
  readonly kinds: ReadonlySet<SocketKind>;
  /** IP versions. Unix sockets have none and always match. */
  readonly versions: ReadonlySet<4 | 6>;
  readonly listeningOnly: boolean;
};

/** Like ss without options, but without unix sockets, of which every machine has hundreds. */
export const USUAL_SOCKETS: SocketChoice = {
  kinds: new Set(['tcp', 'udp', 'raw']),
  versions: new Set([4, 6]),
  listeningOnly: false,
};

/** What must be read to show these sockets with these columns. */
export function socketNeeds(needed: ReadonlySet<Need>, { kinds, listeningOnly }: SocketChoice): SocketNeeds {
  return {
    tcp: kinds.has('tcp'),
    udp: kinds.has('udp'),
    raw: kinds.has('raw'),
    unix: kinds.has('unix'),
    listeningOnly,
    counters: needed.has('counters'),
    owners: ['owners', 'allOwners', 'ownerCgroup'].some((need) => needed.has(need)),
    allOwners: needed.has('allOwners'),
    allNamespaces: true,
  };
}
