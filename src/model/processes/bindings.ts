import { section } from '../list/binding.js';

const sorting = section('list', 'Sort');
const tree = section('list', 'Tree');
const acting = section('list', 'Act');
const inspecting = section('list', 'Inspect');
const showing = section('list', 'Show');

/** What keys mean wherever rows are a tree. */
export const TREE_BINDINGS = [
  tree('+ =', { type: 'fold', fold: false }, 'Unfold the branch'),
  tree('-', { type: 'fold', fold: true }, 'Fold the branch'),
  tree('*', { type: 'foldAll' }, 'Fold or unfold all'),
  tree('backspace', { type: 'moveToParent' }, 'Select the parent'),
  tree('c', { type: 'tagBranch' }, 'Tag the branch'),
];

/** What keys mean in the list of processes alone. */
export const LIST_BINDINGS = [
  sorting('P', { type: 'sortBy', columnId: 'cpuPercent' }, 'Sort by CPU%', { first: true }),
  sorting('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory', { first: true }),
  sorting('T', { type: 'sortBy', columnId: 'cpuSeconds' }, 'Sort by CPU time'),
  tree('f5 t V', { type: 'toggle', setting: 'tree' }, 'Toggle tree view', { label: 'Tree', first: true }),
  tree('C', { type: 'toggle', setting: 'treeByGroup' }, 'Processes below their control groups'),
  ...TREE_BINDINGS,
  inspecting('enter', { type: 'inspect', tab: 'overview' }, 'Show process details', { first: true }),
  showing('H', { type: 'toggle', setting: 'threads' }, 'Show or hide threads', { first: true }),
  showing('K', { type: 'toggle', setting: 'kernelThreads' }, 'Show or hide kernel threads', {
    vim: ['ctrl+k'],
  }),
];

/** What keys mean wherever a row is a process. */
export const PROCESS_BINDINGS = [
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
  inspecting('w', { type: 'inspect', tab: 'command' }, 'Show the full command'),
  inspecting('l', { type: 'inspect', tab: 'files' }, 'Show open files and sockets', { vim: ['L'], first: true }),
  inspecting('e', { type: 'inspect', tab: 'environment' }, 'Show the environment'),
];
