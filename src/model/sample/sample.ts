import type { SessionTable } from '../machine/session-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { ProcessTraffic } from './process-traffic.js';
import type { Rows } from './rows.js';
import type { SocketRates } from './socket-rates.js';
import type { SystemRates } from './system-rates.js';

/** What changed between two snapshots. Columns are by slot, like those of the newer snapshot; NaN is unknown. */
export type Rates = {
  /** Real time between the two, without suspends; undefined when there is no earlier reading to compare with. */
  readonly intervalSeconds: number | undefined;
  /** Share of one CPU, so that a process with four busy threads has 400. */
  readonly cpuPercent: Float64Array;
  readonly readBytesPerSecond: Float64Array;
  readonly writeBytesPerSecond: Float64Array;
  readonly minorFaultsPerSecond: Float64Array;
  readonly majorFaultsPerSecond: Float64Array;
  readonly system: SystemRates;
  /** When sockets were read. */
  readonly sockets: SocketRates | undefined;
  /** When sockets were read, of the processes that own them. */
  readonly traffic: ProcessTraffic | undefined;
};

/** The newest reading with its rates: what every column, meter and filter reads. */
export type Sample = {
  readonly snapshot: Snapshot;
  readonly rates: Rates;
  /** When logins were read: who is logged in. */
  readonly sessions?: SessionTable | undefined;
  /** The rows that a pane has made of it, where it has not those of a table. */
  readonly prepared?: Rows | undefined;
};
