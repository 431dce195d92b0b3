import { CONNECTIONS } from './connections/pane.js';
import { DELETED } from './disks/deleted.js';
import { DEVICES } from './disks/devices.js';
import { FILE_SYSTEMS } from './disks/file-systems.js';
import { TRAFFIC } from './disks/traffic.js';
import { EVENTS } from './events/pane.js';
import { GROUPS } from './groups/pane.js';
import type { PaneId, PartId } from './list/commands.js';
import type { Pane } from './list/pane.js';
import type { Part } from './list/part.js';
import { MEMORY } from './memory/pane.js';
import { PROCESSES } from './processes/pane.js';
import { SENSORS } from './sensors/pane.js';
import { SESSIONS } from './sessions/pane.js';
import { WAITS } from './waits/pane.js';

/** The panes in the order of their keys. Tabs, keys, settings, command line, JSON and docs are made from this table. */
export const PANES: readonly Pane[] = [
  PROCESSES,
  CONNECTIONS,
  MEMORY,
  SESSIONS,
  DEVICES,
  FILE_SYSTEMS,
  DELETED,
  TRAFFIC,
  GROUPS,
  EVENTS,
  WAITS,
  SENSORS,
];

/** All that keeps a part of the state. */
export const PARTS: readonly Part[] = [...PANES];

/** The other list of a pane of two. */
export function partnerOf({ id, second }: Pane): Pane | undefined {
  return PANES.find((other) => other.id === second || other.second === id);
}

export function paneById(id: PaneId): Pane {
  for (let at = 0; at < PANES.length; at++) if (PANES[at].id === id) return PANES[at];
  throw new RangeError(`there is no pane ${id}`);
}

export function partById(id: PartId): Part {
  const part = PARTS.find((candidate) => candidate.id === id);
  if (part === undefined) throw new RangeError(`there is no part ${id}`);
  return part;
}
