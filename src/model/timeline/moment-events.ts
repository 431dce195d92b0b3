import { eventBatch } from '../codec/event-shape.js';
import { decodePlain } from '../codec/plain-reader.js';
import { encodePlain } from '../codec/plain-writer.js';
import type { ProcessEvent } from '../machine/events.js';
import type { Snapshot } from '../machine/snapshot.js';

/** Events belong to one sample: apart from what goes on from one to the next, they are kept once. */
export type Parted = { readonly lasting: Snapshot; readonly events: Uint8Array | undefined };

const NO_EVENTS: readonly ProcessEvent[] = [];

export function partEvents(snapshot: Snapshot): Parted {
  const { events } = snapshot;
  if (events === undefined || events.events.length === 0) return { lasting: snapshot, events: undefined };
  return {
    lasting: { ...snapshot, events: { ...events, events: NO_EVENTS } },
    events: encodePlain(events.events),
  };
}

export function joinEvents(lasting: Snapshot, events: Uint8Array | undefined): Snapshot {
  return events === undefined ? lasting : withEvents(lasting, decodeEvents(events));
}

export function withEvents(lasting: Snapshot, events: readonly ProcessEvent[]): Snapshot {
  return lasting.events === undefined ? lasting : { ...lasting, events: { ...lasting.events, events } };
}

/** Throws Damage where they are none. */
export function decodeEvents(events: Uint8Array | undefined): readonly ProcessEvent[] {
  if (events === undefined) return NO_EVENTS;
  return eventBatch({ events: decodePlain(events), lost: 0, unread: 0, sources: {} }).events;
}
