import { writeText } from '../list/cell-text.js';
import { formatMoment } from '../text/units.js';
import type { PortOwner } from './listeners.js';
import type { PortEvent } from './port-events.js';

const NAMES: Readonly<Record<PortEvent['type'], string>> = {
  opened: 'opened',
  closed: 'closed',
  ownerChanged: 'new owner',
};

type Drawn = { readonly unicode: boolean };

/** An event in one short sentence, safe for a terminal. */
export function eventSentence({ type, place, owner, previous }: PortEvent, drawn: Drawn): string {
  const holder = ownerText(owner, drawn) ?? 'an unknown process';
  if (type === 'opened') return `${place.port} opened by ${holder}`;
  if (type === 'closed') return `${place.port} closed, owner was ${holder}`;
  return `${place.port} changed owner from ${previous === undefined ? '?' : ownerText(previous, drawn)} to ${holder}`;
}

/** The same as a log line. */
export function eventLine(event: PortEvent, drawn: Drawn): string {
  const { what, place, process, user } = eventWords(event, drawn);
  const { previous } = event;
  const widest = Math.max(...Object.values(NAMES).map((name) => name.length));
  const line = `${formatMoment(event.wallClockMilliseconds)}  ${what.padEnd(widest)}  ${place}  ${process} (${user})`;
  if (previous === undefined) return line;
  return `${line}, before: ${processText(previous, drawn)} (${writeText(previous.user ?? '-', drawn)})`;
}

/** The parts of an event, safe for a terminal; `-` if unknown. */
export function eventWords({ type, place, owner, previous }: PortEvent, drawn: Drawn) {
  const previousUser = previous?.user === owner.user ? '' : ` (${writeText(previous?.user ?? '-', drawn)})`;
  return {
    what: NAMES[type],
    place: writeText(place.text, drawn),
    process: processText(owner, drawn) ?? '-',
    user: writeText(owner.user ?? '-', drawn),
    /** The previous owner, with its user if that differs. */
    before: previous === undefined ? '' : `${processText(previous, drawn)}${previousUser}`,
  };
}

function ownerText(owner: PortOwner, drawn: Drawn): string | undefined {
  const process = processText(owner, drawn);
  if (process !== undefined || owner.user === undefined) return process;
  return `a process of ${writeText(owner.user, drawn)}`;
}

function processText({ pid, name }: PortOwner, drawn: Drawn): string | undefined {
  return pid === undefined ? undefined : `${pid} ${writeText(name ?? '-', drawn)}`;
}
