import type { PanelContext } from '../list/part.js';
import type { Line } from '../text/line.js';
import { paneOf, selectedProcessSlot } from './pane-state.js';
import { ownOf, type State } from './state.js';

export function panelHeight(state: State): number {
  return paneOf(state).panel?.height(panelContext(state)) ?? 0;
}

/** Exactly panelHeight lines, none wider than the terminal. */
export function panelLines(state: State): readonly Line[] {
  return paneOf(state).panel?.lines(panelContext(state)) ?? [];
}

function panelContext(state: State): PanelContext {
  const { sample, history, size, settings } = state;
  const { unicode, header } = settings;
  const own = ownOf(state, paneOf(state));
  return { own, sample, history, size, unicode, header, selectedProcess: () => selectedProcessSlot(state) };
}
