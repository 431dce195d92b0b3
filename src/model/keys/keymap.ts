import { type Binding, type KeyPreset, type Mode, section } from '../list/binding.js';
import type { Command, Edit, PaletteEntry, PaneId } from '../list/commands.js';
import type { Part } from '../list/part.js';
import { PANES, PARTS } from '../panes.js';
import { keyName } from './key-names.js';
import { synonymsOf } from './synonyms.js';

const moving = section('list', 'Move');
const finding = section('list', 'Find');
const sorting = section('list', 'Sort');
const choosing = section('list', 'Select');
const showing = section('list', 'Show');
const panes = section('list', 'Panes');
const program = section('list', 'Program');
const prompt = section('prompt', 'In a prompt');
const picker = section('picker', 'In a menu');
const confirm = section('confirm', 'Confirm SIGKILL');
const page = section('page', 'On a page');

const step = (by: number, unit: 'row' | 'halfPage' | 'page' = 'row'): Command => ({ type: 'move', by, unit });
const edit = (edit: Edit): Command => ({ type: 'edit', edit });

/** The keys of all panes and of dialogs. */
const COMMON: readonly Binding[] = [
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

  sorting('N', { type: 'sortBy', columnId: 'pid' }, 'Sort by PID'),
  sorting('<', { type: 'shiftSort', by: -1 }, 'Sort by the previous column'),
  sorting('>', { type: 'shiftSort', by: 1 }, 'Sort by the next column'),
  sorting('f6 .', { type: 'openPicker', purpose: 'sort' }, 'Choose the sort column', { label: 'Sort', first: true }),
  sorting('I R', { type: 'invertSort' }, 'Reverse sort order', { first: true }),

  choosing('space', { type: 'tag' }, 'Tag or untag the row', { first: true }),
  choosing('U', { type: 'untagAll' }, 'Untag all'),
  choosing('F', { type: 'follow' }, 'Follow the selected row', { first: true }),

  showing('p', { type: 'toggle', setting: 'fullPath' }, 'Full command paths'),
  showing('0', { type: 'toggle', setting: 'cpuBasis' }, 'CPU%: one core or machine'),
  showing('%', { type: 'toggle', setting: 'memoryUnits' }, 'Memory: bytes or percent'),
  showing('f', { type: 'openPicker', purpose: 'columns' }, 'Choose the columns', { first: true }),
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
  page('y', { type: 'copy' }, 'Copy the command as shown', { label: 'Copy' }),
  page('Y', { type: 'copy', exact: true }, 'Copy the command exactly, control characters included'),
  page('ctrl+l', { type: 'redraw' }, 'Redraw the screen'),
  page('f10', { type: 'quit', asks: true }, 'Quit'),
  page('ctrl+c', { type: 'quit' }, 'Quit without asking'),
  page('ctrl+z', { type: 'suspend' }, 'Suspend'),
];

/** The sections in the order of the help, with those of single parts between. */
const FIRST_SECTIONS = ['Move', 'Panes', 'Find', 'Sort', 'Tree', 'Select', 'Act'];
const LAST_SECTIONS = [...new Set(['Inspect', 'Show', 'Program', ...COMMON.map((binding) => binding.section)])];

/** Every key. Dispatch, footer, help, palette and docs/keys.md are made from this table. */
export const KEYMAP: readonly Binding[] = inSections([...PARTS.flatMap(bindingsOf), ...COMMON]);

/** A pane's keys work only in that pane. A key shared by two panes is one binding. */
function bindingsOf({ id, bindings = [] }: Part): readonly Binding[] {
  const isPane = PANES.some((pane) => pane.id === id);
  const sharing = (binding: Binding) => PANES.filter((pane) => pane.bindings?.includes(binding)).map((pane) => pane.id);
  return bindings
    .filter((binding) => !isPane || sharing(binding)[0] === id)
    .map((binding) => (isPane ? { ...binding, panes: sharing(binding) } : binding));
}

function inSections(bindings: readonly Binding[]): readonly Binding[] {
  const own = bindings.map((binding) => binding.section);
  const between = own.filter((name) => !FIRST_SECTIONS.includes(name) && !LAST_SECTIONS.includes(name));
  const all = new Set([...FIRST_SECTIONS, ...between, ...LAST_SECTIONS]);
  return [...all].flatMap((name) => bindings.filter((binding) => binding.section === name));
}

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
      names: [
        ...(binding.label === undefined ? [] : [binding.label]),
        ...binding.synonyms,
        ...synonymsOf(binding.command),
      ],
      command: binding.command,
    }));
}
