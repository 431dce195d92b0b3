import { isThread } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';

/** A ring of groups there is none, but a damaged reading may have one. */
const MOST_LEVELS = 256;

/** Counts for each group by slot the processes in it and below it that fulfil a condition. */
export function countMembers({ groups, processes }: Snapshot, isCounted: (slot: number) => boolean): Int32Array {
  const counts = new Int32Array(groups?.slots ?? 0);
  if (groups === undefined) return counts;
  const { parent } = groups.columns;
  const { columns, slots } = processes;
  const { group, cpuGroup, memoryGroup, serial } = columns;
  /** By group: the last process that was counted in it. A process is in several groups, and in those above each. */
  const last = new Int32Array(groups.slots).fill(-1);
  const countIn = (found: number, process: number) => {
    for (let at = found, levels = 0; at >= 0 && at < counts.length && levels < MOST_LEVELS; at = parent[at], levels++) {
      if (last[at] === process) return;
      last[at] = process;
      counts[at] += 1;
    }
  };
  for (let slot = 0; slot < slots; slot++) {
    if (serial[slot] === 0 || isThread(columns, slot) || !isCounted(slot)) continue;
    countIn(group[slot], slot);
    if (cpuGroup[slot] !== group[slot]) countIn(cpuGroup[slot], slot);
    if (memoryGroup[slot] !== group[slot]) countIn(memoryGroup[slot], slot);
  }
  return counts;
}

const counted = new WeakMap<Snapshot, Int32Array>();

/** How many processes are in the group and below it, of those that can be seen. */
export function processCount(snapshot: Snapshot, group: number): number | undefined {
  const found = counted.get(snapshot) ?? countMembers(snapshot, () => true);
  counted.set(snapshot, found);
  return found[group];
}

/** Slots of all processes, and of their threads, that are in the group or below it. */
export function membersOf({ groups, processes }: Snapshot, wanted: number): readonly number[] {
  if (groups === undefined || wanted < 0 || wanted >= groups.slots) return [];
  const within = groupsBelow(groups.columns.parent, groups.slots, wanted);
  const { columns, slots } = processes;
  const members: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0) continue;
    const isIn = within[columns.group[slot]] || within[columns.cpuGroup[slot]] || within[columns.memoryGroup[slot]];
    if (isIn) members.push(slot);
  }
  return members;
}

/** By slot: 1 for the group and all below it. */
function groupsBelow(parent: Int32Array, slots: number, wanted: number): Uint8Array {
  const within = new Uint8Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    let at = slot;
    for (let levels = 0; at >= 0 && at !== wanted && levels < MOST_LEVELS; levels++) at = parent[at];
    within[slot] = at === wanted ? 1 : 0;
  }
  return within;
}
