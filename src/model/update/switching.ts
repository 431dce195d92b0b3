import type { PaneId } from '../list/commands.js';
import { hasTab, standsAlone } from '../list/pane.js';
import type { Alone } from '../list/part.js';
import { PANES, paneById } from '../panes.js';
import { asOpen, type Below, type State } from '../state/state.js';
import { forgetTheGone } from './choosing.js';
import { arrange, prepareRows, relist } from './listing.js';

/**
 * Opens a pane in its last state, or with only some processes. A list without a tab opens over the open pane; opened
 * again, it closes.
 */
export function openPane(state: State, pane: PaneId, now: number, alone?: Alone): State {
  if (standsAlone(paneById(pane))) return switchTo({ ...state, below: [] }, pane, now, alone);
  return pane === state.pane
    ? goBelow(state, now)
    : switchTo({ ...state, below: belowOf(state, pane) }, pane, now, alone);
}

/** Closes a list without a tab; other panes stay. */
export function goBelow(state: State, now: number): State {
  const under = state.below.at(-1);
  if (under === undefined) return state;
  return switchTo({ ...state, below: state.below.slice(0, -1) }, under.pane, now, under.alone);
}

/** The next or previous pane with a tab, wrapping around. */
export function nextPane(state: State, by: 1 | -1, now: number): State {
  const tabs = PANES.filter(hasTab);
  const under = state.below[0]?.pane ?? state.pane;
  const from = paneById(under).within ?? under;
  const index = tabs.findIndex(({ id }) => id === from);
  return openPane(state, tabs[(index + by + tabs.length) % tabs.length].id, now);
}

/** What is below a list that is opened now. One that is below already is not opened twice. */
function belowOf({ below, pane, alone }: State, opened: PaneId): readonly Below[] {
  const known = below.findIndex((under) => under.pane === opened);
  return known < 0 ? [...below, { pane, alone }] : below.slice(0, known);
}

/** The list of the pane is made again, because its rows have changed or were not read. */
function switchTo(state: State, pane: PaneId, now: number, alone?: Alone): State {
  if (pane === state.pane) return state.alone === alone ? state : relist({ ...state, alone });
  const opened = prepareRows({ ...asOpen(state, pane), list: undefined, alone, holdUntil: 0, lost: undefined });
  return arrange(forgetTheGone(opened, now));
}
