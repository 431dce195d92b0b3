import type { ProcessTable } from '../machine/snapshot.js';

/** The slots in which a number may be another than in the reading just before; undefined: any may, as far as is known. */
export function rowsChanged(before: ProcessTable | undefined, now: ProcessTable): Int32Array | undefined {
  const { changed } = now;
  return changed !== undefined && before?.changed?.reading === changed.reading - 1 ? changed.rows : undefined;
}
