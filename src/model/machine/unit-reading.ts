import type { SourceState } from './session-table.js';

/** A unit as the machine's service manager, systemd, tells it; see org.freedesktop.systemd1(5). Texts are not safe. */
export type UnitState = {
  /** With its escapes: `dev-disk-by\x2duuid.mount`. */
  readonly name: string;
  /** active, reloading, inactive, failed, activating, deactivating … */
  readonly active: string;
  /** What it means for the unit's kind: running, exited, dead … */
  readonly sub: string;
};

/** The units that are loaded. They may have been read some seconds before the processes. */
export type UnitReading = { readonly source: SourceState; readonly units: readonly UnitState[] };
