import type { Part } from '../list/part.js';
import type { ProcessEvent } from '../machine/events.js';
import { PARTS } from '../panes.js';
import { createHistory, remember, SYSTEM_SAMPLES } from '../sample/history.js';
import { ratesOnDemand } from '../sample/rates.js';
import { chosenIn } from '../state/rewind.js';
import type { Past, State } from '../state/state.js';
import type { Moment, Timeline } from '../timeline/timeline.js';
import { completed } from './completed.js';
import { endedRows, KEPT_MILLISECONDS, rowsThatEnded } from './ended.js';
import { arrange, prepareRows } from './listing.js';
import { tell } from './parts.js';
import { eventsUntil } from './past-events.js';

/**
 * A moment of a recording. Nothing was kept with its samples, so states of parts and history are made of those before: as far
 * back as graphs reach, but not beyond a gap.
 */
export function recordedMoment(state: State, past: Past, index: number): State {
  const { timeline } = past;
  const isNext = state.sample !== undefined && past.index === index - 1;
  const first = isNext ? index : firstOf(timeline, index);
  let shown: State | undefined = isNext ? state : undefined;
  for (let at = first; at <= index; at++) {
    const moment = timeline.moment(at);
    if (moment === undefined) continue;
    const isSeen =
      timeline.summary(index).wallMilliseconds - timeline.summary(at).wallMilliseconds <= KEPT_MILLISECONDS;
    const isBeginning = shown === undefined || moment.previous === undefined;
    const before: State = shown ?? state;
    const begun = isBeginning ? begunAt(before, timeline, moment) : before;
    shown = follow(begun, { ...past, index: at, needs: moment.needs }, moment, isSeen || at === index);
  }
  return { ...(shown ?? state), news: state.news, notice: state.notice };
}

function firstOf(timeline: Timeline, index: number): number {
  const least = Math.max(timeline.first, index + 1 - SYSTEM_SAMPLES);
  let first = index;
  while (first > least && !timeline.summary(first).isAfterGap) first -= 1;
  return first;
}

/** Nothing is known yet but what was chosen, and what happened before. */
function begunAt(state: State, timeline: Timeline, { index, snapshot }: Moment): State {
  const earlier = { snapshot, runs: (most: number) => runsBefore(timeline, index, most) };
  const begun = new Map(
    PARTS.map((part: Part) => {
      const own = part.begin();
      return [part.id, part.earlier?.(own, earlier) ?? own] as const;
    }),
  );
  return { ...state, own: chosenIn(begun, state.own), history: createHistory(), list: undefined, ended: [] };
}

/** What happened before a sample, run by run: no samples are missing between those of one. */
function runsBefore(timeline: Timeline, index: number, most: number): readonly (readonly ProcessEvent[])[] {
  let run: ProcessEvent[] = [];
  const runs = [run];
  let at = index;
  for (const past of eventsUntil(timeline, index - 1, most)) {
    let isAfterGap = false;
    for (; at > past.index; at--) isAfterGap ||= timeline.summary(at).isAfterGap;
    if (isAfterGap) {
      run = [];
      runs.push(run);
    }
    run.push(past.event);
  }
  for (const each of runs) each.reverse();
  return runs.reverse();
}

/** The next sample. Those that are not shown need no list, but for the rows that end in them. */
function follow(state: State, past: Past, { snapshot, previous }: Moment, isSeen: boolean): State {
  const now = 1000 * snapshot.system.monotonicSeconds;
  const sample = completed(state, { snapshot, rates: ratesOnDemand(previous, snapshot) });
  remember(state.history, sample);
  const gone = isSeen && state.list !== undefined ? rowsThatEnded(state, snapshot, now) : [];
  const told = tell({ ...state, sample, past }, { type: 'sampled' }, now).state;
  return isSeen ? arrange(prepareRows({ ...told, ended: endedRows(told, gone, now) })) : told;
}
