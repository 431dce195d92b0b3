import { slotOfSerial } from '../list/list.js';
import { sessionsOfTargets, type Target } from '../list/targets.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import type { Session, SessionTable } from '../machine/session-table.js';
import type { Sample } from '../sample/sample.js';
import { sessionChanges } from '../sessions/changes.js';
import { describeSession } from '../sessions/session-text.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { rowSlot } from '../state/pane-state.js';
import { replaceTop, type State, say, topLayer } from '../state/state.js';
import { sayGone } from './acting.js';
import { actedOn } from './chosen-targets.js';
import { showSelected } from './moving.js';
import { openPane } from './switching.js';

/** Shows the processes of the selected session alone, as a tree. */
export function showSession(state: State, now: number): State {
  const [session] = chosenSessions({ ...state, tagged: new Set() });
  if (session === undefined) return state;
  const { serial, leader } = session;
  const opened = openPane(state, 'processes', now, { serial, text: describeSession(session) });
  const selected = leader === undefined ? 0 : leaderSerial(opened.sample, session);
  return selected === 0 ? opened : showSelected({ ...opened, selected, isChosen: true });
}

/** All processes are held open first, then the dialog asks. */
export function askHangUp(state: State): Step {
  const { sample } = state;
  if (sample === undefined) return only(state);
  const targets = new Map<number, Target>();
  for (const session of chosenSessions(state)) {
    const text = describeSession(session);
    for (const slot of session.slots) {
      const target = actedOn(sample, slot);
      if (target !== undefined && !targets.has(target.serial)) targets.set(target.serial, { ...target, session: text });
    }
  }
  if (targets.size === 0) return only(sayGone(state));
  return step(state, { type: 'hold', purpose: 'hangUp', targets: [...targets.values()] });
}

/** Once it has been hung up, the dialog is about those that stay, and closes when there is none. */
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

/** Says who has logged in and out since that was last read. */
export function tellLogins(state: State, table: SessionTable | undefined): State {
  if (table === undefined) return state;
  const known = { ...state, sessions: table };
  if (state.sessions === undefined || !state.settings.loginNotices) return known;
  const changes = sessionChanges(state.sessions, table).filter(({ session }) => isLogin(session));
  const news = changes.map(({ kind, session }) => `${kind}: ${describeSession(session)}`).join('; ');
  return news === '' ? known : { ...known, news };
}

/** Nobody has logged in to open one terminal more, as tmux and who enters a container do. */
function isLogin({ source, kind }: Session): boolean {
  return source !== 'processes' || kind !== 'other';
}

/** The tagged sessions that are still there, else the selected one. */
function chosenSessions(state: State): readonly Session[] {
  const serials = state.tagged.size > 0 ? [...state.tagged] : [state.selected];
  const sessions = state.sample?.sessions?.sessions ?? [];
  return serials.flatMap((serial) => sessions[rowSlot(state, serial)] ?? []);
}

function leaderSerial(sample: Sample | undefined, { leader, slots }: Session): number {
  const { pid, serial } = sample?.snapshot.processes.columns ?? {};
  const slot = slots.find((candidate) => pid?.[candidate] === leader?.pid) ?? -1;
  return serial?.[slot] ?? 0;
}

function isAlive({ snapshot }: Sample, slot: number): boolean {
  return slot >= 0 && snapshot.processes.columns.state[slot] !== ZOMBIE;
}
