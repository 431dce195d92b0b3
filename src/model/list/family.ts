import { isThread } from '../machine/process-kinds.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';

/** Which row is below which. */
export type Forest = Pick<Rows, 'slots' | 'serial'> & {
  /** The slot of the row above; NONE if there is none. */
  parentOf(slot: number): number;
  /** Whether a row counts in the sum of a folded branch. */
  counts(slot: number): boolean;
};

/** The tree of some slots, as links by slot; NONE ends a chain. */
export type Family = {
  readonly parent: Int32Array;
  /** The last child, and from each child the previous one. */
  readonly lastChild: Int32Array;
  readonly siblingBefore: Int32Array;
};

/** The search for an ancestor skips at most this many hidden ones: the parents might form a ring. */
const MOST_HIDDEN = 64;

/** Processes below their parents, and threads below their process, with which they are counted. */
export function processForest({ snapshot }: Pick<Sample, 'snapshot'>): Forest {
  const { slots, columns } = snapshot.processes;
  const { parentOf } = pidIndex(snapshot.processes);
  return { slots, serial: columns.serial, parentOf, counts: (slot) => !isThread(columns, slot) };
}

/** Finds for each slot its nearest ancestor among the slots. Children keep the order of `sorted`. */
export function relate(sorted: Int32Array, { slots, parentOf }: Forest): Family {
  const shown = new Uint8Array(slots);
  for (const slot of sorted) shown[slot] = 1;
  const family = {
    parent: new Int32Array(slots).fill(NONE),
    lastChild: new Int32Array(slots).fill(NONE),
    siblingBefore: new Int32Array(slots).fill(NONE),
  };
  for (const slot of sorted) {
    let parent = parentOf(slot);
    for (let hidden = 0; parent !== NONE && shown[parent] === 0; hidden++) {
      parent = hidden < MOST_HIDDEN ? parentOf(parent) : NONE;
    }
    if (parent === NONE || parent === slot) continue;
    family.parent[slot] = parent;
    family.siblingBefore[slot] = family.lastChild[parent];
    family.lastChild[parent] = slot;
  }
  return family;
}
