import { identityOf } from './identity.js';
import { slotOfSerial } from './list.js';
import type { Sample } from './rates.js';
import type { State, Target } from './state.js';
import { clean } from './text.js';

/** The tagged processes that still live, else the selected one. Threads stand for their process. */
export function chosenTargets(state: State): readonly Target[] {
  const { sample } = state;
  if (sample === undefined) return [];
  const serials = state.tagged.size > 0 ? [...state.tagged] : [state.selected];
  const targets = new Map<number, Target>();
  for (const serial of serials) {
    const target = targetOf(sample, processSlot(sample, slotOfSerial(sample, serial)));
    if (target !== undefined) targets.set(target.serial, target);
  }
  return [...targets.values()];
}

export function targetOf(sample: Sample, slot: number): Target | undefined {
  if (slot < 0) return undefined;
  const { columns, texts, userNames } = sample.snapshot.processes;
  const uid = columns.uid[slot];
  return {
    serial: columns.serial[slot],
    identity: identityOf(sample, slot),
    name: clean(texts.name[slot]),
    user: clean(userNames.get(uid) ?? String(uid)),
  };
}

/** `4321 nginx (www)`, or how many there are. */
export function describeTargets(targets: readonly Target[]): string {
  const [first] = targets;
  return targets.length === 1 ? `${first.identity.pid} ${first.name} (${first.user})` : `${targets.length} processes`;
}

function processSlot(sample: Sample, slot: number): number {
  if (slot < 0) return slot;
  const { columns, slots } = sample.snapshot.processes;
  const leader = columns.threadGroupId[slot];
  if (columns.pid[slot] === leader) return slot;
  for (let other = 0; other < slots; other++) {
    if (columns.serial[other] !== 0 && columns.pid[other] === leader) return other;
  }
  return -1;
}
