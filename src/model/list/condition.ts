import type { Sample } from '../sample/sample.js';

export type Condition = (sample: Sample, slot: number) => boolean;

/** A compiled filter, and the ids of the columns that it reads. */
export type Filter = { readonly condition: Condition; readonly columnIds: readonly string[] };

/** An unknown value matches no comparison, not even `!=`. */
export function matches(filter: Filter, sample: Sample, slot: number): boolean {
  return filter.condition(sample, slot);
}

/** The columns that a filter needs; they must be read even if they are not shown. */
export function filterColumns(filter: Filter): readonly string[] {
  return filter.columnIds;
}
