import type { SocketNeeds } from '../machine/socket-table.js';
import type { WatchChoice } from './watched-ports.js';

/** What has to be read of sockets to watch ports: only those that wait, and who has them. */
export function watchNeeds({ kinds }: Pick<WatchChoice, 'kinds'>): SocketNeeds | undefined {
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
