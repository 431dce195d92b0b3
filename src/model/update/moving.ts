import type { Command } from '../list/commands.js';
import { livingRow, rowOfSerial } from '../list/list.js';
import { listHeight } from '../state/layout.js';
import { paneOf } from '../state/pane-state.js';
import { type State, say } from '../state/state.js';

/** Sorting is paused for this time after each move. */
const HOLD_MILLISECONDS = 2000;
const SHIFT_CELLS = 8;

type Move = Extract<Command, { type: 'move' }>;

/** If the selection is not on the screen, a step starts at the visible rows. */
export function move(state: State, { by, unit }: Move, now: number): State {
  const height = listHeight(state);
  const distance = unit === 'row' ? by : by * Math.max(1, unit === 'page' ? height - 1 : Math.floor(height / 2));
  const row = selectedRow(state);
  const direction = distance < 0 ? -1 : 1;
  if (row >= 0 && isOnScreen(state, row)) return select(state, row + distance, now, direction);
  if (row >= 0 || !isOnScreen(state, state.lastRow))
    return select(state, state.top + (unit === 'row' ? 0 : distance), now, direction);
  // The next process has moved into the row of the ended one, so one step down selects it.
  const isSkipped = distance > 0 && unit === 'row' && state.list?.slots[state.lastRow] !== -1;
  return select(state, state.lastRow + (isSkipped ? distance - 1 : distance), now, direction);
}

export function moveTo(state: State, end: 'first' | 'last', now: number): State {
  return select(state, end === 'first' ? 0 : rowCount(state) - 1, now, end === 'first' ? 1 : -1);
}

export function selectRow(state: State, rowOnScreen: number, now: number): State {
  const row = state.top + rowOnScreen;
  if (state.list?.slots[row] === -1) return say(state, 'it has ended: nothing was done', 'danger');
  return row < rowCount(state) ? select(state, row, now) : state;
}

export function scrollRows(state: State, by: number, now: number): State {
  return holdOrder({ ...state, top: clampTop(state, state.top + by) }, now);
}

/** Pauses sorting for a moment. */
export function holdOrder(state: State, now: number): State {
  return { ...state, holdUntil: now + HOLD_MILLISECONDS };
}

export function scroll(state: State, by: number): State {
  return { ...state, shift: Math.max(0, state.shift + by * SHIFT_CELLS) };
}

/**
 * Selects a row and scrolls it into view; one that has ended is passed over. Selecting another row ends following.
 */
export function select(state: State, row: number, now: number, direction: 1 | -1 = 1): State {
  const { list, sample } = state;
  if (list === undefined || sample === undefined || list.count === 0) return state;
  const lastRow = livingRow(list, Math.min(Math.max(row, 0), list.count - 1), direction);
  if (lastRow < 0) return state;
  const selected = list.serials[lastRow];
  const follow = state.follow && selected === state.selected;
  return holdOrder(showSelected({ ...state, selected, isChosen: true, lastRow, follow }), now);
}

/** Until the user selects a row, the first one is selected. */
export function selectFirst(state: State): State {
  if (state.isChosen) return state;
  const lastRow = state.list === undefined ? -1 : livingRow(state.list, 0, 1);
  return { ...state, selected: state.list?.serials[lastRow] ?? 0, lastRow: Math.max(0, lastRow), follow: false };
}

/** Scrolls as little as needed to make the selected row visible. */
export function showSelected(state: State): State {
  const row = selectedRow(state);
  if (row < 0) return { ...state, top: clampTop(state, state.top) };
  const height = listHeight(state);
  const top = Math.min(Math.max(state.top, row - height + 1), row);
  return { ...state, top: clampTop(state, top) };
}

/** The row of the selection in the whole list, -1 if it is not in it. */
export function selectedRow(state: State): number {
  const { list, sample, selected } = state;
  const rows = sample && paneOf(state).rows(sample);
  return list === undefined || rows === undefined ? -1 : rowOfSerial(list, rows, selected);
}

export function isOnScreen(state: State, row: number): boolean {
  return row >= state.top && row < state.top + listHeight(state);
}

export function clampTop(state: State, top: number): number {
  return Math.max(0, Math.min(top, rowCount(state) - listHeight(state)));
}

function rowCount(state: State): number {
  return state.list?.count ?? 0;
}
