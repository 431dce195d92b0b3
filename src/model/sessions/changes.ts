import type { Session, SessionTable } from '../machine/session-table.js';

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
