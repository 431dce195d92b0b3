import type { SessionTable } from '../machine/session-table.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { makeSessions } from './sessions.js';

/** A sample with its sessions, if logins were read; `before` are the previous sessions. */
export function withSessions(sample: Sample, before: SessionTable | undefined): Sample {
  const { snapshot, rates } = sample;
  if (snapshot.sessions === undefined) return sample;
  const table = socketsOf(snapshot);
  const sockets = table && rates.sockets && { table, rates: rates.sockets };
  return { ...sample, sessions: keepHosts(before, makeSessions(sample, snapshot.sessions, sockets)) };
}

/**
 * The remote host of an ssh session never changes: it is kept while sockets are not read, and after its connection is
 * lost.
 */
function keepHosts(before: SessionTable | undefined, table: SessionTable): SessionTable {
  if (before === undefined) return table;
  const hosts = new Map(before.sessions.map(({ serial, host }) => [serial, host]));
  const sessions = table.sessions.map((session) => {
    const { serial, kind, host } = session;
    return host === undefined && kind === 'ssh' ? { ...session, host: hosts.get(serial) } : session;
  });
  return { ...table, sessions };
}
