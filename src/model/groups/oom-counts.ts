import type { GroupTable } from '../machine/group-table.js';

const summed = new WeakMap<GroupTable, Float64Array>();

/**
 * Processes that the kernel killed for memory in a group and below it. Version 2 counts them so; version 1 counts for each
 * group its own. NaN is unknown.
 */
export function killsBelow(groups: GroupTable | undefined, slot: number): number {
  if (groups === undefined || slot >= groups.slots) return Number.NaN;
  const counted = groups.columns.oomKillsBelow[slot];
  if (!Number.isNaN(counted)) return counted;
  const found = summed.get(groups) ?? sumsOf(groups);
  summed.set(groups, found);
  return found[slot] ?? Number.NaN;
}

/** Of the groups' own counts. Nothing where the group itself has none: it may be one that version 2 counts. */
function sumsOf({ slots, columns }: GroupTable): Float64Array {
  const { oomKills, parent, serial } = columns;
  const sums = Float64Array.from(oomKills.subarray(0, slots));
  for (let slot = 0; slot < slots; slot++) {
    if (serial[slot] === 0 || !(oomKills[slot] > 0)) continue;
    for (let at = parent[slot], levels = 0; at >= 0 && levels < slots; at = parent[at], levels++)
      sums[at] += oomKills[slot];
  }
  return sums;
}
