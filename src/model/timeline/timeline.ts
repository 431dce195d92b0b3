import type { ProcessEvent } from '../machine/events.js';
import type { Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';

/** One sample of the past. */
export type Moment = {
  readonly index: number;
  /** As it was read; own arrays, which nothing changes. */
  readonly snapshot: Snapshot;
  /** What was asked for when it was read: what is not in it is "not recorded". */
  readonly needs: Needs;
  /** The sample before it, for rates; undefined at the start, after a gap, another boot or another run of ntop (serials restart). */
  readonly previous: Snapshot | undefined;
};

/** What a strip over the whole window shows; NaN is unknown. */
export type Summary = {
  readonly wallMilliseconds: number;
  readonly monotonicSeconds: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** Of the time, some tasks waited. */
  readonly cpuPressurePercent: number;
  readonly memoryPressurePercent: number;
  readonly ioPressurePercent: number;
  readonly processes: number;
  /** Before it samples are missing. */
  readonly isAfterGap: boolean;
};

/** An event and the sample that has it. */
export type PastEvent = { readonly index: number; readonly event: ProcessEvent };

/** Samples by their index, which never changes its meaning: those from first to before end are held. All calls are synchronous. */
export interface Timeline {
  readonly first: number;
  readonly end: number;
  summary(index: number): Summary;
  /** undefined: damaged or no longer held */
  moment(index: number): Moment | undefined;
  /** The last sample at or before this time of the wall clock. */
  indexAt(wallMilliseconds: number): number;
  /** What happened in the samples up to this one, the newest first, at most so many. */
  events(until: number, most: number): readonly PastEvent[];
}
