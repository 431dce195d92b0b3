import type { PaneContext, Part } from '../list/part.js';
import { listHeight } from './layout.js';
import { choicesOf, neededOf } from './needs.js';
import { paneOf, rowSlot, selectedProcessSlot, selectedSlot } from './pane-state.js';
import { settingValue } from './settings.js';
import { ownOf, type State, topLayer } from './state.js';

/** The part of the state that a pane sees. Expensive values are computed on demand. */
export function contextOf<Own>(state: State, part: Part<Own>, now = Number.NaN): PaneContext<Own> {
  return new Context(state, part, now);
}

/** Every part is given one of its own at each sample and key, and looks at little of it. */
class Context<Own> implements PaneContext<Own> {
  constructor(
    private readonly state: State,
    private readonly part: Part<Own>,
    readonly now: number,
  ) {}

  get sample() {
    return this.state.sample;
  }

  get history() {
    return this.state.history;
  }

  get size() {
    return this.state.size;
  }

  get paused() {
    return this.state.past !== undefined;
  }

  get notice() {
    return this.state.notice;
  }

  get alone() {
    return this.state.alone;
  }

  get own() {
    return ownOf(this.state, this.part);
  }

  get isOpen() {
    return this.part.id === this.state.pane;
  }

  get needed() {
    return neededOf(this.state);
  }

  get unicode() {
    return this.state.settings.unicode;
  }

  get header() {
    return this.state.settings.header;
  }

  get inspected() {
    const layer = topLayer(this.state);
    const page = layer?.kind === 'detail' && layer.refusal === undefined ? layer : undefined;
    return page && { target: page.target, tab: page.tab };
  }

  // Functions that parts take out of it by their names.
  get setting() {
    return (id: string) => settingValue(this.state.settings, id);
  }

  get selectedProcess() {
    return () => selectedProcessSlot(this.state);
  }

  get visible() {
    const { list, top } = this.state;
    const rows = () => list?.slots.subarray(top, top + listHeight(this.state)) ?? new Int32Array(0);
    return () => rows().filter((slot) => slot >= 0);
  }

  get selected() {
    return () => selectedSlot(this.state);
  }

  get chosen() {
    return () => chosenSlots(this.state);
  }

  get selectedPort() {
    const { state } = this;
    return () => {
      const slot = selectedSlot(state);
      return state.sample === undefined || slot < 0 ? undefined : paneOf(state).port?.(state.sample, slot);
    };
  }
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
