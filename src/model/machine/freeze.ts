import type { GroupTable } from './group-table.js';
import type { ProcessTable, Snapshot } from './snapshot.js';
import type { SocketTable } from './socket-table.js';

/**
 * The same snapshot as plain data of its own: a probe gives its columns and texts to the samples after it, which change
 * them; these stay as they are.
 */
export function freeze(snapshot: Snapshot): Snapshot {
  return ownCopy(withoutRoom(snapshot));
}

/** The same snapshot, its columns and texts no longer than it has slots. They are still those of the probe. */
export function withoutRoom(snapshot: Snapshot): Snapshot {
  const { sockets, groups } = snapshot;
  const { changed: _, ...processes } = snapshot.processes;
  return {
    ...snapshot,
    processes: cutTable<ProcessTable>(processes),
    ...(sockets === undefined || 'error' in sockets ? {} : { sockets: cutTable(sockets) }),
    ...(groups === undefined ? {} : { groups: cutTable(groups) }),
  };
}

function cutTable<Table extends ProcessTable | SocketTable | GroupTable>(table: Table): Table {
  const { slots, columns, texts } = table;
  return {
    ...table,
    columns: mapValues(columns, (column: Float64Array) => column.subarray(0, slots)),
    texts: mapValues(texts, (column: readonly string[]) => column.slice(0, slots)),
  };
}

/** The same plain data, of which nothing is shared. */
export function ownCopy<Value>(value: Value): Value {
  return copyOf(value) as Value;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Map) return new Map(Array.from(value, ([key, each]) => [key, copyOf(each)]));
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  return mapValues(value, copyOf);
}

function mapValues(object: object, change: (value: never) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value as never)]));
}
