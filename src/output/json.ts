import type { Column, Value } from '../model/list/column-kinds.js';
import type { Pane } from '../model/list/pane.js';
import type { Sample } from '../model/sample/sample.js';
import { exactValue, round, sampleTime } from './exact.js';

/** JSON escapes only C0. All other control characters are escaped too: the text stays exact and safe for a terminal. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Rows that are a member of the object. */
export type JsonRows = {
  readonly name: string;
  readonly sample: Sample;
  readonly pane: Pane;
  readonly columns: readonly Column[];
  readonly slots: Iterable<number>;
};

/** One sample as one line of JSON. */
export function writeJson(sample: Sample, slots: Iterable<number>, pane: Pane, columns: readonly Column[]): string {
  return writeJsonLists(sample, pane, [{ name: 'rows', sample, pane, columns, slots }]);
}

/** The same with several lists. */
export function writeJsonLists(sample: Sample, pane: Pane, lists: readonly JsonRows[]): string {
  const intervalOf = pane.intervalSeconds ?? (({ rates }) => rates.intervalSeconds);
  const intervalSeconds = intervalOf(sample);
  const head = {
    schema: `ntop.${pane.id}/1`,
    ...headOf(sample),
    intervalSeconds: intervalSeconds === undefined ? null : round(intervalSeconds, 3),
    ...(roundedFacts(pane.facts?.(sample) ?? {}) as object),
  };
  const members = lists.map((list) => {
    const rows = Array.from(list.slots, (slot) => writeRow(list.sample, slot, list.pane, list.columns));
    return `"${list.name}":[${rows.join(',')}]`;
  });
  return safeLine(`${JSON.stringify(head).slice(0, -1)},${members.join(',')}}`);
}

/** An event of a row as one line of JSON; `found` is the sample that the row is in. */
export function writeEventJson(
  event: { readonly schema: string; readonly event: string; readonly sample: Sample },
  row: { readonly name: string; readonly found: Sample; readonly slot: number },
  pane: Pane,
  columns: readonly Column[],
): string {
  const { schema, sample } = event;
  return writeObject(
    { schema, ...headOf(sample), event: event.event },
    row.name,
    writeRow(row.found, row.slot, pane, columns),
  );
}

/** Numbers to two decimals; what is unknown is null. */
function roundedFacts(fact: unknown): unknown {
  if (fact === undefined) return null;
  if (typeof fact === 'number') return round(fact, 2);
  if (typeof fact !== 'object' || fact === null) return fact;
  if (Array.isArray(fact)) return fact.map(roundedFacts);
  return Object.fromEntries(Object.entries(fact).map(([name, part]) => [name, roundedFacts(part)]));
}

function headOf(sample: Sample) {
  return { time: sampleTime(sample), host: sample.snapshot.system.hostname };
}

/** An object with one more member, whose value is already written. */
function writeObject(head: object, name: string, part: string): string {
  return safeLine(`${JSON.stringify(head).slice(0, -1)},"${name}":${part}}`);
}

/** A line of JSON, exact and safe for a terminal. */
export function safeLine(json: string): string {
  return `${json.replace(UNSAFE, escapeUnits)}\n`;
}

function writeRow(sample: Sample, slot: number, { identity }: Pane, columns: readonly Column[]): string {
  const row: Record<string, Value | null> = identity === undefined ? {} : { identity: identity(sample, slot) };
  for (const column of columns) row[column.id] = exactValue(column, sample, slot) ?? null;
  return JSON.stringify(row);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
