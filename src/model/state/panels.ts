import { interfaceStrip, interfaceStripHeight } from '../connections/interface-strip.js';
import type { PaneId } from '../list/pane.js';
import { memoryPanel, memoryPanelHeight } from '../memory/memory-panel.js';
import type { Line } from '../text/line.js';
import type { State } from './state.js';

/** What a pane has between the meters and the status line. */
type Panel = { readonly height: (state: State) => number; readonly lines: (state: State) => readonly Line[] };

const PANELS: { readonly [Pane in PaneId]?: Panel } = {
  connections: { height: interfaceStripHeight, lines: interfaceStrip },
  memory: { height: ({ size }) => memoryPanelHeight(size), lines: memoryPanel },
};

export function panelHeight(state: State): number {
  return PANELS[state.pane]?.height(state) ?? 0;
}

/** As many lines as panelHeight says, none wider than the terminal. */
export function panelLines(state: State): readonly Line[] {
  return PANELS[state.pane]?.lines(state) ?? [];
}
