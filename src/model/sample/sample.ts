import type { SessionTable } from '../machine/session-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { DeviceRates } from './device-rates.js';
import type { Fullness } from './fullness.js';
import type { GroupRates } from './group-rates.js';
import type { ProcessGrowth } from './growth.js';
import type { ProcessTraffic } from './process-traffic.js';
import type { SensorWatts } from './sensor-watts.js';
import type { SocketRates } from './socket-rates.js';
import type { SystemRates } from './system-rates.js';

/** The source of a pane's rows. */
export type Rows = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** By slot: unique per row during its life; 0 for an empty slot. */
  readonly serial: Float64Array;
  /** By slot: the order of rows that are otherwise equal. */
  readonly order: ArrayLike<number>;
};

/** Time that processes waited, by slot; 100 is one thread all the time. NaN is unknown. */
export type DelayRates = {
  /** For a CPU, also while a quota stopped the group. */
  readonly cpuPercent: Float64Array;
  readonly blockIoPercent: Float64Array;
  readonly memoryPercent: Float64Array;
  readonly contextSwitchesPerSecond: Float64Array;
  /** For how long it had not run at the sample before, where it was runnable or blocked then; else 0. */
  readonly stoodSeconds: Float64Array;
};

/** What changed between two snapshots. Columns are by slot, like those of the newer snapshot; NaN is unknown. */
export type Rates = {
  /** Time between the two, without suspends; undefined if there is no earlier reading. */
  readonly intervalSeconds: number | undefined;
  /** 100 is one CPU: a process with four busy threads has 400. */
  readonly cpuPercent: Float64Array;
  readonly readBytesPerSecond: Float64Array;
  readonly writeBytesPerSecond: Float64Array;
  readonly minorFaultsPerSecond: Float64Array;
  readonly majorFaultsPerSecond: Float64Array;
  readonly system: SystemRates;
  /** If they were read: what processes waited for. */
  readonly delays: DelayRates | undefined;
  /** If sockets were read. */
  readonly sockets: SocketRates | undefined;
  /** If sockets were read: the traffic of their owners. */
  readonly traffic: ProcessTraffic | undefined;
  /** If block devices were read: by their index. */
  readonly devices?: readonly DeviceRates[] | undefined;
  /** If control groups were read. */
  readonly groups: GroupRates | undefined;
  /** If a CPU quota limits ntop: how much of it was used by all that it limits, in percent. */
  readonly quotaPercent: number | undefined;
  /** If sensors were read: the power that follows from counters of energy. */
  readonly sensorWatts: SensorWatts | undefined;
};

/** The newest reading with its rates: the source of every column, meter and filter. */
export type Sample = {
  readonly snapshot: Snapshot;
  readonly rates: Rates;
  /** If logins were read: the sessions. */
  readonly sessions?: SessionTable | undefined;
  /** Since when processes are counted whose growth is shown. */
  readonly growth?: ProcessGrowth | undefined;
  /** How file systems grow, by their index. */
  readonly fullness?: readonly Fullness[] | undefined;
  /** The rows made by a pane whose rows are not those of a table. */
  readonly prepared?: Rows | undefined;
};
