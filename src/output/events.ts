import { eventAt, LOGIN_COLUMN_IDS, PORT_COLUMN_IDS } from '../model/events/event-columns.js';
import { addEvent, createRing } from '../model/events/event-ring.js';
import type { Happening } from '../model/events/happening.js';
import { EVENTS } from '../model/events/pane.js';
import type { CellContext, Column } from '../model/list/column-kinds.js';
import type { Sample } from '../model/sample/sample.js';
import { asciiOnly, clean, fit } from '../model/text/text.js';
import { formatMoment } from '../model/text/units.js';
import { csvLine } from './csv.js';
import { exactValue } from './exact.js';
import { safeLine } from './json.js';
import { writeLine } from './text.js';

const SCHEMA = 'ntop.events/1';

/** A sample with one event, in slot 0. */
export function sampleOf(event: Happening, sample: Sample): Sample {
  const ring = createRing(1);
  addEvent(ring, event);
  return { ...sample, prepared: ring.rows };
}

/** Of an event of a process, the members for ports and logins mean nothing; they are left out unless asked for. */
export function eventJson(sample: Sample, columns: readonly Column[], isChosen: boolean): string {
  const event = eventAt(sample, 0);
  const meaningless = new Set<string>([
    ...(event?.port === undefined ? PORT_COLUMN_IDS : []),
    ...(event?.login === undefined ? LOGIN_COLUMN_IDS : []),
  ]);
  const shown = columns.filter(({ id }) => id !== TIME && (isChosen || !meaningless.has(id)));
  const values = shown.map((column) => [column.id, exactValue(column, sample, 0) ?? null] as const);
  const { event: what, ...rest } = Object.fromEntries(values);
  return safeLine(
    JSON.stringify({
      ...headOf(sample, event?.wallClockMilliseconds),
      ...(what !== undefined && { event: what }),
      identity: EVENTS.identity?.(sample, 0) || null,
      ...rest,
    }),
  );
}

/** So many events were missed. */
export function lostJson(sample: Sample, lost: number): string {
  return safeLine(JSON.stringify({ ...headOf(sample), lost }));
}

const TIME = 'time';

function headOf({ snapshot: { system } }: Sample, milliseconds = system.wallClockMilliseconds) {
  return { schema: SCHEMA, time: new Date(milliseconds).toISOString(), host: system.hostname };
}

export function eventCsvHeader(columns: readonly Column[], isChosen: boolean): string {
  const ids = columns.map(({ id }) => id);
  return csvLine(isChosen ? ids : [TIME, 'identity', ...ids.filter((id) => id !== TIME)]);
}

export function eventCsv(sample: Sample, columns: readonly Column[], isChosen: boolean, isTerminal: boolean): string {
  const { time } = headOf(sample, eventAt(sample, 0)?.wallClockMilliseconds);
  const cell = (column: Column) => (column.id === TIME ? time : String(exactValue(column, sample, 0) ?? ''));
  const cells = isChosen
    ? columns.map(cell)
    : [time, EVENTS.identity?.(sample, 0) ?? '', ...columns.filter(({ id }) => id !== TIME).map(cell)];
  return csvLine(isTerminal ? cells.map(clean) : cells);
}

type Layout = { readonly width: number | undefined; readonly context: CellContext };

/** The titles of the columns, or an event, as a line of text. */
export function eventText(sample: Sample | undefined, columns: readonly Column[], layout: Layout): string {
  const widths = columns.map((column) => CELLS[column.id] ?? column.width);
  const cells = columns.map((column) => (sample === undefined ? column.header : cellOf(column, sample, layout)));
  const line = writeLine(cells, columns, widths);
  const drawn = layout.context.unicode ? line : asciiOnly(line);
  return `${(layout.width === undefined ? drawn : fit(drawn, layout.width, 'left')).trimEnd()}\n`;
}

/** A log is read on other days too, and its columns can't become wider later. */
const CELLS: { readonly [id: string]: number } = { time: formatMoment(0).length, pid: 7, ppid: 7, detail: 22 };

function cellOf(column: Column, sample: Sample, { context }: Layout): string {
  const event = eventAt(sample, 0);
  return column.id === TIME && event !== undefined
    ? formatMoment(event.wallClockMilliseconds)
    : column.text(sample, 0, context);
}
