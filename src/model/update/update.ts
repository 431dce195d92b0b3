import type { Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';
import { partById } from '../panes.js';
import { remember } from '../sample/history.js';
import { computeRates } from '../sample/rates.js';
import { countNext } from '../sample/tally.js';
import { type Effect, type Message, only, type Step, step } from '../state/messages.js';
import { needsOf } from '../state/needs.js';
import { paneOf, selectedSlot } from '../state/pane-state.js';
import { stateOfNow } from '../state/past.js';
import { addMoment, keepSeen } from '../state/rewind.js';
import { replaceTop, type State, say, topLayer } from '../state/state.js';
import { held, reported } from './acting.js';
import { forgetTheGone, lostNow, moveOn } from './choosing.js';
import { commanded } from './commanded.js';
import { completed } from './completed.js';
import { endedRows, rowsThatEnded } from './ended.js';
import { settleHangUp } from './hang-up.js';
import { arrange, prepareRows } from './listing.js';
import { followRecording, playOn } from './looking-back.js';
import * as moving from './moving.js';
import { inspectedTarget } from './pages.js';
import { after, answered, tell } from './parts.js';
import { isUnread, keepChoice, loadPicker } from './pickers.js';
import { seekOn, stopSeeking } from './seeking.js';

/** The only place where the state changes: state and message → new state and effects. */
export function update(state: State, message: Message): Step {
  const { state: next, effects } = after(taken(state, message), (then) => opened(state, then, message));
  return step(named(next), ...effects);
}

/** Tells a pane that it was opened. */
function opened(before: State, after: State, message: Message): Step {
  if (before.pane === after.pane || message.type !== 'command') return only(after);
  return tell(after, { type: 'opened' }, message.now, [paneOf(after)]);
}

/** Keeps the last name of the selection. */
function named(state: State): State {
  const slot = selectedSlot(state);
  if (state.sample === undefined || slot < 0) return state;
  const selectedText = paneOf(state).describe(state.sample, slot);
  return selectedText === state.selectedText ? state : { ...state, selectedText };
}

/** While the past is shown, samples and readings are taken by the state of now. Nothing is read for the past. */
function taken(state: State, message: Message): Step {
  const { past } = state;
  if (past === undefined) return takenNow(state, message);
  switch (message.type) {
    case 'sample':
      return meanwhile(state, message);
    case 'own':
      return past.isStepped
        ? meanwhile(state, message)
        : after(meanwhile(state, message), (next) => takenNow(next, message));
    case 'inspected':
    case 'inspectRefused':
      return past.isStepped ? only(state) : takenNow(state, message);
    case 'played':
      return only(past.seeking === undefined ? playOn(state, message.now) : seekOn(state));
    default:
      return past.seeking === undefined ? takenThen(state, message) : interrupted(state, message);
  }
}

/** A key ends a search in time; Esc does no more than that. */
function interrupted(state: State, message: Message): Step {
  if (message.type !== 'command') return takenThen(state, message);
  if (message.command.type === 'back') return only(say(stopSeeking(state), 'stopped looking'));
  return takenThen(stopSeeking(state), message);
}

function takenThen(state: State, message: Message): Step {
  const { state: next, effects } = takenNow(state, message);
  return step(next, ...(next.past?.isStepped ? effects.filter(({ type }) => !READS.has(type)) : effects));
}

/** Effects that only make sense now. */
const READS: ReadonlySet<Effect['type']> = new Set(['inspect', 'own']);

function meanwhile(state: State, message: Message): Step {
  const { past } = state;
  if (past?.live === undefined) return only(message.type === 'sample' ? followRecording(state) : state);
  const { state: live, effects } = takenNow({ ...stateOfNow(state), layers: [] }, message);
  return step({ ...state, error: live.error, past: { ...past, live } }, ...effects);
}

function takenNow(state: State, message: Message): Step {
  switch (message.type) {
    case 'played':
      return only(state);
    case 'sample':
      return sampled(state, message);
    case 'error':
      return only({ ...state, error: message.text });
    case 'command':
      return commanded({ ...state, notice: undefined, news: undefined }, message.command, message.now);
    case 'resize':
      return only(resized(state, message.columns, message.rows));
    case 'held':
      return held(state, message);
    case 'acted':
      return only(reported(state, message.title, message.results));
    case 'inspected':
      return only(inspected(state, message));
    case 'inspectRefused':
      return only(inspectRefused(state, message));
    case 'own':
      return answered(state, partById(message.part), message.message, message.now);
    case 'saved':
      return only({ ...state, notice: message.notice, unsaved: message.notice.tone === 'good' ? {} : state.unsaved });
    case 'recorder':
      return only({ ...state, recorder: message.recorder, notice: message.notice ?? state.notice });
    case 'notice':
      return only({ ...state, notice: message.notice });
  }
}

type SampleMessage = Extract<Message, { type: 'sample' }>;

function sampled(state: State, { snapshot, now, needs }: SampleMessage): Step {
  const previous = state.sample;
  const asked = needs ?? needsOf(state);
  keepSeen(state);
  countNext(snapshot.processes, previous?.snapshot.processes);
  const rates = computeRates(previous?.snapshot, snapshot, state.spareRates);
  const sample = completed(state, { snapshot, rates });
  remember(state.history, sample);
  addMoment(state.rewind, snapshot, asked, now, state.history);
  const row = moving.selectedRow(state);
  const lastRow = row < 0 ? state.lastRow : row;
  const gone = rowsThatEnded(state, snapshot, now);
  const next = { ...state, sample, spareRates: previous?.rates, lastRow, error: undefined };
  const known = tell(next, { type: 'sampled' }, now);
  const kept = { ...known.state, ended: endedRows(known.state, gone, now) };
  const arranged = arrange(forgetTheGone(prepareRows(kept), now), now < state.holdUntil);
  const listed = keepChoice(state, moveOn(firstRowMoved(state, arranged, now), now));
  const target = inspectedTarget(listed);
  const settled = after(
    { state: listed, effects: [...recorded(state, snapshot, asked), ...known.effects] },
    settleHangUp,
  );
  // Effects of the first sample would come before anything can carry them out.
  const sampled =
    previous === undefined ? settled : after(settled, (all) => tell(all, { type: 'listed', isNew: true }, now));
  return target === undefined ? sampled : step(sampled.state, ...sampled.effects, { type: 'inspect', target });
}

/** What was read anyway is written, while the newest two samples may still be read. */
function recorded({ recorder }: State, snapshot: Snapshot, needs: Needs): readonly Effect[] {
  return recorder === undefined ? [] : [{ type: 'recordSample', snapshot, needs }];
}

/** If the user has not selected a row, the selection moves to the new first row. */
function firstRowMoved(before: State, after: State, now: number): State {
  const isSame = after.isChosen || before.selected === 0 || before.selected === after.selected;
  return isSame ? after : { ...after, lost: lostNow(before, now) };
}

function resized(state: State, columns: number, rows: number): State {
  const sized = { ...state, size: { columns, rows } };
  const row = moving.selectedRow(sized);
  return row >= 0 && moving.isOnScreen(state, row)
    ? moving.showSelected(sized)
    : { ...sized, top: moving.clampTop(sized, state.top) };
}

type Inspected = Extract<Message, { type: 'inspected' }>;

function inspected(state: State, { serial, detail }: Inspected): State {
  const top = topLayer(state);
  if (top?.kind === 'detail' && top.target.serial === serial) return replaceTop(state, { ...top, detail });
  if (top?.kind === 'picker' && top.targets[0]?.serial === serial) return loadPicker(state, top, detail);
  return state;
}

type InspectRefused = Extract<Message, { type: 'inspectRefused' }>;

function inspectRefused(state: State, { serial, refusal }: InspectRefused): State {
  const top = topLayer(state);
  if (top?.kind === 'detail' && top.target.serial === serial) return replaceTop(state, { ...top, refusal });
  if (top?.kind !== 'picker' || !isUnread(top) || top.targets[0]?.serial !== serial) return state;
  const [target] = top.targets;
  return reported({ ...state, layers: state.layers.slice(0, -1) }, 'read', [{ target, outcome: refusal }]);
}
