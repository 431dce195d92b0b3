import { parseFilter } from '../filter/filter.js';
import { type Filter, matches } from '../list/condition.js';
import type { Part } from '../list/part.js';
import { hasRow } from '../list/row-choice.js';
import { PANES, PARTS } from '../panes.js';
import { ratesOnDemand, type Spares } from '../sample/rates.js';
import { paneOf } from '../state/pane-state.js';
import { momentText } from '../state/past-text.js';
import { ownOf, type Past, type State, say } from '../state/state.js';
import { quoted } from '../text/text.js';
import type { Moment } from '../timeline/timeline.js';
import { completed } from './completed.js';
import { listInputs } from './listing.js';
import { goTo } from './looking-back.js';
import { select } from './moving.js';

/** Rows that are looked at between two frames: a day takes seconds, and meanwhile Esc can stop it. */
const SLICE_ROWS = 150_000;
const LEAST_SLICE = 32;
const LARGEST_SLICE = 256;

/** Looks for the next sample (1), or the one before (-1), in which a row of the open pane matches. */
export function seek(state: State, by: 1 | -1, text = state.past?.sought): State {
  const { past } = state;
  if (past === undefined) return state;
  if (text === undefined || text === '') return say(state, 'nothing to look for in time: press s');
  const filter = filterOf(state, text);
  if (filter === undefined) return say(state, `${quoted(text)} is no filter of this pane: press s`);
  const seeking = { by, next: past.index + by, unseen: 0 };
  return seekOn({ ...state, past: { ...past, sought: text, isPlaying: false, seeking } });
}

/** The next samples of a search in time. */
export function seekOn(state: State): State {
  const { past } = state;
  if (past?.seeking === undefined || past.sought === undefined) return state;
  const { by, next } = past.seeking;
  const { first, end } = past.timeline;
  const filter = filterOf(state, past.sought);
  if (filter === undefined) return stopSeeking(state);
  const slice = sliceAt(past, next);
  const [from, to] = by > 0 ? [next, Math.min(end, next + slice)] : [Math.max(first, next + 1 - slice), next + 1];
  const { index, unseen: more } = foundIn(state, past, filter, { from, to, by });
  if (index !== undefined) return found(goTo(stopSeeking(state), index), filter);
  const unseen = past.seeking.unseen + more;
  const seeking = { by, next: by > 0 ? to : from - 1, unseen };
  if (seeking.next >= first && seeking.next < end) {
    return say({ ...state, past: { ...past, seeking } }, progress(past, seeking.next));
  }
  const none = `${by > 0 ? 'no later' : 'no earlier'} sample has ${quoted(past.sought)}`;
  return say(stopSeeking(state), unseen === 0 ? none : `${none}; ${unseenText(unseen)}`);
}

/** In them it may be. */
function unseenText(samples: number): string {
  return samples === 1 ? '1 is damaged or has no such list' : `${samples} are damaged or have no such list`;
}

/** Samples that are looked at in one go. */
function sliceAt({ timeline }: Past, next: number): number {
  const isHeld = next >= timeline.first && next < timeline.end;
  const { processes } = isHeld ? timeline.summary(next) : { processes: Number.NaN };
  const samples = Math.floor(SLICE_ROWS / Math.max(1, processes));
  return Number.isNaN(samples) ? LEAST_SLICE : Math.max(LEAST_SLICE, Math.min(samples, LARGEST_SLICE));
}

/** Esc. */
export function stopSeeking(state: State): State {
  const { past } = state;
  return past?.seeking === undefined ? state : { ...state, past: { ...past, seeking: undefined } };
}

/** Why a text can't be looked for; undefined if it can. */
export function seekProblem(state: State, text: string) {
  const parsed = parseFilter(text, paneOf(state), PANES);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function filterOf(state: State, text: string): Filter | undefined {
  const parsed = parseFilter(text, paneOf(state), PANES);
  return 'filter' in parsed ? parsed.filter : undefined;
}

function progress(past: Past, next: number): string {
  const { first, end } = past.timeline;
  const at = Math.min(Math.max(next, first), end - 1);
  const time = momentText(past, past.timeline.summary(at).wallMilliseconds);
  return `looking for ${quoted(past.sought ?? '')}: at ${time}; Esc stops`;
}

type Range = { readonly from: number; readonly to: number; readonly by: 1 | -1 };

/** The sample that was looked for, and how many can't be looked at. */
type Looked = { readonly index: number | undefined; readonly unseen: number };

/** In the order in which they were read, in which each takes only the step from the one before. */
function foundIn(state: State, past: Past, filter: Filter, { from, to, by }: Range): Looked {
  const begun = new Map(PARTS.map((part: Part) => [part.id, part.begin()] as const));
  const fresh: State = { ...state, own: begun, alone: undefined };
  const spares: Spares = {};
  let last: number | undefined;
  let unseen = 0;
  for (let index = from; index < to; index++) {
    const moment = past.timeline.moment(index);
    const isThere = moment && isFound(fresh, moment, filter, spares);
    if (isThere === undefined) unseen += 1;
    if (!isThere) continue;
    if (by > 0) return { index, unseen };
    last = index;
  }
  return { index: last, unseen };
}

/** undefined: the list is not in this sample. */
function isFound(state: State, moment: Moment, filter: Filter, spares: Spares): boolean | undefined {
  const pane = paneOf(state);
  const own = pane.alone?.(ownOf(state, pane), moment) ?? ownOf(state, pane);
  const { previous, snapshot } = moment;
  const sample = completed(state, { snapshot, rates: ratesOnDemand(previous, snapshot, spares) });
  const inputs = { ...listInputs(state, sample), own };
  const made = pane.prepare?.(own, inputs);
  const listed = made === undefined ? sample : { ...sample, prepared: made.rows };
  const rows = pane.rows(listed);
  if (rows === undefined) return undefined;
  return hasRow(pane, rows, { ...inputs, sample: listed }, filter);
}

/** Selects the first row that matches. */
function found(state: State, filter: Filter): State {
  const { list, sample, past } = state;
  if (list === undefined || sample === undefined) return state;
  const row = list.slots.findIndex((slot) => slot >= 0 && matches(filter, sample, slot));
  const shown = row < 0 ? state : { ...select(state, row, 0), holdUntil: state.holdUntil };
  return say(shown, `${quoted(past?.sought ?? '')} is in this sample: ; looks on, , looks back`);
}

/** A moment to come back to; again: it is none any longer. */
export function toggleMark(state: State): State {
  const { past } = state;
  if (past === undefined) return state;
  const { index, marks = [] } = past;
  const isMarked = marks.includes(index);
  const next = isMarked ? marks.filter((mark) => mark !== index) : [...marks, index];
  const text = isMarked ? 'this moment is no longer marked' : 'marked: { and } go to marked moments';
  return say({ ...state, past: { ...past, marks: next } }, text);
}

/** To the next marked moment, or to the one before. */
export function goToMark(state: State, by: 1 | -1): State {
  const { past } = state;
  if (past === undefined) return state;
  const { index, marks = [] } = past;
  const wanted = marks.filter((mark) => (mark - index) * by > 0 && mark >= past.timeline.first);
  if (wanted.length > 0) return goTo(state, by > 0 ? Math.min(...wanted) : Math.max(...wanted));
  return say(state, marks.length === 0 ? 'no moment is marked: press m' : `no ${by > 0 ? 'later' : 'earlier'} mark`);
}
