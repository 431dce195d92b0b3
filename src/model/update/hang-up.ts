import { slotOfSerial } from '../list/list.js';
import { sessionsOfTargets, type Target } from '../list/targets.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import type { Sample } from '../sample/sample.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { replaceTop, type State, say, topLayer } from '../state/state.js';

/** After a hang-up the dialog lists the remaining processes, and closes if there are none. */
export function settleHangUp(state: State): Step {
  const picker = topLayer(state);
  const { sample } = state;
  if (sample === undefined || picker?.kind !== 'picker' || !isHungUp(picker)) return only(state);
  const stays = ({ serial }: Target) => isAlive(sample, slotOfSerial(sample, serial));
  const targets = picker.targets.filter(stays);
  if (targets.length === picker.targets.length) return only(state);
  const gone = { type: 'release', holds: picker.holds.filter((_, at) => !stays(picker.targets[at])) } as const;
  if (targets.length > 0) {
    const holds = picker.holds.filter((_, at) => stays(picker.targets[at]));
    return step(replaceTop(state, { ...picker, targets, holds }), gone);
  }
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  return step(say(closed, `hung up: ${sessionsOfTargets(picker.targets)}; all its processes have ended`, 'good'), gone);
}

export function isHungUp({ purpose, loaded }: Picker): boolean {
  return purpose === 'hangUp' && loaded;
}

function isAlive({ snapshot }: Sample, slot: number): boolean {
  return slot >= 0 && snapshot.processes.columns.state[slot] !== ZOMBIE;
}
