import type { SocketKind } from '../machine/socket-table.js';

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
