import { Damage } from '../model/codec/plain-reader.js';

/** Texts that changed, each with its slot before it: NativePairs of src/probe. */
const TEXTS = ['names', 'commandLines', 'cgroups', 'waitChannels', 'localAddresses', 'remoteAddresses', 'paths'];

/**
 * A table as it came: every column has a row for each slot, and texts are of slots that there are. Throws Damage if not:
 * what is made of it later takes as much memory as it says.
 */
export function checkTable<Table>(table: Table): Table {
  const { slots, columns, groups, ...rest } = fieldsOf(table);
  for (const column of Object.values(fieldsOf(columns))) {
    const { length } = fieldsOf(column) as { readonly length?: unknown };
    if (typeof slots !== 'number' || typeof length !== 'number' || !(slots <= length)) throw new Damage('no table');
  }
  for (const name of TEXTS) if (rest[name] !== undefined) checkSlots(rest[name], slots as number);
  if (groups !== undefined) checkTable(groups);
  return table;
}

function checkSlots(pairs: unknown, slots: number): void {
  if (!Array.isArray(pairs)) throw new Damage('no texts');
  for (let at = 0; at < pairs.length; at += 2) {
    if (!(Number.isInteger(pairs[at]) && pairs[at] >= 0 && pairs[at] < slots)) throw new Damage('a text of no row');
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new Damage('no table');
}
