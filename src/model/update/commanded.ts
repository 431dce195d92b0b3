import type { Command } from '../list/commands.js';
import { pageContent } from '../pages/pages.js';
import { listHeight, pageHeight } from '../state/layout.js';
import { type Effect, only, type Step, step } from '../state/messages.js';
import { type State, say, topLayer } from '../state/state.js';
import { confirmSignal } from './acting.js';
import { lostNow } from './choosing.js';
import { copy } from './copying.js';
import { inList } from './in-list.js';
import { stepInTime } from './looking-back.js';
import { holdOrder, showSelected } from './moving.js';
import * as pages from './pages.js';
import * as pickers from './pickers.js';
import * as prompts from './prompts.js';
import { hasUnsaved } from './unsaved.js';

/** Passes a command to the topmost dialog, or to the list if there is none. */
export function commanded(state: State, command: Command, now: number): Step {
  if (command.type === 'quit') return quit(state, command.asks ?? false);
  const { state: next, effects } = dispatch({ ...state, isQuitting: false }, command, now);
  const closes = next.layers.length < state.layers.length && !rearranges(topLayer(state), command);
  return step(known(closes ? backInList(next, now) : next), ...effects);
}

/** The notice about an ended process stays until another is selected and a key was pressed. */
function known(state: State): State {
  return state.lost !== undefined && state.isChosen && state.selected !== 0 ? { ...state, lost: undefined } : state;
}

/** After these menus the list scrolls by their choice, not to the selection. */
function rearranges(layer: State['layers'][number] | undefined, command: Command): boolean {
  if (layer?.kind !== 'picker' || command.type !== 'accept') return false;
  return layer.purpose === 'sort' || layer.purpose === 'palette';
}

/** After a dialog, its process is scrolled into view. */
function backInList(state: State, now: number): State {
  if (state.layers.length > 0) return state;
  const lost = state.lost && lostNow({ ...state, selectedText: state.lost.text }, now);
  return holdOrder(showSelected({ ...state, lost }), now);
}

function dispatch(state: State, command: Command, now: number): Step {
  const layer = topLayer(state);
  if (command.type === 'suspend') return step(state, { type: 'suspend' });
  if (command.type === 'redraw') return step(state, { type: 'redraw' });
  switch (layer?.kind) {
    case 'prompt':
      return inPrompt(state, layer, command);
    case 'picker':
      return inPicker(state, layer, command, now);
    case 'confirm':
      if (command.type === 'accept') return confirmSignal(state, layer);
      return command.type === 'back' ? closeTop(state) : only(state);
    case 'detail':
    case 'help':
    case 'results':
    case 'own':
      return inPage(state, layer, command, now);
    case undefined:
      return inList(state, command, now);
  }
}

type LayerOf<Kind> = Extract<State['layers'][number], { kind: Kind }>;

function inPrompt(state: State, prompt: LayerOf<'prompt'>, command: Command): Step {
  switch (command.type) {
    case 'edit':
      return only(prompts.editPrompt(state, prompt, command.edit));
    case 'accept':
      return prompts.acceptPrompt(state, prompt);
    case 'switchTab':
      return only(prompts.swapPrompt(state, prompt));
    case 'back':
      return only(prompts.cancelPrompt(state, prompt));
    default:
      return only(state);
  }
}

function inPicker(state: State, picker: LayerOf<'picker'>, command: Command, now: number): Step {
  switch (command.type) {
    case 'move':
      return only(pickers.movePicker(state, picker, command.by * (command.unit === 'row' ? 1 : listHeight(state))));
    case 'moveTo':
      return only(pickers.movePicker(state, picker, command.end === 'first' ? -Infinity : Infinity));
    case 'selectRow':
      return only(pickers.movePicker(state, picker, command.row - picker.index));
    case 'edit':
      return only(pickers.typeInPicker(state, picker, command.edit));
    case 'mark':
      return pickers.markInPicker(state, picker);
    case 'shift':
      return pickers.shiftInPicker(state, picker, command.by);
    case 'accept':
      return picker.purpose === 'palette' ? runPalette(state, picker, now) : pickers.acceptPicker(state, picker);
    case 'back':
      return closeTop(state);
    default:
      return only(state);
  }
}

function runPalette(state: State, picker: LayerOf<'picker'>, now: number): Step {
  const item = pickers.pickerItems(state, picker)[picker.index];
  if (item === undefined) return only(state);
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  return commanded(closed, picker.palette[Number(item.id)].command, now);
}

function inPage(
  state: State,
  page: LayerOf<'detail' | 'help' | 'results' | 'own'>,
  command: Command,
  now: number,
): Step {
  if (command.type === 'back' || command.type === 'accept') return closeTop(state);
  if (command.type === 'stepInTime') return only(stepInTime(state, command));
  if (command.type === 'switchTab' && page.kind === 'detail') return pages.switchTab(state, page, command.by, now);
  if (command.type === 'openTab' && page.kind === 'detail') return pages.openTab(state, page, command.tab, now);
  if (command.type === 'copy' && page.kind === 'detail') return copy(state, commandOf(page), command.exact);
  const { heading, rows } = pageContent(state, page);
  return only(pages.scrollPage(state, page, command, pageHeight(state, heading), rows.length));
}

function commandOf({ detail }: LayerOf<'detail'>): string | undefined {
  return detail !== undefined && 'value' in detail.commandLine ? detail.commandLine.value.join(' ') : undefined;
}

function closeTop(state: State): Step {
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  return step(closed, ...releases(state, state.layers.slice(-1)));
}

function quit(state: State, asks: boolean): Step {
  if (asks && !state.isQuitting && hasUnsaved(state)) {
    const asked = { ...state, isQuitting: true };
    return only(say(asked, 'unsaved settings: W in the list saves them, the same key again quits', 'danger'));
  }
  return step({ ...state, layers: [] }, ...releases(state), { type: 'quit' });
}

/** Closing a dialog closes its pidfds. */
function releases(state: State, layers = state.layers): readonly Effect[] {
  return layers.flatMap((layer): Effect[] =>
    'holds' in layer && layer.holds.length > 0 ? [{ type: 'release', holds: layer.holds }] : [],
  );
}
