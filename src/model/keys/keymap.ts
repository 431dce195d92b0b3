import { type Binding, type KeyPreset, type Mode, section } from '../list/binding.js';
import type { Command, Edit, PaletteEntry } from '../list/commands.js';
import type { PaneId } from '../list/pane.js';
import { PANES } from '../panes.js';
import { keyName } from './key-names.js';
import { synonymsOf } from './synonyms.js';

const moving = section('list', 'Move');
const finding = section('list', 'Find');
const sorting = section('list', 'Sort');
const sortingProcesses = section('list', 'Sort', ['processes']);
const tree = section('list', 'Tree', ['processes']);
const choosing = section('list', 'Select');
const treeTag = section('list', 'Select', ['processes']);
const acting = section('list', 'Act', ['processes', 'memory']);
const inspecting = section('list', 'Inspect', ['processes', 'memory']);
const inspectingProcess = section('list', 'Inspect', ['processes']);
const remembering = section('list', 'Memory', ['memory']);
const connecting = section('list', 'Connections', ['connections']);
const hangingUp = section('list', 'Sessions', ['sessions']);
const showing = section('list', 'Show');
const showingProcesses = section('list', 'Show', ['processes']);
const panes = section('list', 'Panes');
const program = section('list', 'Program');
const prompt = section('prompt', 'In a prompt');
const picker = section('picker', 'In a menu');
const confirm = section('confirm', 'Confirm SIGKILL');
const page = section('page', 'On a page');

const step = (by: number, unit: 'row' | 'halfPage' | 'page' = 'row'): Command => ({ type: 'move', by, unit });
const edit = (edit: Edit): Command => ({ type: 'edit', edit });

/** Every key. Dispatch, footer, help, palette and docs/keys.md are made from this table. */
export const KEYMAP: readonly Binding[] = [
  moving('up', step(-1), 'Previous row', { vim: ['up', 'k'] }),
  moving('down', step(1), 'Next row', { vim: ['down', 'j'] }),
  moving('pageUp ctrl+b', step(-1, 'page'), 'Page up'),
  moving('pageDown ctrl+f', step(1, 'page'), 'Page down'),
  moving('ctrl+u', step(-1, 'halfPage'), 'Half a page up'),
  moving('ctrl+d', step(1, 'halfPage'), 'Half a page down'),
  moving('home g', { type: 'moveTo', end: 'first' }, 'First row'),
  moving('end G', { type: 'moveTo', end: 'last' }, 'Last row'),
  moving('left', { type: 'scroll', by: -1 }, 'Scroll left', { vim: ['left', 'h'] }),
  moving('right', { type: 'scroll', by: 1 }, 'Scroll right: long commands', { vim: ['right', 'l'] }),

  ...PANES.map(({ id, label, key }) => panes(key, { type: 'openPane', pane: id }, label)),
  panes('tab', { type: 'nextPane', by: 1 }, 'Next pane', { first: true }),
  panes('shift+tab', { type: 'nextPane', by: -1 }, 'Previous pane'),

  finding('f3 /', { type: 'openPrompt', purpose: 'search' }, 'Search; digits: PID or port', {
    label: 'Search',
    first: true,
  }),
  finding('n', { type: 'findNext', direction: 1 }, 'Next match'),
  finding('N shift+f3', { type: 'findNext', direction: -1 }, 'Previous match, if searching', { whileSearching: true }),
  finding('f4 \\ o', { type: 'openPrompt', purpose: 'filter' }, 'Filter: cpu>5 and user=www', {
    label: 'Filter',
    first: true,
  }),
  finding('u', { type: 'openPicker', purpose: 'user' }, 'Filter by user', { first: true }),
  finding('y', { type: 'copy' }, 'Copy the PID or address'),

  sortingProcesses('P', { type: 'sortBy', columnId: 'cpuPercent' }, 'Sort by CPU%', { first: true }),
  sortingProcesses('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory', { first: true }),
  sortingProcesses('T', { type: 'sortBy', columnId: 'cpuSeconds' }, 'Sort by CPU time'),
  sorting('N', { type: 'sortBy', columnId: 'pid' }, 'Sort by PID'),
  sorting('<', { type: 'shiftSort', by: -1 }, 'Sort by the previous column'),
  sorting('>', { type: 'shiftSort', by: 1 }, 'Sort by the next column'),
  sorting('f6 .', { type: 'openPicker', purpose: 'sort' }, 'Choose the sort column', { label: 'Sort', first: true }),
  sorting('I R', { type: 'invertSort' }, 'Reverse sort order', { first: true }),

  tree('f5 t V', { type: 'toggle', setting: 'tree' }, 'Toggle tree view', { label: 'Tree', first: true }),
  tree('+ =', { type: 'fold', fold: false }, 'Unfold the branch'),
  tree('-', { type: 'fold', fold: true }, 'Fold the branch'),
  tree('*', { type: 'foldAll' }, 'Fold or unfold all'),
  tree('backspace', { type: 'moveToParent' }, 'Select the parent'),

  choosing('space', { type: 'tag' }, 'Tag or untag the row', { first: true }),
  treeTag('c', { type: 'tagBranch' }, 'Tag the branch'),
  choosing('U', { type: 'untagAll' }, 'Untag all'),
  choosing('F', { type: 'follow' }, 'Follow the selected row', { first: true }),

  acting('f7 ]', { type: 'niceBy', by: -1 }, 'Lower nice (more CPU)', { label: 'Nice-' }),
  acting('f8 [', { type: 'niceBy', by: 1 }, 'Raise nice (less CPU)', { label: 'Nice+' }),
  acting('r', { type: 'askNice' }, 'Set the nice value'),
  acting('f9 k', { type: 'askSignal' }, 'Send a signal: kill, stop …', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  acting('a', { type: 'askAffinity' }, 'Set CPU affinity'),
  acting('i', { type: 'askIoPriority' }, 'Set I/O priority'),

  connecting('enter', { type: 'jumpToOwner' }, 'Go to the owning process', { first: true }),
  connecting('f9 k', { type: 'askSignal' }, 'Send a signal to its process', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  connecting('l', { type: 'toggleListening' }, 'Listening sockets only', { vim: ['L'], first: true }),
  connecting('x', { type: 'toggleUnix' }, 'Show or hide unix sockets', { first: true }),
  connecting('w', { type: 'toggleWatch' }, 'Watch or unwatch local port', { first: true }),
  connecting('R', { type: 'toggleHostNames' }, 'Host names or addresses', { first: true }),

  hangingUp('enter', { type: 'showSession' }, 'Show its processes', { first: true }),
  hangingUp('f9 k', { type: 'askHangUp' }, 'Hang up or end the session', {
    label: 'HangUp',
    vim: ['f9', 'K'],
    first: true,
  }),

  inspectingProcess('enter', { type: 'inspect', tab: 'overview' }, 'Show process details', { first: true }),
  remembering('enter', { type: 'inspect', tab: 'mappings' }, 'Show mapped files', { first: true }),
  remembering('b', { type: 'nextGrouping' }, 'Group by program, user …', { first: true }),
  remembering('x', { type: 'resetGrowth' }, 'Count growth from now', { first: true }),
  remembering('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory', { first: true }),

  inspecting('w', { type: 'inspect', tab: 'command' }, 'Show the full command'),
  inspecting('l', { type: 'inspect', tab: 'files' }, 'Show open files and sockets', { vim: ['L'], first: true }),
  inspecting('e', { type: 'inspect', tab: 'environment' }, 'Show the environment'),

  showingProcesses('H', { type: 'toggle', setting: 'threads' }, 'Show or hide threads', { first: true }),
  showingProcesses('K', { type: 'toggle', setting: 'kernelThreads' }, 'Show or hide kernel threads', {
    vim: ['ctrl+k'],
  }),
  showing('p', { type: 'toggle', setting: 'fullPath' }, 'Full command paths'),
  showing('0', { type: 'toggle', setting: 'cpuBasis' }, 'CPU%: one core or machine'),
  showing('%', { type: 'toggle', setting: 'memoryUnits' }, 'Memory: bytes or percent'),
  showing('f', { type: 'openPicker', purpose: 'columns' }, 'Choose the columns', { first: true }),
  showing('E', { type: 'openPortEvents' }, 'Show port events'),
  showing('#', { type: 'toggle', setting: 'header' }, 'Show or hide meters'),

  program('f1 h ?', { type: 'openHelp' }, 'Help', { label: 'Help', vim: ['f1', '?'] }),
  program('f2 S', { type: 'openPicker', purpose: 'setup' }, 'Setup', { label: 'Setup', first: true }),
  program('W', { type: 'save' }, 'Save settings'),
  program('z Z', { type: 'pause' }, 'Pause or resume', { first: true }),
  program('d', { type: 'openPrompt', purpose: 'delay' }, 'Set the delay'),
  program('ctrl+l', { type: 'redraw' }, 'Redraw the screen'),
  program('ctrl+z', { type: 'suspend' }, 'Suspend; fg resumes'),
  program('escape', { type: 'back' }, 'Clear search, filter, users …', { first: true }),
  program('f10 q', { type: 'quit', asks: true }, 'Quit', { label: 'Quit', first: true }),
  program('ctrl+c', { type: 'quit' }, 'Quit without asking'),

  prompt('enter', { type: 'accept' }, 'Apply', { label: 'Apply' }),
  prompt('escape ctrl+g', { type: 'back' }, 'Cancel', { label: 'Cancel' }),
  prompt('tab', { type: 'switchTab', by: 1 }, 'Switch search and filter', { label: 'Search/Filter' }),
  prompt('left', edit({ type: 'cursor', to: 'left' }), 'Cursor left'),
  prompt('right', edit({ type: 'cursor', to: 'right' }), 'Cursor right'),
  prompt('home ctrl+a', edit({ type: 'cursor', to: 'start' }), 'Cursor to start'),
  prompt('end ctrl+e', edit({ type: 'cursor', to: 'end' }), 'Cursor to end'),
  prompt('backspace', edit({ type: 'erase', what: 'before' }), 'Delete backwards'),
  prompt('delete', edit({ type: 'erase', what: 'after' }), 'Delete forwards'),
  prompt('ctrl+w', edit({ type: 'erase', what: 'word' }), 'Delete the word before'),
  prompt('ctrl+u', edit({ type: 'erase', what: 'toStart' }), 'Delete to start'),
  prompt('ctrl+k', edit({ type: 'erase', what: 'toEnd' }), 'Delete to end'),
  prompt('up', edit({ type: 'recall', direction: 1 }), 'Previous in history'),
  prompt('down', edit({ type: 'recall', direction: -1 }), 'Next in history'),
  prompt('f10', { type: 'quit', asks: true }, 'Quit'),
  prompt('ctrl+c', { type: 'quit' }, 'Quit without asking'),
  prompt('ctrl+z', { type: 'suspend' }, 'Suspend'),

  picker('enter', { type: 'accept' }, 'Choose', { label: 'Choose' }),
  picker('escape ctrl+g', { type: 'back' }, 'Close the menu', { label: 'Close' }),
  picker('space', { type: 'mark' }, 'Toggle or change', { label: 'Toggle' }),
  picker('up', step(-1), 'Up'),
  picker('down', step(1), 'Down'),
  picker('pageUp', step(-1, 'page'), 'Page up'),
  picker('pageDown', step(1, 'page'), 'Page down'),
  picker('home', { type: 'moveTo', end: 'first' }, 'First'),
  picker('end', { type: 'moveTo', end: 'last' }, 'Last'),
  picker('left', { type: 'shift', by: -1 }, 'Move left; previous value'),
  picker('right', { type: 'shift', by: 1 }, 'Move right; next value'),
  picker('backspace', edit({ type: 'erase', what: 'before' }), 'Delete typed text'),
  picker('f10', { type: 'quit', asks: true }, 'Quit'),
  picker('ctrl+c', { type: 'quit' }, 'Quit without asking'),
  picker('ctrl+z', { type: 'suspend' }, 'Suspend'),

  confirm('y', { type: 'accept' }, 'Kill', { label: 'Kill' }),
  confirm('escape n q', { type: 'back' }, 'Cancel', { label: 'Cancel' }),
  confirm('f10', { type: 'quit', asks: true }, 'Quit'),
  confirm('ctrl+c', { type: 'quit' }, 'Quit without asking'),
  confirm('ctrl+z', { type: 'suspend' }, 'Suspend'),

  page('escape q enter', { type: 'back' }, 'Close the page', { label: 'Close' }),
  page('tab right', { type: 'switchTab', by: 1 }, 'Next tab', { label: 'Next tab' }),
  page('shift+tab left', { type: 'switchTab', by: -1 }, 'Previous tab'),
  page('up', step(-1), 'Line up', { vim: ['up', 'k'] }),
  page('down', step(1), 'Line down', { vim: ['down', 'j'] }),
  page('pageUp ctrl+b', step(-1, 'page'), 'Page up'),
  page('pageDown ctrl+f space', step(1, 'page'), 'Page down'),
  page('ctrl+u', step(-1, 'halfPage'), 'Half a page up'),
  page('ctrl+d', step(1, 'halfPage'), 'Half a page down'),
  page('home g', { type: 'moveTo', end: 'first' }, 'Top'),
  page('end G', { type: 'moveTo', end: 'last' }, 'End'),
  page('y', { type: 'copy' }, 'Copy the command', { label: 'Copy' }),
  page('ctrl+l', { type: 'redraw' }, 'Redraw the screen'),
  page('f10', { type: 'quit', asks: true }, 'Quit'),
  page('ctrl+c', { type: 'quit' }, 'Quit without asking'),
  page('ctrl+z', { type: 'suspend' }, 'Suspend'),
];

/** Opens the list of all commands. It is not in the table, because its command contains the table. */
export const PALETTE_KEY = ':';

export type KeyContext = {
  readonly mode: Mode;
  readonly pane: PaneId;
  readonly preset: KeyPreset;
  readonly searching: boolean;
};

/** The command of a key in this context; letters in prompts and menus are text. */
export function commandFor(key: string, text: string | undefined, context: KeyContext): Command | undefined {
  const { mode, pane, preset, searching } = context;
  const bound = bindingsIn(mode, pane).filter(
    (binding) => keysOf(binding, preset).includes(key) && (searching || !binding.whileSearching),
  );
  const meant = bound.find(({ panes }) => panes !== undefined) ?? bound[0];
  if (meant !== undefined) return meant.command;
  if (mode === 'list' && key === PALETTE_KEY) return { type: 'openPalette', entries: palette(preset, pane) };
  const types = mode === 'prompt' || mode === 'picker';
  return types && text !== undefined ? edit({ type: 'insert', text }) : undefined;
}

/** The bindings of a mode in a pane. */
export function bindingsIn(mode: Mode, pane: PaneId): readonly Binding[] {
  return KEYMAP.filter((binding) => binding.mode === mode && (binding.panes?.includes(pane) ?? true));
}

export function keysOf(binding: Binding, preset: KeyPreset): readonly string[] {
  return preset === 'vim' ? binding.vim : binding.keys;
}

function palette(preset: KeyPreset, pane: PaneId): readonly PaletteEntry[] {
  return bindingsIn('list', pane)
    .filter(({ section: name }) => name !== 'Move')
    .map((binding) => ({
      label: binding.description,
      keys: keysOf(binding, preset).map(keyName).join(' '),
      names: [...(binding.label === undefined ? [] : [binding.label]), ...synonymsOf(binding.command)],
      command: binding.command,
    }));
}
