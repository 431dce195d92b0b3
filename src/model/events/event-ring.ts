import type { Rows } from '../sample/sample.js';
import type { Happening } from './happening.js';

/** The newest ones are kept: so many. */
export const MOST_EVENTS = 10_000;

/** Of those whose place was taken, at least so many are kept. */
const MOST_REPLACED = 5000;

/** The newest events, as rows: an event keeps its slot until another one takes it. Changed in place. */
export type EventRows = Rows & {
  slots: number;
  readonly order: Float64Array;
  readonly events: Happening[];
  /** Whether there was a port or a login, whose places are longer than what is said of processes. */
  hasPlaces: boolean;
};

export type EventRing = {
  readonly rows: EventRows;
  /** The number of events so far. */
  added: number;
  /** The last event of each PID that is in the ring. */
  readonly lastOf: Map<number, Happening>;
  /** What looking back needs: the last events that others have taken the place of, and what amended ones were before. */
  readonly replaced: Happening[];
  readonly amended: Amendment[];
};

type Amendment = { readonly serial: number; readonly before: Happening };

/** A moment of the ring, to see it again as it was. */
export type RingMark = {
  readonly ring: EventRing;
  readonly added: number;
  readonly amended: number;
  readonly hasPlaces: boolean;
};

export function createRing(capacity = MOST_EVENTS): EventRing {
  const rows = {
    slots: 0,
    serial: new Float64Array(capacity),
    order: new Float64Array(capacity),
    events: [],
    hasPlaces: false,
  };
  return { rows, added: 0, lastOf: new Map(), replaced: [], amended: [] };
}

export function markOf(ring: EventRing): RingMark {
  return { ring, added: ring.added, amended: ring.amended.length, hasPlaces: ring.rows.hasPlaces };
}

/** The ring as it was at that moment; without the oldest events, should more have come since than are kept. */
export function ringAt({ ring, added, amended, hasPlaces }: RingMark): EventRing {
  const capacity = ring.rows.serial.length;
  const then = createRing(capacity);
  const was = new Map<number, Happening>();
  for (const { serial, before } of ring.amended.slice(amended).reverse()) was.set(serial, before);
  then.added = Math.max(0, added - capacity);
  for (let serial = then.added + 1; serial <= added; serial++) {
    const event = was.get(serial) ?? eventWith(ring, serial);
    if (event === undefined) then.added += 1;
    else addEvent(then, event);
  }
  then.rows.hasPlaces = hasPlaces;
  return then;
}

function eventWith({ rows, replaced, added }: EventRing, serial: number): Happening | undefined {
  const capacity = rows.serial.length;
  const oldest = Math.max(0, added - capacity);
  return serial > oldest ? rows.events[(serial - 1) % capacity] : replaced[replaced.length - 1 - (oldest - serial)];
}

/** Events of the same moment are newest first too, which `order` says. */
export function addEvent(ring: EventRing, event: Happening): void {
  const { rows, lastOf } = ring;
  const slot = ring.added % rows.serial.length;
  const old = rows.events[slot];
  if (old !== undefined) {
    if (lastOf.get(old.pid) === old) lastOf.delete(old.pid);
    ring.replaced.push(old);
    if (ring.replaced.length >= 2 * MOST_REPLACED) ring.replaced.splice(0, MOST_REPLACED);
  }
  ring.added += 1;
  rows.events[slot] = event;
  rows.serial[slot] = ring.added;
  rows.order[slot] = -ring.added;
  rows.slots = Math.max(rows.slots, slot + 1);
  const isOfProcess = event.port === undefined && event.login === undefined;
  if (!isOfProcess) rows.hasPlaces = true;
  else if (event.pid > 0) lastOf.set(event.pid, event);
}

/** More has become known of an event: it keeps its row. */
export function amendEvent({ rows, lastOf, amended }: EventRing, old: Happening, event: Happening): void {
  const slot = rows.events.indexOf(old);
  if (slot < 0) return;
  amended.push({ serial: rows.serial[slot], before: old });
  rows.events[slot] = event;
  if (lastOf.get(old.pid) === old) lastOf.set(event.pid, event);
}

/** The prepared rows of a sample may belong to another pane. */
export function isEventRows(rows: Rows): rows is EventRows {
  return 'events' in rows;
}
