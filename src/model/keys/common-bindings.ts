import { type Binding, section } from '../list/binding.js';
import type { Command, Edit } from '../list/commands.js';
import { hasName } from '../list/pane.js';
import { PANES } from '../panes.js';

const moving = section('list', 'Move');
const finding = section('list', 'Find');
const sorting = section('list', 'Sort');
const choosing = section('list', 'Select');
const showing = section('list', 'Show');
const panes = section('list', 'Panes');
const looking = section('list', 'Past');
const counting = section('list', 'Past', ['processes', 'memory']);
const program = section('list', 'Program');
const prompt = section('prompt', 'In a prompt');
const picker = section('picker', 'In a menu');
const confirm = section('confirm', 'Confirm SIGKILL');
const page = section('page', 'On a page');

const step = (by: number, unit: 'row' | 'halfPage' | 'page' = 'row'): Command => ({ type: 'move', by, unit });
const inTime = (by: number, unit: 'sample' | 'minute' = 'sample'): Command => ({ type: 'stepInTime', by, unit });
const PAST = { whilePast: true } as const;
const edit = (edit: Edit): Command => ({ type: 'edit', edit });

/** The keys of all panes and of dialogs. */
export const COMMON_BINDINGS: readonly Binding[] = [
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

  ...PANES.filter(hasName).map(({ id, label, key }) => panes(key, { type: 'openPane', pane: id }, label)),
  panes('tab', { type: 'nextPane', by: 1 }, 'Next pane', { first: true }),
  panes('shift+tab', { type: 'nextPane', by: -1 }, 'Previous pane'),

  finding('f3 /', { type: 'openPrompt', purpose: 'search' }, 'Search; digits: PID or port', {
    label: 'Search',
    first: true,
  }),
  finding('n', { type: 'findNext', direction: 1 }, 'Next match'),
  finding('N shift+f3', { type: 'findNext', direction: -1 }, 'Previous match, if searching', { whileSearching: true }),
  finding('f4 \\ o', { type: 'openPrompt', purpose: 'filter' }, 'Filter: user=www and not ssh', {
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

  looking('z', { type: 'pause' }, 'Pause; again: go on, or play', { first: true }),
  looking('Z', { type: 'pause' }, 'Pause'),
  looking('Z', { type: 'backToNow' }, 'Back to now', PAST),
  looking('left', inTime(-1), 'While paused: a sample back', PAST),
  looking('right', inTime(1), 'A sample on', PAST),
  looking('shift+left', inTime(-1, 'minute'), 'A minute back', PAST),
  looking('shift+right', inTime(1, 'minute'), 'A minute on', PAST),
  looking('ctrl+left', inTime(-10, 'minute'), 'Ten minutes back', PAST),
  looking('ctrl+right', inTime(10, 'minute'), 'Ten minutes on', PAST),
  looking('@', { type: 'openPrompt', purpose: 'time' }, 'Go to a time: 3:12, -5m', PAST),
  looking('s', { type: 'openPrompt', purpose: 'moment' }, 'Look for a moment where a filter matches', PAST),
  looking(';', { type: 'seek', by: 1 }, 'The next such moment', PAST),
  looking(',', { type: 'seek', by: -1 }, 'The one before', PAST),
  looking('m', { type: 'toggleMark' }, 'Mark this moment', PAST),
  looking('{', { type: 'goToMark', by: -1 }, 'The marked moment before', PAST),
  looking('}', { type: 'goToMark', by: 1 }, 'The next marked moment', PAST),
  looking('d', { type: 'openPrompt', purpose: 'speed' }, 'Set how fast it plays', PAST),
  looking('(', { type: 'scroll', by: -1 }, 'Scroll the list left', { ...PAST, vim: ['(', 'h'] }),
  looking(')', { type: 'scroll', by: 1 }, 'Scroll the list right', { ...PAST, vim: [')', 'l'] }),
  looking('ctrl+r', { type: 'record' }, 'Record to a file; again: stop'),
  counting('x', { type: 'countGrowth' }, 'Count growth from this moment', PAST),

  program('f1 h ?', { type: 'openHelp' }, 'Help', { label: 'Help', vim: ['f1', '?'] }),
  program('f2 S', { type: 'openPicker', purpose: 'setup' }, 'Setup', { label: 'Setup', first: true }),
  program('W', { type: 'save' }, 'Save settings'),
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
  page('<', inTime(-1), 'While the past is shown: a sample back', PAST),
  page('>', inTime(1), 'A sample on', PAST),
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
