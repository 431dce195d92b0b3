import { own, section } from '../list/binding.js';

const remembering = section('list', 'Memory');

/** The keys of the memory pane. */
export const MEMORY_BINDINGS = [
  remembering('enter', { type: 'inspect', tab: 'mappings' }, 'Show mapped files', { first: true }),
  remembering('b', own('memory', 'nextGrouping'), 'Group by program, user …', { first: true }),
  remembering('x', own('memory', 'resetGrowth'), 'Count growth from now', { first: true }),
  remembering('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory', { first: true }),
];
