import { Damage } from '../model/codec/plain-reader.js';
import { snapshotShape } from '../model/codec/snapshot-shape.js';
import { GROUP_KINDS } from '../model/machine/group-table.js';
import { type Needs, NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { snapshotLayout, type TableLayout, unknownColumn } from '../model/timeline/layout.js';

/** A sample as it was recorded, without its events. */
export type RecordedSample = { readonly snapshot: Snapshot; readonly needs: Needs };

type Members = Readonly<Record<string, unknown>>;
type Table = { readonly slots: number; readonly columns: Members; readonly texts: Members };

/** Serials begin anew with each run of ntop, and within a recording no two processes have the same. */
const SERIALS_A_RUN = 2 ** 40;

/** What the members of a state are in this release. Throws Damage where they are no snapshot. */
export function recordedSample(members: Members, run: number): RecordedSample {
  const made: Record<string, unknown> = { ...members };
  for (const { name, table } of snapshotLayout()) {
    const value = made[name];
    if (table !== undefined && isTable(value)) made[name] = knownTable(value, table, run);
    else if (run > 0) made[name] = withOwnSerials(value, run);
  }
  for (const key of Object.keys(made)) if (!(key in members)) delete made[key];
  return { snapshot: snapshotShape(made), needs: needsOf(members.needs) };
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'columns' in value && 'texts' in value;
}

/** With all columns that this release knows; what it does not know is left out by the shape. */
function knownTable(table: Table, layout: TableLayout, run: number): Table {
  const columns: Record<string, unknown> = { ...table.columns };
  for (const { name, kind } of layout.columns) columns[name] ??= unknownColumn(kind, table.slots);
  const texts: Record<string, unknown> = { ...table.texts };
  for (const name of layout.texts) texts[name] ??= Array(table.slots).fill('');
  if (run > 0 && columns.serial instanceof Float64Array) columns.serial = raised(columns.serial, run);
  return { ...table, columns, texts };
}

/** By serials as they were recorded, which belong to one run: those of a run are the same for many samples. */
const RAISED = new WeakMap<Float64Array, Float64Array>();

function raised(serials: Float64Array, run: number): Float64Array {
  const known = RAISED.get(serials);
  if (known !== undefined) return known;
  const made = serials.map((serial) => (serial === 0 ? 0 : serial + run * SERIALS_A_RUN));
  RAISED.set(serials, made);
  return made;
}

/** Of lists of what has a serial. */
function withOwnSerials(value: unknown, run: number): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((each: unknown) => {
    const has = typeof each === 'object' && each !== null && 'serial' in each && typeof each.serial === 'number';
    return has ? { ...each, serial: Number(each.serial) + run * SERIALS_A_RUN } : each;
  });
}

/** Whatever else it says, later code only asks for truth of the flags. */
function needsOf(value: unknown): Needs {
  if (typeof value !== 'object' || value === null) throw new Damage('no needs');
  const needs = value as Members;
  const flags = Object.entries(needs).filter(([, flag]) => typeof flag === 'boolean');
  const { sockets, sessions, groups } = needs;
  return {
    ...NO_NEEDS,
    ...(Object.fromEntries(flags) as Partial<Needs>),
    ...(typeof sockets === 'object' && sockets !== null
      ? { sockets: { ...(sockets as Needs['sockets'] & object) } }
      : {}),
    ...(sessions === 'now' || sessions === 'seldom' ? { sessions } : {}),
    ...(Array.isArray(groups) ? { groups: GROUP_KINDS.filter((kind) => groups.includes(kind)) } : {}),
  };
}
