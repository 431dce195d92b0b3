import { interfaceStrip, interfaceStripHeight } from '../connections/interface-strip.js';
import type { PaneContext, PaneId } from '../list/pane.js';
import { memoryPanel, memoryPanelHeight } from '../memory/memory-panel.js';
import type { MemoryState } from '../memory/memory-state.js';
import type { Line } from '../text/line.js';
import { selectedProcessSlot } from './pane-state.js';
import type { State } from './state.js';

type Context = PaneContext<MemoryState>;

/** What a pane has between the meters and the status line. */
type Panel = { readonly height: (context: Context) => number; readonly lines: (context: Context) => readonly Line[] };

const PANELS: { readonly [Pane in PaneId]?: Panel } = {
  connections: { height: interfaceStripHeight, lines: interfaceStrip },
  memory: { height: memoryPanelHeight, lines: memoryPanel },
};

export function panelHeight(state: State): number {
  return PANELS[state.pane]?.height(contextOf(state)) ?? 0;
}

/** As many lines as panelHeight says, none wider than the terminal. */
export function panelLines(state: State): readonly Line[] {
  return PANELS[state.pane]?.lines(contextOf(state)) ?? [];
}

function contextOf(state: State): Context {
  const { sample, history, size, settings, memory } = state;
  const { unicode, header } = settings;
  return { sample, history, size, unicode, header, own: memory, selectedProcess: () => selectedProcessSlot(state) };
}
