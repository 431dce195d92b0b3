import type { PaneContext, Part } from '../list/part.js';
import { listHeight } from './layout.js';
import { choicesOf, neededOf } from './needs.js';
import { paneOf, rowSlot, selectedProcessSlot, selectedSlot } from './pane-state.js';
import { settingValue } from './settings.js';
import { ownOf, type State, topLayer } from './state.js';

/** The part of the state that a pane sees. Expensive values are computed on demand. */
export function contextOf<Own>(state: State, part: Part<Own>, now = Number.NaN): PaneContext<Own> {
  const { sample, history, size, settings, paused, notice, alone, list, top } = state;
  const layer = topLayer(state);
  const page = layer?.kind === 'detail' && layer.refusal === undefined ? layer : undefined;
  return {
    ...{ sample, history, size, now, paused, notice, alone },
    own: ownOf(state, part),
    isOpen: part.id === state.pane,
    get needed() {
      return neededOf(state);
    },
    setting: (id) => settingValue(settings, id),
    unicode: settings.unicode,
    header: settings.header,
    inspected: page && { target: page.target, tab: page.tab },
    selectedProcess: () => selectedProcessSlot(state),
    visible: () => list?.slots.subarray(top, top + listHeight(state)).filter((slot) => slot >= 0) ?? new Int32Array(0),
    selected: () => selectedSlot(state),
    chosen: () => chosenSlots(state),
    selectedPort: () => {
      const slot = selectedSlot(state);
      return sample === undefined || slot < 0 ? undefined : paneOf(state).port?.(sample, slot);
    },
  };
}

/** The processes of the tagged rows that still exist, otherwise of the selected row. */
function chosenSlots(state: State): readonly number[] {
  const serials = state.tagged.size > 0 ? [...state.tagged] : [state.selected];
  return serials.map((serial) => rowSlot(state, serial)).filter((slot) => slot >= 0);
}

/** Whether the open pane shows its rows as a tree. */
export function isTree(state: State): boolean {
  const pane = paneOf(state);
  return pane.isTree?.(choicesOf(state, pane, NOTHING)) ?? false;
}

/** The pane's own filters in words. */
export function narrowedBy(state: State): readonly string[] {
  const pane = paneOf(state);
  return pane.narrowedBy?.(choicesOf(state, pane, NOTHING)) ?? [];
}

const NOTHING: ReadonlySet<string> = new Set();
