import type { Session, SessionTable } from '../session-table.js';

export type SessionChange = { readonly kind: 'login' | 'logout'; readonly session: Session };

/** Who has logged in and out between two tables. What a source tells that has failed once is not news. */
export function sessionChanges(before: SessionTable, after: SessionTable): readonly SessionChange[] {
  return [
    ...onlyIn(before, after).map((session) => ({ kind: 'logout', session }) as const),
    ...onlyIn(after, before).map((session) => ({ kind: 'login', session }) as const),
  ];
}

function onlyIn(table: SessionTable, other: SessionTable): readonly Session[] {
  const known = new Set(other.sessions.filter(({ stale }) => !stale).map(({ serial }) => serial));
  return table.sessions.filter(
    (session) =>
      !session.stale &&
      !known.has(session.serial) &&
      session.sources.every((source) => source === 'processes' || hasSameState(source, table, other)),
  );
}

function hasSameState(source: 'logind' | 'utmp', { sources }: SessionTable, other: SessionTable): boolean {
  return sources[source].state === other.sources[source].state;
}
