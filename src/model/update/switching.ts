import type { PaneId } from '../list/commands.js';
import type { Alone } from '../list/part.js';
import { PANES } from '../panes.js';
import { type PaneState, type State, UNTOUCHED } from '../state/state.js';
import { forgetTheGone } from './choosing.js';
import { arrange, prepareRows, relist } from './listing.js';

/**
 * Opens a pane in its last state, or with only some processes. Its list is made again, because its rows have changed or
 * were not read.
 */
export function openPane(state: State, pane: PaneId, now: number, alone?: Alone): State {
  if (pane === state.pane) return state.alone === alone ? state : relist({ ...state, alone });
  const parked = new Map(state.parked).set(state.pane, paneStateOf(state));
  const found = { ...(parked.get(pane) ?? UNTOUCHED), list: undefined };
  const opened = prepareRows({ ...state, ...found, pane, parked, alone, holdUntil: 0, lost: undefined });
  return arrange(forgetTheGone(opened, now));
}

/** The next or previous pane, wrapping around. */
export function nextPane(state: State, by: 1 | -1, now: number): State {
  const index = PANES.findIndex(({ id }) => id === state.pane);
  return openPane(state, PANES[(index + by + PANES.length) % PANES.length].id, now);
}

function paneStateOf(state: State): PaneState {
  const { list, filter, search, selected, isChosen, selectedText, lastRow, follow, tagged, folded, top, shift } = state;
  return { list, filter, search, selected, isChosen, selectedText, lastRow, follow, tagged, folded, top, shift };
}
