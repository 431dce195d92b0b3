import type { Command } from '../list/commands.js';
import type { Answer, PaneContext, StatusText } from '../list/part.js';
import { PORT_KINDS, type PortName } from '../machine/socket-kinds.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { span } from '../text/line-layout.js';
import type { Notice } from '../text/notice.js';
import { choiceOf, type PortChoice } from './port-choice.js';
import { eventSentence } from './port-event-text.js';
import { alsoFollow, followPorts, forgetPorts, NO_PORTS, type PortEvent, type PortReading } from './port-events.js';

/** The watched ports, and what the status line says of them. */
export type PortState = {
  readonly ports: ReadonlySet<PortName>;
  readonly reading: PortReading;
  /** Whether the reading has all ports: those that are not watched are listed while the list of events is open. */
  readonly isAll: boolean;
  /** The newest event of a watched port. */
  readonly newest: PortEvent | undefined;
  /** Number of events of watched ports since the list of events was last open. */
  readonly unseen: number;
  /** Until then (milliseconds of the caller's clock) the newest is shown in full, even if keys are pressed. */
  readonly freshUntil: number;
  /** The notice in the status line when the newest event came: it is older. */
  readonly noticeThen: Notice | undefined;
};

type Context = PaneContext<{ readonly ports: PortState }>;

/** No key hides the newest event for this time. */
const FRESH_MILLISECONDS = 10_000;

export const ALL_PORTS: PortChoice = { ports: undefined, kinds: new Set(PORT_KINDS), versions: new Set([4, 6]) };

export function beginPorts(ports: unknown = new Set()): PortState {
  const asked = ports as ReadonlySet<PortName>;
  const nothing = { newest: undefined, unseen: 0, freshUntil: 0, noticeThen: undefined };
  return { ports: asked, reading: NO_PORTS, isAll: false, ...nothing };
}

export function refusePort({ selected, selectedPort }: Context, command: Command): string | undefined {
  const isAsked = command.type === 'own' && command.command === 'togglePort';
  return isAsked && selected() >= 0 && selectedPort() === undefined
    ? 'it has no port that could be watched'
    : undefined;
}

/** Starts or stops watching the port of the selected row. */
export function togglePort({ own, sample, selectedPort }: Context): Answer<PortState> | undefined {
  const port = selectedPort();
  if (sample === undefined || port === undefined) return undefined;
  const before = own.ports;
  const ports = new Set(before.ports);
  if (ports.delete(port)) {
    const reading = before.isAll ? before.reading : only(before.reading, ports);
    return { own: { ...before, ports, reading }, wishes: [{ type: 'say', text: `${port} is no longer watched` }] };
  }
  const reading = before.isAll ? before.reading : alsoFollow(before.reading, sample, choiceOf(new Set([port])));
  const text = `watching ${port}: E shows what happens there`;
  return { own: { ...before, ports: ports.add(port), reading }, wishes: [{ type: 'say', text }] };
}

function only(reading: PortReading, ports: ReadonlySet<PortName>): PortReading {
  return ports.size === 0 ? NO_PORTS : forgetPorts(reading, choiceOf(ports));
}

type Moment = { readonly now: number; readonly notice: Notice | undefined; readonly isOpen: boolean };

/**
 * What happened at watched ports since the last sample; while the list of events is open, at all ports, of which those
 * that were open when it opened are no events.
 */
export function addPortEvents(before: PortState, sample: Sample, { now, notice, isOpen }: Moment) {
  const { ports } = before;
  const isKept = before.isAll && isOpen;
  const reading = before.isAll && !isOpen ? only(before.reading, ports) : before.reading;
  const isFollowed = isKept || ports.size > 0;
  const { reading: next, events } = isFollowed
    ? followPorts(reading, sample, isKept ? ALL_PORTS : choiceOf(ports))
    : { reading, events: [] };
  const isAll = isOpen && (isKept || socketsOf(sample.snapshot) !== undefined);
  const followed = { ...before, isAll, reading: isAll && !isKept ? alsoFollow(next, sample, ALL_PORTS) : next };
  const newest = events.filter(({ place }) => ports.has(place.port)).at(-1);
  const unseen = isOpen ? 0 : before.unseen + events.length;
  if (newest === undefined) return { ports: { ...followed, unseen }, events };
  return { ports: { ...followed, newest, unseen, freshUntil: now + FRESH_MILLISECONDS, noticeThen: notice }, events };
}

/** Events of watched ports. No key hides a new one before it could be read, and the number of unread ones stays. */
export function tellPorts({ own, now, notice, unicode }: Context): StatusText | undefined {
  const { unseen, freshUntil, newest, noticeThen } = own.ports;
  if (unseen === 0 || newest === undefined) return undefined;
  const text =
    now >= freshUntil
      ? `${unseen} port event${unseen === 1 ? ': E lists it' : 's: E lists them'}`
      : `${eventSentence(newest, { unicode })} (${unseen === 1 ? 'E lists it' : `${unseen} events, E lists them`})`;
  return { line: [span(text, 'warning')], isOlder: notice !== noticeThen };
}
