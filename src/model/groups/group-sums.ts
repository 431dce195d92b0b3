import type { GroupTable } from '../machine/group-table.js';
import { addKnown } from '../sample/known.js';

/**
 * The sum of a figure over some groups. What is below a group is in its figure, so of two groups one below the other only
 * the outer one counts; where its figure is unknown, those below it.
 */
export function sumOnce({ slots, columns }: GroupTable, chosen: Int32Array, figures: ArrayLike<number>): number {
  const isChosen = new Uint8Array(slots);
  for (const slot of chosen) if (slot < slots && !Number.isNaN(figures[slot])) isChosen[slot] = 1;
  let sum = Number.NaN;
  for (let slot = 0; slot < slots; slot++) {
    if (isChosen[slot] === 1 && !hasChosenAbove(columns.parent, slot, isChosen)) sum = addKnown(sum, figures[slot]);
  }
  return sum;
}

function hasChosenAbove(parent: Int32Array, slot: number, isChosen: Uint8Array): boolean {
  for (let at = parent[slot], levels = 0; at >= 0 && levels < isChosen.length; at = parent[at], levels++) {
    if (isChosen[at] === 1) return true;
  }
  return false;
}
