import { CONNECTIONS } from './connections/pane.js';
import type { Pane, PaneId } from './list/pane.js';
import { MEMORY } from './memory/pane.js';
import { PROCESSES } from './processes/pane.js';
import { SESSIONS } from './sessions/pane.js';

/** The panes of ntop, in the order of their keys. Tabs, keys, command line, JSON and docs all read this. */
export const PANES: readonly Pane[] = [PROCESSES, CONNECTIONS, MEMORY, SESSIONS];

export function paneById(id: PaneId): Pane {
  const pane = PANES.find((candidate) => candidate.id === id);
  if (pane === undefined) throw new RangeError(`there is no pane ${id}`);
  return pane;
}
