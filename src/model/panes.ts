import type { Pane } from './tab-bar.js';

/** The panes of ntop, by their keys. */
export const PANES: readonly Pane[] = [{ id: 'processes', label: 'Processes', key: '1', active: true }];
