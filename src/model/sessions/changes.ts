import type { Session, SessionTable } from '../machine/session-table.js';
import { clean } from '../text/text.js';

/** `ada from 192.0.2.7 on pts/3`, safe for a terminal. */
export function describeSession({ user, host, terminal }: Session): string {
  const from = host === undefined ? '' : ` from ${host}`;
  const on = terminal === undefined ? '' : ` on ${terminal}`;
  return clean(`${user || 'unknown user'}${from}${on}`);
}

export type SessionChange = { readonly kind: 'login' | 'logout'; readonly session: Session };

/**
 * The logins and logouts between two tables. None if a source fails, or works again: then they can't be known.
 */
export function sessionChanges(before: SessionTable, after: SessionTable): readonly SessionChange[] {
  const isKnown = (source: 'logind' | 'utmp') => before.sources[source].state === after.sources[source].state;
  if (!isKnown('logind') || !isKnown('utmp')) return [];
  return [
    ...onlyIn(before, after).map((session) => ({ kind: 'logout', session }) as const),
    ...onlyIn(after, before).map((session) => ({ kind: 'login', session }) as const),
  ];
}

function onlyIn(table: SessionTable, other: SessionTable): readonly Session[] {
  const known = new Set(other.sessions.filter(({ stale }) => !stale).map(({ serial }) => serial));
  return table.sessions.filter(({ serial, stale }) => !stale && !known.has(serial));
}
