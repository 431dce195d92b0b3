import type { State } from './state.js';

/** Slots of the processes that are shown alone; undefined when all are. */
export function sessionSlots({ session, sample }: State): ReadonlySet<number> | undefined {
  if (session === undefined) return undefined;
  const found = sample?.sessions?.sessions.find(({ serial }) => serial === session.serial);
  return new Set(found?.slots);
}
