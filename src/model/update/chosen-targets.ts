import { slotOf } from '../list/list.js';
import type { Target } from '../list/targets.js';
import { actedOn } from '../processes/acted-on.js';
import { pidIndex } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { paneOf } from '../state/pane-state.js';
import type { State } from '../state/state.js';

/** The processes of the tagged rows that still exist, otherwise of the selected row. A thread means its process. */
export function chosenTargets(state: State): readonly Target[] {
  const { sample } = state;
  const pane = paneOf(state);
  const rows = sample && pane.rows(sample);
  if (sample === undefined || rows === undefined) return [];
  const serials = state.tagged.size > 0 ? [...state.tagged] : [state.selected];
  const processSlotOf = (serial: number) => {
    const slot = slotOf(rows, serial);
    return slot < 0 ? -1 : pane.processSlot(sample, slot);
  };
  const targets = new Map<number, Target>();
  for (const serial of serials) {
    const target = actedOn(sample, leaderSlot(sample, processSlotOf(serial)));
    if (target === undefined) continue;
    const socket = pane.socket?.(sample, slotOf(rows, serial));
    const sockets = [...(targets.get(target.serial)?.sockets ?? []), ...(socket === undefined ? [] : [socket])];
    targets.set(target.serial, { ...target, sockets });
  }
  return [...targets.values()];
}

function leaderSlot(sample: Sample, slot: number): number {
  if (slot < 0) return slot;
  const { pid, threadGroupId } = sample.snapshot.processes.columns;
  return pid[slot] === threadGroupId[slot] ? slot : pidIndex(sample.snapshot.processes).parentOf(slot);
}
