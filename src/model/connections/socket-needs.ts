import type { Need } from '../list/column-kinds.js';
import type { SocketNeeds } from '../machine/socket-table.js';
import type { SocketChoice } from './socket-choice.js';

/** What must be read to show these sockets with these columns. */
export function socketNeeds(needed: ReadonlySet<Need>, { kinds, listeningOnly }: SocketChoice): SocketNeeds {
  return {
    tcp: kinds.has('tcp'),
    udp: kinds.has('udp'),
    raw: kinds.has('raw'),
    unix: kinds.has('unix'),
    listeningOnly,
    counters: needed.has('counters'),
    owners: needed.has('owners') || needed.has('allOwners'),
    allOwners: needed.has('allOwners'),
    allNamespaces: true,
  };
}
