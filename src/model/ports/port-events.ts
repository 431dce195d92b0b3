import type { Snapshot } from '../machine/snapshot.js';
import type { PortKind } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { goesOn, isOwner, mayStillHave } from './listener-identity.js';
import { findListeners, type Listener, type Place, type PortOwner } from './listeners.js';
import type { PortChoice } from './port-choice.js';

/** A change of a watched port between two readings. */
export type PortEvent = {
  readonly type: 'opened' | 'closed' | 'ownerChanged';
  /** Time of the reading, in milliseconds since 1970. */
  readonly wallClockMilliseconds: number;
  readonly place: Place;
  /** The owner of the port; for a closed port, its last owner. */
  readonly owner: PortOwner;
  /** The owner before the change. */
  readonly previous: PortOwner | undefined;
};

/** The state of the watched ports, with which the next reading is compared. */
export type PortReading = {
  readonly listeners: ReadonlyMap<string, Listener>;
  /** The kinds and network namespaces whose listeners are all known. Elsewhere a new socket may be an old one. */
  readonly covered: ReadonlySet<string>;
  /** Opened places whose owner is not known yet, with the number of readings so far. */
  readonly sought: ReadonlyMap<string, { readonly listener: Listener; readonly readings: number }>;
};

export const NO_PORTS: PortReading = { listeners: new Map(), covered: new Set(), sought: new Map() };

/** After this many readings an event is reported without a process. */
const MOST_READINGS = 4;

export type Followed = { readonly reading: PortReading; readonly events: readonly PortEvent[] };

/**
 * Compares the known state of the watched ports with a sample. Sockets are identified by their serials, owners by PID
 * and start time. There are no events where one of the two readings is missing or incomplete.
 */
export function followPorts(before: PortReading, sample: Sample, choice: PortChoice): Followed {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return { reading: before, events: [] };
  const found = findListeners(sample, table, choice);
  const moment: Moment = { before, snapshot: sample.snapshot, table, events: [] };
  const listeners = new Map<string, Listener>();
  const sought = new Map<string, Sought>();
  for (const key of new Set([...before.listeners.keys(), ...before.sought.keys(), ...found.keys()])) {
    const next = nextAt(moment, key, found.get(key));
    if (next.listener !== undefined) listeners.set(key, next.listener);
    if (next.sought !== undefined) sought.set(key, next.sought);
  }
  return { reading: { listeners, sought, covered: coveredBy(before, table, choice) }, events: moment.events };
}

/** Adds newly watched ports; sockets that are already there are no events. */
export function alsoFollow(before: PortReading, sample: Sample, choice: PortChoice): PortReading {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return before;
  const listeners = new Map([...findListeners(sample, table, choice), ...before.listeners]);
  return { ...before, listeners, covered: new Set([...before.covered, ...coveredBy(NO_PORTS, table, choice)]) };
}

/** Removes ports that are no longer watched. */
export function forgetPorts(before: PortReading, { ports }: PortChoice): PortReading {
  const kept = <Value>(map: ReadonlyMap<string, Value>, placeOf: (value: Value) => Place) =>
    new Map([...map].filter(([, value]) => ports === undefined || ports.has(placeOf(value).port)));
  return {
    ...before,
    listeners: kept(before.listeners, ({ place }) => place),
    sought: kept(before.sought, ({ listener }) => listener.place),
  };
}

type Sought = { readonly listener: Listener; readonly readings: number };
type Moment = {
  readonly before: PortReading;
  readonly snapshot: Snapshot;
  readonly table: SocketTable;
  readonly events: PortEvent[];
};
type Next = { readonly listener?: Listener | undefined; readonly sought?: Sought | undefined };

/** The new state of a place. Adds its events. */
function nextAt(moment: Moment, key: string, now: Listener | undefined): Next {
  const { before, table } = moment;
  const known = before.listeners.get(key);
  const pending = before.sought.get(key);
  const place = (now ?? known ?? pending?.listener)?.place;
  if (place === undefined || !isRead(table, place)) return {};
  if (!isComplete(table, place.kind)) return { listener: known, sought: pending };
  if (!before.covered.has(coverage(place.kind, place.netNamespace))) return { listener: now };
  const isSame = pending !== undefined && now !== undefined && goesOn(pending.listener, now);
  // A place that was closed while its owner was looked up was opened nevertheless.
  const last = pending === undefined || isSame ? known : become(moment, known, pending.listener);
  const readings = isSame ? pending.readings + 1 : 1;
  // The owner of a new socket may be found by the next readings.
  const isToWait = table.searchingOwners && readings <= MOST_READINGS;
  if (now !== undefined && now.owner.pid === undefined && isToWait) {
    return { listener: last, sought: { listener: now, readings } };
  }
  return { listener: become(moment, last, now) };
}

/** The state of a place after its events. */
function become(moment: Moment, last: Listener | undefined, now: Listener | undefined): Listener | undefined {
  const tell = (type: PortEvent['type'], { place, owner }: Listener, previous?: PortOwner) => {
    const { wallClockMilliseconds } = moment.snapshot.system;
    moment.events.push({ type, wallClockMilliseconds, place, owner, previous });
  };
  if (last === undefined || now === undefined) {
    if (last !== undefined) tell('closed', last);
    if (now !== undefined) tell('opened', now);
    return now;
  }
  if (last.owner.pid !== undefined && mayStillHave(moment.snapshot, last, now)) {
    const same = { ...now, owner: keptOwner(last, now) };
    return goesOn(last, now) ? same : reopened(tell, last, same);
  }
  if (last.owner.pid !== undefined && now.owner.pid !== undefined) {
    tell('ownerChanged', now, last.owner);
    return now;
  }
  return goesOn(last, now) ? now : reopened(tell, last, now);
}

/** With its current name; a process that ended after the sockets were read has none. */
function keptOwner(last: Listener, now: Listener): PortOwner {
  return isOwner(now.owner, last.owner) && now.owner.name !== undefined ? now.owner : last.owner;
}

type Tell = (type: PortEvent['type'], listener: Listener) => void;

function reopened(tell: Tell, last: Listener, now: Listener): Listener {
  tell('closed', last);
  tell('opened', now);
  return now;
}

function coverage(kind: string, netNamespace: number): string {
  return `${kind} ${netNamespace}`;
}

/** An incomplete reading adds nothing, but a namespace that it lacks is no longer covered. */
function coveredBy({ covered }: PortReading, table: SocketTable, { kinds }: PortChoice): ReadonlySet<string> {
  const all = [...kinds].flatMap((kind) =>
    table.readNamespaces.map((netNamespace) => ({ kind, name: coverage(kind, netNamespace) })),
  );
  return new Set(all.filter(({ kind, name }) => isComplete(table, kind) || covered.has(name)).map(({ name }) => name));
}

function isComplete({ readings }: SocketTable, kind: PortKind): boolean {
  return readings[kind]?.complete === true;
}

function isRead({ readNamespaces }: SocketTable, { netNamespace }: Place): boolean {
  return readNamespaces.some((read) => Object.is(read, netNamespace));
}
