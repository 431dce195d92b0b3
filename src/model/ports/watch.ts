import type { Snapshot } from '../machine/snapshot.js';
import type { WatchKind } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { goesOn, isOwner, mayStillHave } from './listener-identity.js';
import { findListeners, type Listener, type Place, type PortOwner } from './listeners.js';
import type { WatchChoice } from './watched-ports.js';

/** Something that happened at a watched port between two readings. */
export type PortEvent = {
  readonly type: 'opened' | 'closed' | 'ownerChanged';
  /** When it was noticed, in milliseconds since 1970. */
  readonly wallClockMilliseconds: number;
  readonly place: Place;
  /** Who has the port; of one that was closed, who had it. */
  readonly owner: PortOwner;
  /** Who had it before its owner changed. */
  readonly previous: PortOwner | undefined;
};

/** What is known of watched ports: what the next reading is compared with. */
export type PortReading = {
  readonly listeners: ReadonlyMap<string, Listener>;
  /** Where all listeners are known: a kind and a network namespace each. What is new elsewhere may be old. */
  readonly covered: ReadonlySet<string>;
  /** What was opened by somebody who is still sought, by place, and in how many readings. */
  readonly sought: ReadonlyMap<string, { readonly listener: Listener; readonly readings: number }>;
};

export const NO_PORTS: PortReading = { listeners: new Map(), covered: new Set(), sought: new Map() };

/** After so many readings an event is told without its process. */
const MOST_READINGS = 4;

export type Followed = { readonly reading: PortReading; readonly events: readonly PortEvent[] };

/**
 * Compares what was known of the chosen ports with a sample. Sockets are told by their serials, owners by PID and start
 * time. Nothing happened where it was not looked, or not completely, before and now.
 */
export function followPorts(before: PortReading, sample: Sample, choice: WatchChoice): Followed {
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

/** What is known of more ports, from a sample: what was there already is no event. */
export function alsoFollow(before: PortReading, sample: Sample, choice: WatchChoice): PortReading {
  const table = socketsOf(sample.snapshot);
  if (table === undefined) return before;
  const listeners = new Map([...findListeners(sample, table, choice), ...before.listeners]);
  return { ...before, listeners, covered: new Set([...before.covered, ...coveredBy(NO_PORTS, table, choice)]) };
}

/** What is known without the ports that are not chosen any more. */
export function forgetPorts(before: PortReading, { ports }: WatchChoice): PortReading {
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

/** What is known of a place from now on. What happened there is added to the events. */
function nextAt(moment: Moment, key: string, now: Listener | undefined): Next {
  const { before, table } = moment;
  const known = before.listeners.get(key);
  const pending = before.sought.get(key);
  const place = (now ?? known ?? pending?.listener)?.place;
  if (place === undefined || !isRead(table, place)) return {};
  if (!isComplete(table, place.kind)) return { listener: known, sought: pending };
  if (!before.covered.has(coverage(place.kind, place.netNamespace))) return { listener: now };
  const isSame = pending !== undefined && now !== undefined && goesOn(pending.listener, now);
  // What came and went while its owner was sought was there all the same.
  const last = pending === undefined || isSame ? known : become(moment, known, pending.listener);
  const readings = isSame ? pending.readings + 1 : 1;
  // Whose socket was just opened may be found with the next readings.
  const isToWait = table.searchingOwners && readings <= MOST_READINGS;
  if (now !== undefined && now.owner.pid === undefined && isToWait) {
    return { listener: last, sought: { listener: now, readings } };
  }
  return { listener: become(moment, last, now) };
}

/** What a place is now, after its events. */
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

/** As it is called now; one that has ended since sockets were read has no name any more. */
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

/** A reading that is not complete says nothing new, but a namespace that it left out is not covered any more. */
function coveredBy({ covered }: PortReading, table: SocketTable, { kinds }: WatchChoice): ReadonlySet<string> {
  const all = [...kinds].flatMap((kind) =>
    table.readNamespaces.map((netNamespace) => ({ kind, name: coverage(kind, netNamespace) })),
  );
  return new Set(all.filter(({ kind, name }) => isComplete(table, kind) || covered.has(name)).map(({ name }) => name));
}

function isComplete({ readings }: SocketTable, kind: WatchKind): boolean {
  return readings[kind]?.complete === true;
}

function isRead({ readNamespaces }: SocketTable, { netNamespace }: Place): boolean {
  return readNamespaces.some((read) => Object.is(read, netNamespace));
}
