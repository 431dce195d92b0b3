import { fieldsOf, float64s, int32s, type Shape, uint8s, uint32s } from '../codec/shape.js';
import { snapshotShape } from '../codec/snapshot-shape.js';

export type ColumnKind = 'float64' | 'int32' | 'uint32' | 'uint8';

/** A typed column by slot. */
export type ColumnLayout = { readonly name: string; readonly kind: ColumnKind };

/** Tables have columns and texts by slot; what else they have is plain data, as all of a section without a table. */
export type TableLayout = { readonly columns: readonly ColumnLayout[]; readonly texts: readonly string[] };

/** A member of a snapshot. */
export type SectionLayout = { readonly name: string; readonly table: TableLayout | undefined };

const KINDS = new Map<unknown, ColumnKind>([
  [float64s, 'float64'],
  [int32s, 'int32'],
  [uint32s, 'uint32'],
  [uint8s, 'uint8'],
]);

/** All members that a snapshot can have, as their shapes say: a new one needs its line there, and none here. */
export function snapshotLayout(): readonly SectionLayout[] {
  return Object.entries(fieldsOf(snapshotShape) ?? {}).map(([name, shape]) => ({ name, table: tableOf(shape) }));
}

function tableOf(shape: Shape<unknown>): TableLayout | undefined {
  const { columns, texts } = fieldsOf(shape) ?? {};
  const byName = columns && fieldsOf(columns);
  if (byName === undefined) return undefined;
  const kinds = Object.entries(byName).map(([name, column]) => ({ name, kind: KINDS.get(column) }));
  if (!kinds.every((column): column is ColumnLayout => column.kind !== undefined)) return undefined;
  return { columns: kinds, texts: Object.keys((texts && fieldsOf(texts)) ?? {}) };
}
