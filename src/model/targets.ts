import { identityOf } from './identity.js';
import { slotOf } from './list.js';
import { paneOf } from './pane-state.js';
import type { Sample } from './rates.js';
import type { State, Target } from './state.js';
import { clean } from './text.js';

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
    const target = targetOf(sample, leaderSlot(sample, processSlotOf(serial)));
    if (target === undefined || targets.has(target.serial)) continue;
    targets.set(target.serial, { ...target, socket: pane.socket?.(sample, slotOf(rows, serial)) });
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

/** What it was chosen by, when that was a socket. */
function portOf({ socket }: Target): string {
  return socket === undefined ? '' : `, ${socket.text}`;
}

/** The sessions that processes were chosen with; empty without any. */
export function sessionsOfTargets(targets: readonly Target[]): string {
  return [...new Set(targets.flatMap(({ session }) => session ?? []))].join(' and ');
}

/** Of several targets, so many are named. */
const NAMED = 3;

/** `4321 nginx (www)`, or how many there are and the first of them. */
export function describeTargets(targets: readonly Target[]): string {
  const [first] = targets;
  const sessions = sessionsOfTargets(targets);
  const of = sessions === '' ? '' : ` of ${sessions}`;
  if (targets.length === 1) return `${first.identity.pid} ${first.name} (${first.user})${portOf(first)}${of}`;
  const named = targets.slice(0, NAMED).map(({ identity, name }) => `${identity.pid} ${name}`);
  return `${targets.length} processes${of}: ${named.join(', ')}${targets.length > NAMED ? ' …' : ''}`;
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
