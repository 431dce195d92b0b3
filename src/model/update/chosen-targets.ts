import { NONE, parentSlot } from '../list/family.js';
import { slotOf } from '../list/list.js';
import { type Target, targetOf } from '../list/targets.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import { commandText } from '../processes/command-line.js';
import type { Sample } from '../sample/sample.js';
import { paneOf } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { clean } from '../text/text.js';

/** The processes of the tagged rows that still live, else of the selected one. Threads stand for their process. */
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

/** More of a command line is not shown anywhere. */
const LONGEST_COMMAND = 2000;

/** A process with what a dialog says of it before it acts. */
export function actedOn(sample: Sample, slot: number): Target | undefined {
  const target = targetOf(sample, slot);
  if (target === undefined) return undefined;
  const command = clean(commandText(sample.snapshot.processes, slot).slice(0, LONGEST_COMMAND));
  return { ...target, command, unreaped: unreapedText(sample, slot) };
}

function unreapedText(sample: Sample, slot: number): string | undefined {
  const { columns, texts } = sample.snapshot.processes;
  if (columns.state[slot] !== ZOMBIE) return undefined;
  const parent = parentSlot(sample, slot);
  const name = parent === NONE ? '' : ` ${columns.pid[parent]} ${clean(texts.name[parent])}`;
  return `it has ended and is a zombie: a signal does nothing to it, until its parent${name} reaps it`;
}

function leaderSlot(sample: Sample, slot: number): number {
  if (slot < 0) return slot;
  const { columns, slots } = sample.snapshot.processes;
  const leader = columns.threadGroupId[slot];
  if (columns.pid[slot] === leader) return slot;
  for (let other = 0; other < slots; other++) {
    if (columns.serial[other] !== 0 && columns.pid[other] === leader) return other;
  }
  return -1;
}
