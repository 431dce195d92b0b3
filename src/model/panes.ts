import type { Pane, PaneId } from './pane.js';
import { CONNECTIONS } from './panes/connections.js';
import { MEMORY } from './panes/memory.js';
import { PROCESSES } from './panes/processes.js';
import { SESSIONS } from './panes/sessions.js';

/** The panes of ntop, in the order of their keys. Tabs, keys, command line, JSON and docs all read this. */
export const PANES: readonly Pane[] = [PROCESSES, CONNECTIONS, MEMORY, SESSIONS];

export function paneById(id: PaneId): Pane {
  const pane = PANES.find((candidate) => candidate.id === id);
  if (pane === undefined) throw new RangeError(`there is no pane ${id}`);
  return pane;
}
