import type { Command } from '../list/commands.js';
import { partById } from '../panes.js';
import { only, type Step, step } from '../state/messages.js';
import { type State, say } from '../state/state.js';
import { askScheduling, askSignal, niceBy } from './acting.js';
import { isAboutSelection, refusalReason, surpriseOf } from './availability.js';
import * as choosing from './choosing.js';
import { copy } from './copying.js';
import * as listing from './listing.js';
import * as looking from './looking-back.js';
import * as moving from './moving.js';
import * as pages from './pages.js';
import { tell } from './parts.js';
import { openPicker } from './pickers.js';
import { openPrompt } from './prompts.js';
import { findNext } from './searching.js';
import * as seeking from './seeking.js';
import * as switching from './switching.js';

/** A command without an open dialog. If it is not possible now, the status line says why. */
export function inList(state: State, command: Command, now: number): Step {
  const reason = refusalReason(state, command);
  if (reason !== undefined) return only(say(state, reason, 'danger'));
  if (!isAboutSelection(command)) return carriedOut(state, command, now);
  const chosen = { ...state, isChosen: true };
  const surprise = surpriseOf(state, command, now);
  return surprise === undefined ? carriedOut(chosen, command, now) : only(say(chosen, surprise, 'danger'));
}

function carriedOut(state: State, command: Command, now: number): Step {
  switch (command.type) {
    case 'askSignal':
      return askSignal(state);
    case 'own':
      return tell(state, { type: 'commanded', command: command.command }, now, [partById(command.part)]);
    case 'niceBy':
      return niceBy(moving.holdOrder(state, now), command.by);
    case 'askAffinity':
    case 'askIoPriority':
      return askScheduling(state, command.type);
    case 'inspect':
      return pages.inspect(state, command.tab, now);
    case 'pause':
      return only(looking.pause(state, now));
    case 'backToNow':
      return only(looking.backToNow(state, now));
    case 'stepInTime':
      return only(looking.stepInTime(state, command));
    case 'goToSample':
      return only(looking.goTo(state, command.index));
    case 'seek':
      return only(seeking.seek(state, command.by));
    case 'toggleMark':
      return only(seeking.toggleMark(state));
    case 'goToMark':
      return only(seeking.goToMark(state, command.by));
    case 'countGrowth':
      return only(looking.countGrowth(state));
    case 'save':
      return step(state, { type: 'save', settings: state.settings });
    case 'record':
      return state.recorder === undefined ? only(openPrompt(state, 'record')) : step(state, { type: 'endRecord' });
    case 'copy':
      return copy(state, choosing.selectedText(state));
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
      return selectRow(state, command, now);
    case 'findNext':
      return findNext(state, command.direction, now);
    case 'tag':
      return choosing.tag(state, now);
    default:
      return opened(state, command, now);
  }
}

/** A click into the other list goes to it. */
function selectRow(state: State, { row, pane }: Extract<Command, { type: 'selectRow' }>, now: number): State {
  const open = pane === undefined ? state : switching.openPane(state, pane, now);
  return row < 0 ? open : moving.selectRow(open, row, now);
}

function opened(state: State, command: Command, now: number): State {
  switch (command.type) {
    case 'openPane':
      return switching.openPane(state, command.pane, now);
    case 'nextPane':
      return switching.nextPane(state, command.by, now);
    case 'back':
      return back(state, now);
    default:
      return shown(state, command);
  }
}

function shown(state: State, command: Command): State {
  switch (command.type) {
    case 'openPrompt':
      return openPrompt(state, command.purpose);
    case 'askNice':
      return openPrompt(state, 'nice');
    case 'openPicker':
      return openPicker(state, command.purpose);
    case 'openPalette':
      return openPicker(state, 'palette', { palette: command.entries });
    case 'openHelp':
      return pages.openHelp(state);
    case 'sortBy':
      return listing.sortBy(state, command.columnId, command.turns);
    case 'shiftSort':
      return listing.shiftSort(state, command.by);
    case 'invertSort':
      return listing.invertSort(state);
    case 'toggle':
      return inSight(state, listing.toggle(state, command.setting));
    case 'fold':
      return inSight(state, choosing.fold(state, command.fold));
    case 'foldAll':
      return inSight(state, choosing.foldAll(state));
    case 'tagBranch':
      return choosing.tagBranch(state);
    case 'untagAll':
      return choosing.untagAll(state);
    case 'follow':
      return choosing.toggleFollow(state);
    default:
      return state;
  }
}

/** If there is nothing to clear, Esc closes a list without a tab. The pane below keeps its place. */
function back(state: State, now: number): State {
  const cleared = clearOne(state, now);
  if (cleared !== state) return moving.showSelected(cleared);
  if (state.below.length > 0) return switching.goBelow(state, now);
  return state.past?.live === undefined ? moving.showSelected(state) : looking.backToNow(state, now);
}

/**
 * Esc in the list clears one thing: search, filter, users, session, then following. It never quits, and never clears the
 * PIDs of -p, which no key could restore.
 */
function clearOne(state: State, now: number): State {
  if (state.search !== '') return { ...state, search: '' };
  if (state.filter.text !== '') return listing.relist({ ...state, filter: { text: '', filter: undefined } });
  if (state.users !== undefined) return listing.relist({ ...state, users: undefined });
  if (state.alone !== undefined) return switching.openPane(state, state.alone.pane, now);
  return state.follow ? { ...state, follow: false } : state;
}

/** A visible selection stays visible when the shape of the list changes. */
function inSight(before: State, after: State): State {
  return moving.isOnScreen(before, moving.selectedRow(before)) ? moving.showSelected(after) : after;
}
