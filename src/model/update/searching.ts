import { matchesText } from '../list/search.js';
import type { Place } from '../state/layers.js';
import { paneOf, rowSlot } from '../state/pane-state.js';
import { type State, say } from '../state/state.js';
import { clampTop, select, selectedRow, selectFirst } from './moving.js';

/** The next match below (1) or above (-1) the selection, wrapping around. */
export function findNext(state: State, direction: 1 | -1, now: number): State {
  if (state.search === '') return say(state, 'nothing to search for: press /');
  const row = nextMatch(state, selectedRow(state), direction);
  return row < 0 ? say(state, `not found: ${state.search}`) : select(state, row, now);
}

/** While a search is typed: the first match at or below its start. */
export function findFrom(state: State, origin: Place): State {
  const began = goBack(state, origin);
  if (state.search === '') return began;
  const row = nextMatch(began, selectedRow(began) - 1, 1);
  return row < 0 ? say(began, `not found: ${state.search}`) : { ...select(began, row, 0), holdUntil: state.holdUntil };
}

/** Back to the start of a search; nothing is selected if that row has ended. */
export function goBack(state: State, { selected, isChosen, lastRow, top }: Place): State {
  const lives = rowSlot(state, selected) >= 0;
  return selectFirst({ ...state, selected: lives ? selected : 0, isChosen, lastRow, top: clampTop(state, top) });
}

function nextMatch(state: State, from: number, direction: 1 | -1): number {
  const { list, sample, search } = state;
  if (list === undefined || sample === undefined) return -1;
  const start = from < 0 && direction < 0 ? 0 : Math.max(from, -1);
  for (let step = 1; step <= list.count; step++) {
    const row = (((start + step * direction) % list.count) + list.count) % list.count;
    if (list.slots[row] >= 0 && matchesText(paneOf(state), sample, list.slots[row], search)) return row;
  }
  return -1;
}
