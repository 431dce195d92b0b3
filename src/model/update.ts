import type { Command } from './commands.js';
import { remember } from './history.js';
import { listHeight, pageHeight } from './layout.js';
import { pageRows } from './pages.js';
import { computeRates } from './rates.js';
import type { Snapshot } from './snapshot.js';
import { type Effect, type Message, only, replaceTop, type State, type Step, say, step, topLayer } from './state.js';
import { askScheduling, askSignal, confirmSignal, held, niceBy, reported } from './update/acting.js';
import { refusalReason } from './update/availability.js';
import * as choosing from './update/choosing.js';
import * as listing from './update/listing.js';
import * as moving from './update/moving.js';
import * as pages from './update/pages.js';
import * as pickers from './update/pickers.js';
import * as prompts from './update/prompts.js';
import { findNext } from './update/searching.js';

/** The one place where things change: what came in and what was, to what is and what is to be done outside. */
export function update(state: State, message: Message): Step {
  switch (message.type) {
    case 'sample':
      return sampled(state, message.snapshot, message.now);
    case 'trouble':
      return only({ ...state, trouble: message.text });
    case 'command':
      return commanded({ ...state, notice: undefined }, message.command, message.now);
    case 'resize':
      return only(resized(state, message.columns, message.rows));
    case 'held':
      return held(state, message.targets, message.results);
    case 'acted':
      return only(reported(state, message.title, message.results));
    case 'inspected':
      return only(inspected(state, message));
    case 'inspectRefused':
      return only(inspectRefused(state, message));
    case 'notice':
      return only({ ...state, notice: message.notice });
  }
}

function sampled(state: State, snapshot: Snapshot, now: number): Step {
  const previous = state.sample;
  const rates = computeRates(previous?.snapshot, snapshot);
  const sample = { snapshot, rates };
  remember(state.history, sample);
  const known = choosing.forgetTheGone({ ...state, sample, trouble: undefined });
  const listed = listing.relist(known, now < state.holdUntil);
  const target = pages.inspectedTarget(listed);
  return target === undefined ? only(listed) : step(listed, { type: 'inspect', target });
}

function resized(state: State, columns: number, rows: number): State {
  const sized = { ...state, size: { columns, rows } };
  const row = moving.selectedRow(sized);
  return row >= 0 && moving.isOnScreen(state, row)
    ? moving.showSelected(sized)
    : { ...sized, top: moving.clampTop(sized, state.top) };
}

type Inspected = Extract<Message, { type: 'inspected' }>;

function inspected(state: State, { serial, detail }: Inspected): State {
  const top = topLayer(state);
  if (top?.kind === 'detail' && top.target.serial === serial) return replaceTop(state, { ...top, detail });
  if (top?.kind === 'picker' && top.targets[0]?.serial === serial) return pickers.loadPicker(state, top, detail);
  return state;
}

type InspectRefused = Extract<Message, { type: 'inspectRefused' }>;

function inspectRefused(state: State, { serial, refusal }: InspectRefused): State {
  const top = topLayer(state);
  return top?.kind === 'detail' && top.target.serial === serial ? replaceTop(state, { ...top, refusal }) : state;
}

function commanded(state: State, command: Command, now: number): Step {
  const layer = topLayer(state);
  if (command.type === 'quit') return step(closeAll(state), ...releases(state), { type: 'quit' });
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
      return inPage(state, layer, command);
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

function inPage(state: State, page: LayerOf<'detail' | 'help' | 'results'>, command: Command): Step {
  if (command.type === 'back' || command.type === 'accept') return closeTop(state);
  if (command.type === 'switchTab' && page.kind === 'detail') return only(pages.switchTab(state, page, command.by));
  if (command.type === 'copy' && page.kind === 'detail') return copy(state, commandOf(page));
  return only(pages.scrollPage(state, page, command, pageHeight(state), pageRows(state, page).length));
}

function commandOf({ detail }: LayerOf<'detail'>): string | undefined {
  return detail !== undefined && 'value' in detail.commandLine ? detail.commandLine.value.join(' ') : undefined;
}

function inList(state: State, command: Command, now: number): Step {
  const reason = refusalReason(state, command);
  if (reason !== undefined) return only(say(state, reason, 'danger'));
  switch (command.type) {
    case 'askSignal':
      return askSignal(state);
    case 'niceBy':
      return niceBy(state, command.by);
    case 'askAffinity':
    case 'askIoPriority':
      return askScheduling(state, command.type);
    case 'inspect':
      return pages.inspect(state, command.tab);
    case 'pause':
      return step({ ...state, paused: !state.paused }, { type: 'pause', paused: !state.paused });
    case 'save':
      return step(state, { type: 'save', settings: state.settings });
    case 'copy':
      return copy(state, selectedPid(state));
    default:
      return only(listed(state, command, now));
  }
}

function listed(state: State, command: Command, now: number): State {
  switch (command.type) {
    case 'move':
      return moving.move(state, command, now);
    case 'moveTo':
      return moving.moveTo(state, command.end, now);
    case 'moveToParent':
      return choosing.moveToParent(state, now);
    case 'scroll':
      return moving.scroll(state, command.by);
    case 'scrollRows':
      return moving.scrollRows(state, command.by, now);
    case 'selectRow':
      return moving.selectRow(state, command.row, now);
    case 'findNext':
      return findNext(state, command.direction, now);
    case 'tag':
      return choosing.tag(state, now);
    default:
      return shown(state, command);
  }
}

function shown(state: State, command: Command): State {
  switch (command.type) {
    case 'openPrompt':
      return prompts.openPrompt(state, command.purpose);
    case 'askNice':
      return prompts.openPrompt(state, 'nice');
    case 'openPicker':
      return pickers.openPicker(state, command.purpose);
    case 'openPalette':
      return pickers.openPicker(state, 'palette', { palette: command.entries });
    case 'openHelp':
      return pages.openHelp(state);
    case 'sortBy':
      return listing.sortBy(state, command.columnId);
    case 'shiftSort':
      return listing.shiftSort(state, command.by);
    case 'invertSort':
      return listing.invertSort(state);
    case 'toggle':
      return listing.toggle(state, command.setting);
    case 'fold':
      return choosing.fold(state, command.fold);
    case 'foldAll':
      return choosing.foldAll(state);
    case 'tagBranch':
      return choosing.tagBranch(state);
    case 'untagAll':
      return choosing.untagAll(state);
    case 'follow':
      return choosing.toggleFollow(state);
    case 'back':
      return peel(state);
    default:
      return state;
  }
}

/** Esc in the list takes back one thing: the search, then the filters, then following. Never the program. */
function peel(state: State): State {
  if (state.search !== '') return { ...state, search: '' };
  if (state.filter.text !== '') return listing.relist({ ...state, filter: { text: '', filter: undefined } });
  if (state.users !== undefined || state.pids !== undefined) {
    return listing.relist({ ...state, users: undefined, pids: undefined });
  }
  return { ...state, follow: false };
}

function copy(state: State, text: string | undefined): Step {
  if (text === undefined) return only(say(state, 'nothing to copy', 'danger'));
  return step(say(state, `copied: ${text.length > 40 ? `${text.length} characters` : text}`), { type: 'copy', text });
}

function selectedPid({ sample, ...state }: State): string | undefined {
  const slot = choosing.selectedSlot({ sample, ...state });
  return sample === undefined || slot < 0 ? undefined : String(sample.snapshot.processes.columns.pid[slot]);
}

function closeTop(state: State): Step {
  const closed = { ...state, layers: state.layers.slice(0, -1) };
  return step(closed, ...releases(state, state.layers.slice(-1)));
}

function closeAll(state: State): State {
  return { ...state, layers: [] };
}

/** Processes that a dialog holds open are let go with it. */
function releases(state: State, layers = state.layers): readonly Effect[] {
  return layers.flatMap((layer): Effect[] =>
    'holds' in layer && layer.holds.length > 0 ? [{ type: 'release', holds: layer.holds }] : [],
  );
}
