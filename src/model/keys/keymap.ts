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
const confirm = section('confirm', 'Before SIGKILL');
const page = section('page', 'On a page');

const step = (by: number, unit: 'row' | 'halfPage' | 'page' = 'row'): Command => ({ type: 'move', by, unit });
const edit = (edit: Edit): Command => ({ type: 'edit', edit });

/** Every key ntop answers to. Dispatch, footer, help, palette and docs/keys.md all read this. */
export const KEYMAP: readonly Binding[] = [
  moving('up', step(-1), 'Select the row above', { vim: ['up', 'k'] }),
  moving('down', step(1), 'Select the row below', { vim: ['down', 'j'] }),
  moving('pageUp ctrl+b', step(-1, 'page'), 'One page up'),
  moving('pageDown ctrl+f', step(1, 'page'), 'One page down'),
  moving('ctrl+u', step(-1, 'halfPage'), 'Half a page up'),
  moving('ctrl+d', step(1, 'halfPage'), 'Half a page down'),
  moving('home g', { type: 'moveTo', end: 'first' }, 'Select the first row'),
  moving('end G', { type: 'moveTo', end: 'last' }, 'Select the last row'),
  moving('left', { type: 'scroll', by: -1 }, 'Shift the list back', { vim: ['left', 'h'] }),
  moving('right', { type: 'scroll', by: 1 }, 'Shift the list to see more of the commands', { vim: ['right', 'l'] }),

  ...PANES.map(({ id, label, key }) => panes(key, { type: 'openPane', pane: id }, label)),
  panes('tab', { type: 'nextPane', by: 1 }, 'Next pane'),
  panes('shift+tab', { type: 'nextPane', by: -1 }, 'Pane before'),

  finding('f3 /', { type: 'openPrompt', purpose: 'search' }, 'Search; digits find a PID or port', { label: 'Search' }),
  finding('n', { type: 'findNext', direction: 1 }, 'Next match'),
  finding('N shift+f3', { type: 'findNext', direction: -1 }, 'Previous match', { whileSearching: true }),
  finding('f4 \\ o', { type: 'openPrompt', purpose: 'filter' }, 'Filter: cpu>5 and user=www', { label: 'Filter' }),
  finding('u', { type: 'openPicker', purpose: 'user' }, 'Show the processes of chosen users'),
  finding('y', { type: 'copy' }, 'Copy the PID or address (on a page: the command)'),

  sortingProcesses('P', { type: 'sortBy', columnId: 'cpuPercent' }, 'Sort by CPU%'),
  sortingProcesses('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory'),
  sortingProcesses('T', { type: 'sortBy', columnId: 'cpuSeconds' }, 'Sort by CPU time'),
  sorting('N', { type: 'sortBy', columnId: 'pid' }, 'Sort by PID (while no search is live)'),
  sorting('<', { type: 'shiftSort', by: -1 }, 'Sort by the column to the left'),
  sorting('>', { type: 'shiftSort', by: 1 }, 'Sort by the column to the right'),
  sorting('f6 .', { type: 'openPicker', purpose: 'sort' }, 'Choose the column that sorts', { label: 'Sort' }),
  sorting('I R', { type: 'invertSort' }, 'Turn the order round'),

  tree('f5 t V', { type: 'toggle', setting: 'tree' }, 'Tree or list', { label: 'Tree' }),
  tree('+ =', { type: 'fold', fold: false }, 'Unfold the branch'),
  tree('-', { type: 'fold', fold: true }, 'Fold the branch; its row then shows the sum'),
  tree('*', { type: 'foldAll' }, 'Fold or unfold everything'),
  tree('backspace', { type: 'moveToParent' }, 'Select the parent'),

  choosing('space', { type: 'tag' }, 'Tag or untag; actions take all tagged'),
  treeTag('c', { type: 'tagBranch' }, 'Tag the process and all below it'),
  choosing('U', { type: 'untagAll' }, 'Untag all'),
  choosing('F', { type: 'follow' }, 'Follow: keep what is selected on the screen'),

  acting('f7 ]', { type: 'niceBy', by: -1 }, 'Nice value one lower (more CPU)', { label: 'Nice-' }),
  acting('f8 [', { type: 'niceBy', by: 1 }, 'Nice value one higher (less CPU)', { label: 'Nice+' }),
  acting('r', { type: 'askNice' }, 'Set the nice value'),
  acting('f9 k', { type: 'askSignal' }, 'Signal: terminate, kill, stop, continue …', {
    label: 'Kill',
    vim: ['f9', 'K'],
  }),
  acting('a', { type: 'askAffinity' }, 'Choose the CPUs it may run on'),
  acting('i', { type: 'askIoPriority' }, 'Set its I/O priority'),

  connecting('enter', { type: 'jumpToOwner' }, 'Go to the process that has the socket open'),
  connecting('f9 k', { type: 'askSignal' }, 'Signal that process; the dialog names the port', {
    label: 'Kill',
    vim: ['f9', 'K'],
  }),
  connecting('l', { type: 'toggleListening' }, 'Sockets that wait for others only, or all', { vim: ['L'] }),
  connecting('x', { type: 'toggleUnix' }, 'Unix sockets too, or not'),
  connecting('w', { type: 'toggleWatch' }, 'Watch who opens and closes its local port, or not any more'),
  connecting('R', { type: 'toggleHostNames' }, 'Names of addresses, or numbers'),

  hangingUp('enter', { type: 'showSession' }, 'Show the processes of the session; Esc comes back'),
  hangingUp('f9 k', { type: 'askHangUp' }, 'Hang up the session, or end all its processes', {
    label: 'HangUp',
    vim: ['f9', 'K'],
  }),

  inspectingProcess('enter', { type: 'inspect', tab: 'overview' }, 'Detail of the process'),
  remembering('enter', { type: 'inspect', tab: 'mappings' }, 'What the process has mapped, by file'),
  remembering('b', { type: 'nextGrouping' }, 'Group by program, user or control group, or not'),
  remembering('x', { type: 'resetGrowth' }, 'Count growth from now'),
  remembering('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory'),

  inspecting('w', { type: 'inspect', tab: 'command' }, 'Its full command'),
  inspecting('l', { type: 'inspect', tab: 'files' }, 'Its open files and sockets', { vim: ['L'] }),
  inspecting('e', { type: 'inspect', tab: 'environment' }, 'Its environment'),

  showingProcesses('H', { type: 'toggle', setting: 'threads' }, 'Threads'),
  showingProcesses('K', { type: 'toggle', setting: 'kernelThreads' }, 'Kernel threads', { vim: ['ctrl+k'] }),
  showing('p', { type: 'toggle', setting: 'fullPath' }, 'Commands with or without their path'),
  showing('0', { type: 'toggle', setting: 'cpuBasis' }, 'CPU% of one core or of the whole machine'),
  showing('%', { type: 'toggle', setting: 'memoryUnits' }, 'Memory as sizes or shares'),
  showing('f', { type: 'openPicker', purpose: 'columns' }, 'Choose and order the columns'),
  showing('E', { type: 'openPortEvents' }, 'What happened at watched ports'),
  showing('#', { type: 'toggle', setting: 'header' }, 'Meters'),

  program('f1 h ?', { type: 'openHelp' }, 'This help', { label: 'Help', vim: ['f1', '?'] }),
  program('f2 S', { type: 'openPicker', purpose: 'setup' }, 'Setup', { label: 'Setup' }),
  program('W', { type: 'save' }, 'Save the settings'),
  program('z Z', { type: 'pause' }, 'Pause and go on'),
  program('d', { type: 'openPrompt', purpose: 'delay' }, 'Seconds between samples'),
  program('ctrl+l', { type: 'redraw' }, 'Draw the screen anew'),
  program('ctrl+z', { type: 'suspend' }, 'Suspend; fg in the shell comes back'),
  program('escape', { type: 'back' }, 'Take back the search, the filter, the users, the session, then following'),
  program('f10 q', { type: 'quit', asks: true }, 'Quit', { label: 'Quit' }),
  program('ctrl+c', { type: 'quit' }, 'Quit at once, also with unsaved settings'),

  prompt('enter', { type: 'accept' }, 'Keep it', { label: 'Keep' }),
  prompt('escape ctrl+g', { type: 'back' }, 'Close the prompt', { label: 'Close' }),
  prompt('tab', { type: 'switchTab', by: 1 }, 'Turn a search into a filter and back', { label: 'Search/Filter' }),
  prompt('left', edit({ type: 'cursor', to: 'left' }), 'One character back'),
  prompt('right', edit({ type: 'cursor', to: 'right' }), 'One character on'),
  prompt('home ctrl+a', edit({ type: 'cursor', to: 'start' }), 'To the start'),
  prompt('end ctrl+e', edit({ type: 'cursor', to: 'end' }), 'To the end'),
  prompt('backspace', edit({ type: 'erase', what: 'before' }), 'Erase the character before'),
  prompt('delete', edit({ type: 'erase', what: 'after' }), 'Erase the character after'),
  prompt('ctrl+w', edit({ type: 'erase', what: 'word' }), 'Erase the word before'),
  prompt('ctrl+u', edit({ type: 'erase', what: 'toStart' }), 'Erase all before'),
  prompt('ctrl+k', edit({ type: 'erase', what: 'toEnd' }), 'Erase all after'),
  prompt('up', edit({ type: 'recall', direction: 1 }), 'What was typed earlier'),
  prompt('down', edit({ type: 'recall', direction: -1 }), 'What was typed later'),
  prompt('f10', { type: 'quit', asks: true }, 'Quit'),
  prompt('ctrl+c', { type: 'quit' }, 'Quit at once'),
  prompt('ctrl+z', { type: 'suspend' }, 'Suspend'),

  picker('enter', { type: 'accept' }, 'Choose', { label: 'Choose' }),
  picker('escape ctrl+g', { type: 'back' }, 'Close the menu', { label: 'Close' }),
  picker('space', { type: 'mark' }, 'Tick or change', { label: 'Tick' }),
  picker('up', step(-1), 'Up'),
  picker('down', step(1), 'Down'),
  picker('pageUp', step(-1, 'page'), 'One page up'),
  picker('pageDown', step(1, 'page'), 'One page down'),
  picker('home', { type: 'moveTo', end: 'first' }, 'The first'),
  picker('end', { type: 'moveTo', end: 'last' }, 'The last'),
  picker('left', { type: 'shift', by: -1 }, 'Move a column to the left; the value before'),
  picker('right', { type: 'shift', by: 1 }, 'Move a column to the right; the next value'),
  picker('backspace', edit({ type: 'erase', what: 'before' }), 'Erase what was typed to narrow the menu'),
  picker('f10', { type: 'quit', asks: true }, 'Quit'),
  picker('ctrl+c', { type: 'quit' }, 'Quit at once'),
  picker('ctrl+z', { type: 'suspend' }, 'Suspend'),

  confirm('y', { type: 'accept' }, 'Kill', { label: 'Kill' }),
  confirm('escape n q', { type: 'back' }, 'Do nothing', { label: 'Do nothing' }),
  confirm('f10', { type: 'quit', asks: true }, 'Quit'),
  confirm('ctrl+c', { type: 'quit' }, 'Quit at once'),
  confirm('ctrl+z', { type: 'suspend' }, 'Suspend'),

  page('escape q enter', { type: 'back' }, 'Close the page', { label: 'Close' }),
  page('tab right', { type: 'switchTab', by: 1 }, 'Next part of the detail', { label: 'Next part' }),
  page('shift+tab left', { type: 'switchTab', by: -1 }, 'Part before'),
  page('up', step(-1), 'One line up', { vim: ['up', 'k'] }),
  page('down', step(1), 'One line down', { vim: ['down', 'j'] }),
  page('pageUp ctrl+b', step(-1, 'page'), 'One page up'),
  page('pageDown ctrl+f space', step(1, 'page'), 'One page down'),
  page('ctrl+u', step(-1, 'halfPage'), 'Half a page up'),
  page('ctrl+d', step(1, 'halfPage'), 'Half a page down'),
  page('home g', { type: 'moveTo', end: 'first' }, 'To the top'),
  page('end G', { type: 'moveTo', end: 'last' }, 'To the end'),
  page('y', { type: 'copy' }, 'Copy the command', { label: 'Copy' }),
  page('ctrl+l', { type: 'redraw' }, 'Draw the screen anew'),
  page('f10', { type: 'quit', asks: true }, 'Quit'),
  page('ctrl+c', { type: 'quit' }, 'Quit at once'),
  page('ctrl+z', { type: 'suspend' }, 'Suspend'),
];

/** Opens the list of all commands. Not part of the table, because it holds the table. */
export const PALETTE_KEY = ':';

export type KeyContext = {
  readonly mode: Mode;
  readonly pane: PaneId;
  readonly preset: KeyPreset;
  readonly searching: boolean;
};

/** What a key means here; letters in prompts and menus are text. */
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

/** What keys can mean there. */
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
