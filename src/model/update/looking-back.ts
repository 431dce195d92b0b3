import type { Command } from '../list/commands.js';
import type { Needs } from '../machine/machine.js';
import { PARTS } from '../panes.js';
import { createProcessGrowth, observeGrowth, type ProcessGrowth, processGrowthAt } from '../sample/growth.js';
import { computeRates } from '../sample/rates.js';
import { paneOf } from '../state/pane-state.js';
import { stateOfNow } from '../state/past.js';
import { momentText } from '../state/past-text.js';
import { chosenIn, clockAt, endedThen, historyAt, statesAt } from '../state/rewind.js';
import { settingValue } from '../state/settings.js';
import { type Past, type Recording, type State, say } from '../state/state.js';
import type { Moment, Timeline } from '../timeline/timeline.js';
import { forgetTheGone } from './choosing.js';
import { completed } from './completed.js';
import { endedRows, KEPT_MILLISECONDS, rowsThatEnded } from './ended.js';
import { arrange, prepareRows } from './listing.js';
import { showSelected } from './moving.js';
import { recordedMoment } from './recorded-moment.js';

/** Rows of what has ended are those of the last seconds: for them, no more samples than this are gone through. */
const MOST_FOLLOWED = 12;

const MINUTE_MILLISECONDS = 60_000;

type StepInTime = Extract<Command, { type: 'stepInTime' }>;

/** Live: stops at the newest sample. Then it goes on live or, once a step was taken, plays what was and stops that. */
export function pause(state: State, now: number): State {
  const { past } = state;
  if (past === undefined) return paused(state);
  if (!past.isStepped) return backToNow(state, now);
  return { ...state, past: { ...past, isPlaying: !past.isPlaying } };
}

function paused(state: State): State {
  const { timeline } = state.rewind;
  if (state.sample === undefined || timeline.end === timeline.first) return say(state, 'nothing has been read yet');
  const nothing = { isStepped: false, isPlaying: false, counted: undefined, recording: undefined, needs: NOTHING };
  const past = { timeline, index: timeline.end - 1, live: state, speed: 1, ...nothing };
  return showMoment({ ...state, past, holdUntil: 0 }, past.index);
}

const NOTHING: Needs = { io: false, cgroup: false, threads: false, visibleSlots: [] };

/** Of a recording: its newest sample. */
export function backToNow(state: State, now: number): State {
  const { past } = state;
  if (past === undefined) return state;
  if (past.live === undefined) return goTo(state, past.timeline.end - 1);
  const { counted, timeline } = past;
  const live = stateOfNow(state);
  if (counted !== undefined) countUntil(past, timeline.end - 1);
  const own = counted === undefined ? live.own : countingFrom(live.own, counted.growth);
  const sample = live.sample && completed({ own }, live.sample);
  return showSelected(arrange(forgetTheGone(prepareRows({ ...live, own, sample }), now)));
}

/** One sample, or minutes, back or on. */
export function stepInTime(state: State, { by, unit }: StepInTime): State {
  const { past } = state;
  if (past === undefined) return state;
  const { timeline, index } = past;
  const stopped = { ...state, past: { ...past, isPlaying: false } };
  if (unit === 'sample') return goOver(stopped, index + by, by);
  const wallMilliseconds = wallClockOf(state) + by * MINUTE_MILLISECONDS;
  const found = sampleAtTime(timeline, wallMilliseconds);
  return goOver(stopped, by < 0 ? Math.min(found, index - 1) : Math.max(found, index + 1), by);
}

/** To this sample, or the next one in this direction that can be read: damage is no end. */
function goOver(state: State, index: number, by: number): State {
  const { timeline } = state.past ?? {};
  const found = timeline && readableFrom(timeline, index, by);
  if (found === undefined || found === index) return goTo(state, index);
  const samples = Math.abs(found - index);
  return say(goTo(state, found), `${samples} sample${samples === 1 ? '' : 's'} on the way can not be read`, 'danger');
}

function readableFrom(timeline: Timeline, index: number, by: number): number | undefined {
  for (let at = index; at >= timeline.first && at < timeline.end; at += Math.sign(by)) {
    if (timeline.moment(at) !== undefined) return at;
  }
  return undefined;
}

/** The next sample of what is played; after the newest one it is live again. */
export function playOn(state: State, now: number): State {
  const { past } = state;
  if (past === undefined || !past.isPlaying) return state;
  const next = readableFrom(past.timeline, past.index + 1, 1);
  if (next !== undefined) return showMoment(state, next);
  return past.live === undefined ? { ...state, past: { ...past, isPlaying: false } } : backToNow(state, now);
}

/** No gap is waited out for longer, and none is too short to be seen. */
const LONGEST_STEP_MILLISECONDS = 2000;
const SHORTEST_STEP_MILLISECONDS = 20;

/** Until the next sample of what is played; undefined while nothing is. */
export function playMilliseconds({ past }: State): number | undefined {
  if (past?.seeking !== undefined) return 0;
  if (past === undefined || !past.isPlaying) return undefined;
  const { timeline, index, speed } = past;
  if (index + 1 >= timeline.end) return SHORTEST_STEP_MILLISECONDS;
  const [shown, next] = [timeline.summary(Math.max(index, timeline.first)), timeline.summary(index + 1)];
  // Of a recording only the wall clock is known without reading the sample.
  const milliseconds = next.wallMilliseconds - shown.wallMilliseconds;
  const most = next.isAfterGap || !(milliseconds >= 0) ? LONGEST_STEP_MILLISECONDS : milliseconds / speed;
  return Math.max(SHORTEST_STEP_MILLISECONDS, Math.min(most, LONGEST_STEP_MILLISECONDS / Math.min(1, speed)));
}

/** The sample at this time, or the last before it. */
export function goToTime(state: State, wallMilliseconds: number): State {
  const { past } = state;
  if (past === undefined) return state;
  return goOver({ ...state, past: { ...past, isPlaying: false } }, sampleAtTime(past.timeline, wallMilliseconds), -1);
}

/** Before the first one there is none. */
function sampleAtTime(timeline: Timeline, wallMilliseconds: number): number {
  const isBefore = timeline.summary(timeline.first).wallMilliseconds > wallMilliseconds;
  return isBefore ? timeline.first - 1 : timeline.indexAt(wallMilliseconds);
}

/** Shows a moment, or the nearest one there is, and says so. */
export function goTo(state: State, index: number): State {
  const { past } = state;
  if (past === undefined) return state;
  const { first, end } = past.timeline;
  const held = Math.min(Math.max(index, first), end - 1);
  const shown = showMoment({ ...state, past: { ...past, isStepped: true } }, held);
  if (index < first) return say(shown, 'this is the oldest sample there is');
  if (index < end) return shown;
  const isLive = past.live !== undefined;
  return say(shown, isLive ? 'this is the newest sample: Z goes back to now' : 'this is the newest sample there is');
}

export function wallClockOf({ sample }: State): number {
  return sample?.snapshot.system.wallClockMilliseconds ?? Number.NaN;
}

/** Growth counts from the moment that is shown. */
export function countGrowth(state: State): State {
  const { past, sample } = state;
  if (past === undefined || sample === undefined) return state;
  const growth = createProcessGrowth();
  for (const each of Object.values(growth)) observeGrowth(each, sample);
  const counted = { growth, until: past.index };
  const shown = showMoment({ ...state, past: { ...past, counted } }, past.index);
  return say(shown, `growth counts from ${momentText(past, wallClockOf(state))}`);
}

/**
 * Sample, history and states of parts of a moment, with the rows that were kept for some seconds because they had ended.
 * Selection, tags and folds stay, also of what is not there then.
 */
export function showMoment(state: State, index: number): State {
  const { past } = state;
  if (past === undefined) return state;
  if (past.recording !== undefined) return ofRecording(state, past, index);
  let shown: State = { ...state, list: undefined, ended: [] };
  for (let at = firstFollowed(state, past, index); at <= index; at++) {
    const moment = past.timeline.moment(at);
    if (moment !== undefined) shown = withMoment(shown, { ...past, index: at, needs: moment.needs }, moment);
  }
  return shown.past?.index === index ? shown : unreadable(state);
}

function ofRecording(state: State, past: Past, index: number): State {
  const shown = recordedMoment(state, past, index);
  if (shown.past?.index !== index || shown.sample === undefined) return unreadable(state);
  const moment = { index, snapshot: shown.sample.snapshot };
  return arrange(prepareRows({ ...shown, own: countedFrom(shown.past, moment, shown.own) }));
}

function unreadable(state: State): State {
  return say(state, 'this sample can not be read', 'danger');
}

/** The screen of a recording, at one of its samples. */
export function openRecording(state: State, timeline: Timeline, recording: Recording, index: number): State {
  const nothing = { live: undefined, isPlaying: false, counted: undefined, needs: NOTHING, speed: 1 };
  return showMoment({ ...state, past: { timeline, recording, index, isStepped: true, ...nothing } }, index);
}

/** One more sample was recorded: it is shown if the newest one was. */
export function followRecording(state: State): State {
  const { past } = state;
  if (past === undefined || past.index !== past.timeline.end - 2) return state;
  return showMoment(state, past.index + 1);
}

/** From here on, a row that ended may still be shown. */
function firstFollowed(state: State, { timeline, live }: Past, index: number): number {
  const { settings, rewind, pane } = state;
  if (endedThen(state, index, live) !== undefined) return index;
  const { comingAndGoing } = paneOf({ pane });
  if (comingAndGoing === undefined || settingValue(settings, comingAndGoing.ended) !== true) return index;
  const now = clockAt(rewind, index);
  let first = index;
  const least = Math.max(timeline.first, index - MOST_FOLLOWED);
  while (first > least && now - clockAt(rewind, first) < KEPT_MILLISECONDS) first -= 1;
  return first;
}

function withMoment(state: State, past: Past, moment: Moment): State {
  const { snapshot, previous, index } = moment;
  const { rewind } = state;
  const own = countedFrom(past, moment, chosenIn(statesAt(rewind, moment, past.live?.own ?? state.own), state.own));
  const history = historyAt(rewind, index, past.live?.history.cpuIds ?? state.history.cpuIds);
  const recalled = { ...state, past, own, history };
  const sample = completed(recalled, { snapshot, rates: computeRates(previous, snapshot) });
  const now = clockAt(rewind, index);
  const gone = state.list === undefined ? [] : rowsThatEnded(state, snapshot, now);
  const next = { ...recalled, sample };
  const ended = endedThen(state, index, past.live) ?? endedRows(next, gone, now);
  return arrange(prepareRows({ ...next, ended }));
}

/** The states of parts, with growth since the chosen moment. */
function countedFrom(
  past: Past,
  { index, snapshot }: Pick<Moment, 'index' | 'snapshot'>,
  own: State['own'],
): State['own'] {
  const { counted } = past;
  // In a recording growth counts from nowhere until a beginning is chosen.
  if (counted === undefined) return past.recording === undefined ? own : countingFrom(own, UNCOUNTED);
  countUntil(past, index);
  return countingFrom(own, processGrowthAt(counted.growth, snapshot.system.monotonicSeconds));
}

const UNCOUNTED = processGrowthAt(createProcessGrowth(), Number.NEGATIVE_INFINITY);

/** So many samples are gone through; beyond them, growth of what came meanwhile is not known. */
const MOST_COUNTED = 1500;

/** Takes note of what processes had that came since. */
function countUntil({ counted, timeline }: Past, index: number): void {
  if (counted === undefined || index - counted.until > MOST_COUNTED) return;
  for (let at = Math.max(counted.until + 1, timeline.first); at <= index; at++) {
    const moment = timeline.moment(at);
    if (moment === undefined) continue;
    for (const each of Object.values(counted.growth)) observeGrowth(each, moment);
    counted.until = at;
  }
}

function countingFrom(own: State['own'], growth: ProcessGrowth): State['own'] {
  return new Map(
    PARTS.map((part) => [part.id, part.countFrom?.(own.get(part.id), growth) ?? own.get(part.id)] as const),
  );
}
