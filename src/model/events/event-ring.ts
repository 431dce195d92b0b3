import type { Rows } from '../sample/sample.js';
import type { Happening } from './happening.js';

/** The newest ones are kept: so many. */
export const MOST_EVENTS = 10_000;

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
};

export function createRing(capacity = MOST_EVENTS): EventRing {
  const rows = {
    slots: 0,
    serial: new Float64Array(capacity),
    order: new Float64Array(capacity),
    events: [],
    hasPlaces: false,
  };
  return { rows, added: 0, lastOf: new Map() };
}

/** Events of the same moment are newest first too, which `order` says. */
export function addEvent(ring: EventRing, event: Happening): void {
  const { rows, lastOf } = ring;
  const slot = ring.added % rows.serial.length;
  const old = rows.events[slot];
  if (old !== undefined && lastOf.get(old.pid) === old) lastOf.delete(old.pid);
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
export function amendEvent({ rows, lastOf }: EventRing, old: Happening, event: Happening): void {
  const slot = rows.events.indexOf(old);
  if (slot < 0) return;
  rows.events[slot] = event;
  if (lastOf.get(old.pid) === old) lastOf.set(event.pid, event);
}

/** The prepared rows of a sample may belong to another pane. */
export function isEventRows(rows: Rows): rows is EventRows {
  return 'events' in rows;
}
