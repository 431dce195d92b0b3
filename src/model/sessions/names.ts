import { identityOf } from '../machine/identity.js';
import type { Session } from '../machine/session-table.js';
import { NONE } from '../sample/pid-index.js';
import type { Login } from './logins.js';
import type { SessionProcesses } from './processes.js';

type Names = Pick<Session, 'serial' | 'identity'>;

/**
 * Names logins by the identity of their leader; if several logins share it, also by the terminal; if it is unknown, by
 * PID and time of the record.
 */
export function nameSessions(
  logins: readonly Login[],
  { snapshot }: SessionProcesses,
  isShared: (login: Login) => boolean,
): readonly Names[] {
  const taken = new Set<string>();
  return logins.map((login) => {
    let identity = identityText(login, snapshot, isShared(login));
    // A damaged file may contain the same record twice.
    while (taken.has(identity)) identity += '+';
    taken.add(identity);
    const { serial } = snapshot.processes.columns;
    const own = login.root !== NONE && !isShared(login);
    return { identity, serial: own ? serial[login.root] : -hash(identity) };
  });
}

function identityText(login: Login, snapshot: SessionProcesses['snapshot'], shared: boolean): string {
  const { root, terminal, records } = login;
  if (root === NONE) {
    const { source, id, leaderPid, loginTimeSeconds } = records[0];
    return [source, id, leaderPid, loginTimeSeconds].join('-');
  }
  const { pid, startTicks, pidfdInode } = identityOf({ snapshot }, root);
  return [pid, startTicks, pidfdInode, ...(shared ? [terminal] : [])].join('-');
}

/** A number from 1 to 2^53 - 1: two FNV-1a hashes with different offsets. */
function hash(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x01000193);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0) || 1;
}
