import type { PortOwner } from '../model/ports/listeners.js';
import { eventLine } from '../model/ports/port-event-text.js';
import type { PortEvent } from '../model/ports/port-events.js';
import { clean, fit } from '../model/text/text.js';
import { csvLine } from './csv.js';
import { safeLine } from './json.js';

const SCHEMA = 'ntop.port-events/1';

/** An event as one line of JSON. Unknown is null. A closed port has the process that had it open. */
export function eventJson(event: PortEvent, host: string): string {
  const { previous, netNamespace, ...rest } = eventFields(event);
  const { time, ...fields } = rest;
  return safeLine(
    JSON.stringify({ schema: SCHEMA, time, host, ...fields, previous: previous && processOf(previous), netNamespace }),
  );
}

const CSV_COLUMNS = [
  'time',
  'event',
  'protocol',
  'localAddress',
  'localPort',
  'pid',
  'name',
  'user',
  'previousPid',
  'previousName',
  'previousUser',
  'netNamespace',
];

export function eventCsvHeader(): string {
  return csvLine(CSV_COLUMNS);
}

/** An event as a line of CSV. Unknown is empty. For a terminal, control characters are replaced. */
export function eventCsv(event: PortEvent, terminal: boolean): string {
  const { previous, netNamespace, ...fields } = eventFields(event);
  const before = Object.values(processOf(previous));
  const cells = [...Object.values(fields), ...before, netNamespace].map((value) => String(value ?? ''));
  return csvLine(terminal ? cells.map(clean) : cells);
}

type Layout = { readonly width: number | undefined; readonly unicode: boolean };

/** An event as a line of text. */
export function eventText(event: PortEvent, { width, unicode }: Layout): string {
  const line = eventLine(event, { unicode });
  return `${(width === undefined ? line : fit(line, width, 'left')).trimEnd()}\n`;
}

function eventFields({ type, wallClockMilliseconds, place, owner, previous }: PortEvent) {
  const { protocol, localAddress, localPort, netNamespace } = place;
  return {
    time: new Date(wallClockMilliseconds).toISOString(),
    event: type,
    protocol,
    localAddress,
    localPort,
    ...processOf(owner),
    previous: previous ?? null,
    netNamespace: Number.isNaN(netNamespace) ? null : netNamespace,
  };
}

function processOf(owner: PortOwner | null) {
  return { pid: owner?.pid ?? null, name: owner?.name ?? null, user: owner?.user ?? null };
}
