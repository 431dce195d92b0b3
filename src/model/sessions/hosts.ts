import type { SessionTable } from '../machine/session-table.js';
import type { Rates } from '../sample/rates.js';

/**
 * Where a session over ssh came from never changes: it stays known when sockets are not read for a while, and once its
 * connection is lost.
 */
export function keepHosts(before: SessionTable | undefined, rates: Rates): Rates {
  const { sessions: table } = rates;
  if (before === undefined || table === undefined) return rates;
  const hosts = new Map(before.sessions.map(({ serial, host }) => [serial, host]));
  const sessions = table.sessions.map((session) => {
    const { serial, kind, host } = session;
    return host === undefined && kind === 'ssh' ? { ...session, host: hosts.get(serial) } : session;
  });
  return { ...rates, sessions: { ...table, sessions } };
}
