/** What can be read of control groups. */
export const GROUP_KINDS = ['throttling', 'cpu', 'memory', 'oom', 'tasks', 'io', 'pressure'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/**
 * The control groups of all processes and those above them, each in its slot for life. A group is a path: what it has in
 * the hierarchies of both versions is one row. Counts of its processes come from the table of processes.
 */
export type GroupTable = {
  /** One past the highest slot in use. */
  readonly slots: number;
  /** Number of slots with a group. */
  readonly count: number;
  readonly columns: GroupColumns;
  readonly texts: GroupTexts;
  /** The versions that are mounted, as a sum: 0 none, 3 both. */
  readonly versions: number;
  /** Groups for which there was no room. */
  readonly leftOut: number;
  /** When they were read. */
  readonly monotonicSeconds: number;
};

/** As in the kernel and not safe for a terminal. Valid for the newest snapshot only. */
export type GroupTexts = {
  readonly path: readonly string[];
};

/**
 * NaN: not asked for, or not reported by the kernel, which has a controller's files only where it is switched on. A limit
 * that there is not is infinite.
 */
export type GroupColumns = {
  /** Unique per group lifetime while ntop runs. 0: the slot is empty. */
  readonly serial: Float64Array;
  /** `cpu`. All below the group count in it, as in each of the next ones unless it says otherwise. */
  readonly cpuSeconds: Float64Array;
  /** How many CPUs the group's own quota allows. */
  readonly quotaCpus: Float64Array;
  /** `throttling` and `cpu`. Periods of the group's own quota, and those in which it was used up. */
  readonly periods: Float64Array;
  readonly throttledPeriods: Float64Array;
  /** For how long the group's own quota stopped the run queues of CPUs: with n CPUs up to n seconds a second. */
  readonly throttledSeconds: Float64Array;
  /** `throttling`, Linux 6.6: for how long run queues of the group itself were stopped, by any quota above it too. */
  readonly stoppedSeconds: Float64Array;
  /** `memory`; the limit also `oom`. */
  readonly memoryBytes: Float64Array;
  readonly memoryLimitBytes: Float64Array;
  readonly swapBytes: Float64Array;
  readonly swapLimitBytes: Float64Array;
  /** `oom`. How often the group's own memory limit was met. */
  readonly limitHits: Float64Array;
  /** Processes of the group itself that the kernel killed for memory; unknown in version 2 before Linux 5.2. */
  readonly oomKills: Float64Array;
  /** The same with all groups below it; version 2 only. */
  readonly oomKillsBelow: Float64Array;
  /** `tasks`: processes and threads, as the controller counts them. */
  readonly tasks: Float64Array;
  readonly taskLimit: Float64Array;
  /** `io`: storage traffic. */
  readonly readBytes: Float64Array;
  readonly writeBytes: Float64Array;
  /** `pressure`, version 2 only: for how long some or all tasks were stalled. */
  readonly cpuSomeMicroseconds: Float64Array;
  readonly cpuFullMicroseconds: Float64Array;
  readonly memorySomeMicroseconds: Float64Array;
  readonly memoryFullMicroseconds: Float64Array;
  readonly ioSomeMicroseconds: Float64Array;
  readonly ioFullMicroseconds: Float64Array;
  /** The slot of the group above it; -1 for the outermost. */
  readonly parent: Int32Array;
};
