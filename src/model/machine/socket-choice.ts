import type { SocketKind } from './socket-table.js';

/** Which sockets are of interest. */
export type SocketChoice = {
  readonly kinds: ReadonlySet<SocketKind>;
  /** Versions of IP. Unix sockets have none, and pass. */
  readonly versions: ReadonlySet<4 | 6>;
  readonly listeningOnly: boolean;
};

/** As ss without options, but for unix sockets, of which every machine has hundreds. */
export const USUAL_SOCKETS: SocketChoice = {
  kinds: new Set(['tcp', 'udp', 'raw']),
  versions: new Set([4, 6]),
  listeningOnly: false,
};
