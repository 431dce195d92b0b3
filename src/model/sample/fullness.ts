import type { FileSystem } from '../machine/disk-table.js';
import type { Snapshot } from '../machine/snapshot.js';

/** A figure at a time, in seconds of the clock of all rates. */
export type Point = { readonly seconds: number; readonly value: number };

/** How a file system grows; NaN while that is not known. */
export type Fullness = {
  readonly growthBytesPerHour: number;
  /** Until there is no space, or no inode, at this pace. */
  readonly fullInSeconds: number;
  /** It is inodes that there will be none of. */
  readonly isOfInodes: boolean;
};

/** The shortest time over which a trend is one; longer ones are tried too, each twice as long. */
const LEAST_SECONDS = 60;
/** A trend is steady if it rises in each of so many parts, and in none by much more or less than in the others. */
const PARTS = 4;
const MOST_UNEVEN = 2;
/** It is beyond noise if it is so much more than the largest fall meanwhile. */
const BEYOND_FALLS = 8;

/**
 * What a figure rises by in a second, if it does steadily: over the longest time, up to the last point, for which that is
 * so. Undefined of what falls, stands still, jumps, or goes up and down.
 */
export function risePerSecond(points: readonly Point[], least: number): number | undefined {
  const last = points.at(-1);
  if (last === undefined) return undefined;
  const watched = last.seconds - points[0].seconds;
  let length = LEAST_SECONDS;
  while (2 * length <= watched) length *= 2;
  for (; length >= LEAST_SECONDS && length <= watched; length /= 2) {
    const steady = steadyRise(points, last.seconds - length, length, least);
    if (steady !== undefined) return steady;
  }
  return undefined;
}

function steadyRise(points: readonly Point[], from: number, length: number, least: number): number | undefined {
  const first = lastUntil(points, from);
  const last = points[points.length - 1];
  const rise = last.value - first.value;
  // Most stand still, and that is soon found.
  if (!(rise >= least)) return undefined;
  let before = first;
  for (let part = 1; part <= PARTS; part++) {
    const point = lastUntil(points, from + (part * length) / PARTS);
    const share = ((point.value - before.value) * PARTS) / rise;
    const isEven = share >= 1 / MOST_UNEVEN && share <= MOST_UNEVEN;
    if (!isEven || point.seconds <= before.seconds) return undefined;
    before = point;
  }
  if (rise < BEYOND_FALLS * largestFall(points, first.seconds)) return undefined;
  return rise / (last.seconds - first.seconds);
}

function lastUntil(points: readonly Point[], seconds: number): Point {
  let [low, high] = [0, points.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle].seconds <= seconds) low = middle;
    else high = middle;
  }
  return points[low];
}

function largestFall(points: readonly Point[], from: number): number {
  let [most, fall] = [Number.NEGATIVE_INFINITY, 0];
  for (const { seconds, value } of points) {
    if (seconds < from) continue;
    most = Math.max(most, value);
    fall = Math.max(fall, most - value);
  }
  return fall;
}

/** What was seen of a file system: times, and figures of which a rise means that it fills. */
type Seen = {
  readonly used: Point[];
  readonly unavailable: Point[];
  readonly inodes: Point[];
};

/** What was seen of all file systems, by their serials. It is changed in place. */
export type FullnessWatch = {
  readonly seen: Map<number, Seen>;
  /** What came of the snapshot that was observed last. */
  last: { readonly snapshot: Snapshot; readonly fullness: readonly Fullness[] } | undefined;
  /** In what is kept for looking back: what had come of the last snapshot. */
  readonly kept?: readonly Fullness[] | undefined;
};

export function createFullnessWatch(): FullnessWatch {
  return { seen: new Map(), last: undefined };
}

/** What came of the last snapshot, without anything that the next one changes. */
export function keepFullness({ last }: FullnessWatch): FullnessWatch {
  return { ...createFullnessWatch(), kept: last?.fullness };
}

/** The watch as it was with this snapshot. */
export function recallFullness({ kept }: FullnessWatch, snapshot: Snapshot): FullnessWatch {
  return { ...createFullnessWatch(), last: kept && { snapshot, fullness: kept } };
}

/** Rises below these are noise, however steady: logs of a machine that does nothing. */
const LEAST_BYTES = 1 << 20;
const LEAST_INODES = 20;

/** By index of the snapshot's file systems; undefined if they were not read. Changes `watch`. */
export function observeFullness(watch: FullnessWatch, snapshot: Snapshot): readonly Fullness[] | undefined {
  if (snapshot.fileSystems === undefined) return undefined;
  if (watch.last?.snapshot === snapshot) return watch.last.fullness;
  const { monotonicSeconds } = snapshot.system;
  const fullness = snapshot.fileSystems.map((one) => fullnessOf(watch.seen, one, monotonicSeconds));
  forgetTheUnmounted(watch.seen, snapshot.fileSystems);
  watch.last = { snapshot, fullness };
  return fullness;
}

const UNKNOWN: Fullness = { growthBytesPerHour: Number.NaN, fullInSeconds: Number.NaN, isOfInodes: false };

function fullnessOf(all: Map<number, Seen>, fileSystem: FileSystem, seconds: number): Fullness {
  const { serial, usedBytes, availableBytes, inodes, usedInodes, unansweredSeconds } = fileSystem;
  if (unansweredSeconds !== undefined || Number.isNaN(usedBytes)) return UNKNOWN;
  const seen = all.get(serial) ?? { used: [], unavailable: [], inodes: [] };
  all.set(serial, seen);
  add(seen.used, { seconds, value: usedBytes });
  add(seen.unavailable, { seconds, value: -availableBytes });
  if (inodes > 0) add(seen.inodes, { seconds, value: usedInodes });
  const bytes = secondsUntil(availableBytes, risePerSecond(seen.unavailable, LEAST_BYTES));
  const ofInodes = secondsUntil(inodes - usedInodes, risePerSecond(seen.inodes, LEAST_INODES));
  const isOfInodes = ofInodes < bytes || (Number.isNaN(bytes) && !Number.isNaN(ofInodes));
  return {
    growthBytesPerHour: (risePerSecond(seen.used, LEAST_BYTES) ?? Number.NaN) * 3600,
    fullInSeconds: isOfInodes ? ofInodes : bytes,
    isOfInodes,
  };
}

function secondsUntil(left: number, perSecond: number | undefined): number {
  return perSecond === undefined || !(left > 0) ? Number.NaN : left / perSecond;
}

/** Of more points, every second one is forgotten: what is long ago is known less exactly, but for as long as is watched. */
const MOST_POINTS = 120;

/** In a recording time may go back: what comes after it comes again. */
function add(points: Point[], point: Point): void {
  while (points.length > 0 && points[points.length - 1].seconds >= point.seconds) points.pop();
  if (points.length >= MOST_POINTS) {
    const kept = points.filter((_, at) => at % 2 === 0);
    points.splice(0, points.length, ...kept);
  }
  points.push(point);
}

function forgetTheUnmounted(all: Map<number, Seen>, mounted: readonly FileSystem[]): void {
  if (all.size <= mounted.length) return;
  const serials = new Set(mounted.map(({ serial }) => serial));
  for (const serial of all.keys()) if (!serials.has(serial)) all.delete(serial);
}
