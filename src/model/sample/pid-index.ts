import type { ProcessTable } from '../machine/snapshot.js';

/** No slot: there is no such process, or it can't be seen. */
export const NONE = -1;

/** Finds processes by their PIDs; threads are none. */
export type PidIndex = {
  /** Whatever has the PID now. */
  slotOf(pid: number): number;
  /** The process that has the PID and began at this tick: any other one has only got its PID. */
  slotOfProcess(pid: number, startTicks: number): number;
  /** The parent, or of a thread its process. One that is younger has only got the PID of a parent that ended meanwhile. */
  parentOf(slot: number): number;
  /** The slots of all processes. */
  readonly all: Int32Array;
};

const known = new WeakMap<ProcessTable, PidIndex>();

/** The index of a snapshot's processes, made once. */
export function pidIndex(processes: ProcessTable): PidIndex {
  const found = known.get(processes) ?? makeIndex(processes);
  known.set(processes, found);
  return found;
}

function makeIndex({ columns, slots }: ProcessTable): PidIndex {
  const { pid, ppid, threadGroupId, startTicks, serial } = columns;
  const slotByPid = new Map<number, number>();
  for (let slot = 0; slot < slots; slot++) {
    if (serial[slot] !== 0 && pid[slot] === threadGroupId[slot]) slotByPid.set(pid[slot], slot);
  }
  const slotOf = (id: number) => slotByPid.get(id) ?? NONE;
  return {
    slotOf,
    slotOfProcess(id, ticks) {
      const slot = slotOf(id);
      return slot !== NONE && startTicks[slot] === ticks ? slot : NONE;
    },
    parentOf(slot) {
      const parent = slotOf(pid[slot] === threadGroupId[slot] ? ppid[slot] : threadGroupId[slot]);
      const isOlder = parent !== NONE && parent !== slot && startTicks[parent] <= startTicks[slot];
      return isOlder ? parent : NONE;
    },
    get all() {
      return Int32Array.from(slotByPid.values());
    },
  };
}
