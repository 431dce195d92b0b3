import { fieldsOf, float64s, int32s, type Shape, uint8s, uint32s } from '../codec/shape.js';
import { snapshotShape } from '../codec/snapshot-shape.js';

export const COLUMN_KINDS = ['float64', 'int32', 'uint32', 'uint8'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

export type NumberColumn = Float64Array | Int32Array | Uint32Array | Uint8Array;

const MAKE: Readonly<Record<ColumnKind, (slots: number) => NumberColumn>> = {
  float64: (slots) => new Float64Array(slots),
  int32: (slots) => new Int32Array(slots),
  uint32: (slots) => new Uint32Array(slots),
  uint8: (slots) => new Uint8Array(slots),
};

const VIEW: Readonly<Record<ColumnKind, (buffer: ArrayBuffer, at: number, slots: number) => NumberColumn>> = {
  float64: (buffer, at, slots) => new Float64Array(buffer, at, slots),
  int32: (buffer, at, slots) => new Int32Array(buffer, at, slots),
  uint32: (buffer, at, slots) => new Uint32Array(buffer, at, slots),
  uint8: (buffer, at, slots) => new Uint8Array(buffer, at, slots),
};

export function makeColumn(kind: ColumnKind, slots: number): NumberColumn {
  return MAKE[kind](slots);
}

/** A column at a place of a buffer. */
export function columnIn(buffer: ArrayBuffer, at: number, kind: ColumnKind, slots: number): NumberColumn {
  return VIEW[kind](buffer, at, slots);
}

/** A typed column by slot. */
export type ColumnLayout = { readonly name: string; readonly kind: ColumnKind };

/** Tables have columns and texts by slot; what else they have is plain data, as all of a section without a table. */
export type TableLayout = { readonly columns: readonly ColumnLayout[]; readonly texts: readonly string[] };

/** A member of a snapshot. One that is read past is never there: it has what this release can't read. */
export type SectionLayout = {
  readonly name: string;
  readonly table: TableLayout | undefined;
  readonly isReadPast?: boolean;
};

const KINDS = new Map<unknown, ColumnKind>([
  [float64s, 'float64'],
  [int32s, 'int32'],
  [uint32s, 'uint32'],
  [uint8s, 'uint8'],
]);

let layout: readonly SectionLayout[] | undefined;

/** All members that a snapshot can have, as their shapes say: a new one needs its line there, and none here. */
export function snapshotLayout(): readonly SectionLayout[] {
  layout ??= Object.entries(fieldsOf(snapshotShape) ?? {}).map(([name, shape]) => ({ name, table: tableOf(shape) }));
  return layout;
}

function tableOf(shape: Shape<unknown>): TableLayout | undefined {
  const { columns, texts } = fieldsOf(shape) ?? {};
  const byName = columns && fieldsOf(columns);
  if (byName === undefined) return undefined;
  const kinds = Object.entries(byName).map(([name, column]) => ({ name, kind: KINDS.get(column) }));
  if (!kinds.every((column): column is ColumnLayout => column.kind !== undefined)) return undefined;
  return { columns: kinds, texts: Object.keys((texts && fieldsOf(texts)) ?? {}) };
}

const UNKNOWN: Readonly<Record<ColumnKind, number>> = {
  float64: Number.NaN,
  int32: -1,
  uint32: 4_294_967_295,
  uint8: 255,
};

/**
 * A column that an earlier release did not have. Whole numbers have no value for unknown: a release that adds such a column has
 * to say which one of its numbers is.
 */
export function unknownColumn(kind: ColumnKind, slots: number): NumberColumn {
  return makeColumn(kind, slots).fill(UNKNOWN[kind]);
}
