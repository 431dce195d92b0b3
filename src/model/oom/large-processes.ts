import type { Snapshot } from '../machine/snapshot.js';

/** A process that has, or had, much memory. */
export type Large = {
  readonly serial: number;
  readonly slot: number;
  readonly pid: number;
  readonly startTicks: number;
  readonly uid: number;
  /** Not safe for a terminal, as the next one. */
  name: string;
  /** The group that had its memory when groups were last read. */
  group: string | undefined;
};

/** The largest processes of one moment, the first `count` of both lists. */
type Moment = {
  seconds: number;
  count: number;
  /** A process that is smaller than this is left out. */
  leastBytes: number;
  readonly who: Large[];
  readonly bytes: Float64Array;
};

/** Resident memory of the largest processes of late. Changed in place, and never larger. */
export type LargeProcesses = {
  /** In the newest sample and in the one before. */
  now: Moment;
  before: Moment;
  /** A ring of moments that are MOMENT_SECONDS apart. */
  readonly moments: Moment[];
  /** Moments so far. */
  taken: number;
  /** From here on a process is large. */
  leastBytes: number;
  /** By slot, so that a process is the same object in all moments. */
  readonly known: (Large | undefined)[];
};

const MOST = 128;
const FEW = 32;
const LEAST_BYTES = 1 << 20;
const MOMENT_SECONDS = 10;
/** Ten minutes. */
const MOMENTS = 60;

export function createLargeProcesses(): LargeProcesses {
  return {
    now: emptyMoment(),
    before: emptyMoment(),
    moments: Array.from({ length: MOMENTS }, emptyMoment),
    taken: 0,
    leastBytes: LEAST_BYTES,
    known: [],
  };
}

function emptyMoment(): Moment {
  return { seconds: Number.NaN, count: 0, leastBytes: 0, who: [], bytes: new Float64Array(MOST) };
}

/** Adds a sample. */
export function followLarge(large: LargeProcesses, snapshot: Snapshot): void {
  const last = large.now;
  large.now = large.before;
  large.before = last;
  fill(large, snapshot);
  const { now } = large;
  while (now.count < FEW && large.leastBytes > LEAST_BYTES) {
    large.leastBytes = Math.max(LEAST_BYTES, large.leastBytes / 8);
    fill(large, snapshot);
  }
  // Next time smaller ones are passed over at once, unless they may be among the largest.
  if (now.count === MOST) large.leastBytes = now.leastBytes * 0.95;
  const newest = large.moments[(large.taken + MOMENTS - 1) % MOMENTS];
  if (large.taken > 0 && now.seconds - newest.seconds < MOMENT_SECONDS) return;
  copy(now, large.moments[large.taken % MOMENTS]);
  large.taken++;
}

function fill(large: LargeProcesses, { system, processes }: Snapshot): void {
  const { columns, slots } = processes;
  const { serial, pid, threadGroupId, residentBytes } = columns;
  const { now } = large;
  let { leastBytes } = large;
  now.seconds = system.monotonicSeconds;
  now.count = 0;
  for (let slot = 0; slot < slots; slot++) {
    if (!(residentBytes[slot] >= leastBytes) || serial[slot] === 0 || pid[slot] !== threadGroupId[slot]) continue;
    add(now, whoIs(large, processes, slot), residentBytes[slot]);
    if (now.count === MOST) leastBytes = now.bytes[0];
  }
  now.leastBytes = leastBytes;
}

/** Once it is full, both lists are a heap, whose first is the smallest and makes room. */
function add(moment: Moment, who: Large, bytes: number): void {
  if (moment.count === MOST) {
    put(moment, 0, who, bytes);
    sink(moment, 0);
    return;
  }
  put(moment, moment.count++, who, bytes);
  if (moment.count < MOST) return;
  for (let at = MOST >> 1; at >= 0; at--) sink(moment, at);
}

function put({ who, bytes }: Moment, at: number, one: Large, held: number): void {
  who[at] = one;
  bytes[at] = held;
}

function sink(moment: Moment, from: number): void {
  const { who, bytes } = moment;
  const [one, held] = [who[from], bytes[from]];
  let at = from;
  for (let next = 2 * at + 1; next < MOST; next = 2 * at + 1) {
    if (next + 1 < MOST && bytes[next + 1] < bytes[next]) next++;
    if (held <= bytes[next]) break;
    put(moment, at, who[next], bytes[next]);
    at = next;
  }
  put(moment, at, one, held);
}

function whoIs({ known }: LargeProcesses, { columns, texts }: Snapshot['processes'], slot: number): Large {
  const found = known[slot];
  if (found !== undefined && found.serial === columns.serial[slot]) {
    found.name = texts.name[slot];
    return found;
  }
  const { serial, pid, startTicks, uid } = columns;
  const one = { serial: serial[slot], slot, pid: pid[slot], startTicks: startTicks[slot], uid: uid[slot] };
  const large = { ...one, name: texts.name[slot], group: undefined };
  known[slot] = large;
  return large;
}

function copy(from: Moment, to: Moment): void {
  to.seconds = from.seconds;
  to.count = from.count;
  to.leastBytes = from.leastBytes;
  for (let at = 0; at < from.count; at++) to.who[at] = from.who[at];
  to.who.length = from.count;
  to.bytes.set(from.bytes.subarray(0, from.count));
}

/** Notes which group has the memory of each, as long as groups are read. */
export function noteGroups({ now: { who, count } }: LargeProcesses, { processes, groups }: Snapshot): void {
  if (groups === undefined) return;
  const { memoryGroup } = processes.columns;
  for (let at = 0; at < count; at++) who[at].group = groups.texts.path[memoryGroup[who[at].slot] ?? -1];
}

/** What a process had when it was last seen, and when that was. */
export type Held = { readonly who: Large; readonly bytes: number; readonly seconds: number };

/** The large ones of the last two samples, as they were last seen. */
export function lastSeen({ now, before }: LargeProcesses): readonly Held[] {
  const here = heldAt(now);
  const serials = new Set(here.map(({ who }) => who.serial));
  return [...here, ...heldAt(before).filter(({ who }) => !serials.has(who.serial))];
}

/** Those that were large in the sample before and are not there any more. */
export function vanished({ before }: LargeProcesses, { processes }: Pick<Snapshot, 'processes'>): readonly Held[] {
  const { serial } = processes.columns;
  return heldAt(before).filter(({ who }) => who.slot >= processes.slots || serial[who.slot] !== who.serial);
}

function heldAt({ who, bytes, count, seconds }: Moment): readonly Held[] {
  return Array.from({ length: count }, (_, at) => ({ who: who[at], bytes: bytes[at], seconds }));
}

export type Growth = {
  readonly who: Large;
  /** What it had at last. */
  readonly bytes: number;
  readonly grownBytes: number;
  /** It was too small to be counted before: it may have grown by more. */
  readonly isLeast: boolean;
  /** Since when. */
  readonly seconds: number;
};

/**
 * By how much processes grew in the last ten minutes, or since they started, the most first. Those are left out that did
 * not, or were too small to be counted ever since.
 */
export function growths(
  large: LargeProcesses,
  held: readonly Held[],
  startOf: (who: Large) => number,
): readonly Growth[] {
  const oldest = oldestMoment(large);
  if (oldest === undefined) return [];
  const then = new Map(heldAt(oldest).map(({ who, bytes }) => [who.serial, bytes]));
  const all = held.map(({ who, bytes, seconds }): Growth => {
    const start = startOf(who);
    const known = then.get(who.serial);
    const isYounger = known === undefined && start > oldest.seconds;
    const from = known ?? (isYounger ? 0 : oldest.leastBytes);
    const since = isYounger ? start : oldest.seconds;
    return {
      who,
      bytes,
      grownBytes: bytes - from,
      isLeast: known === undefined && !isYounger,
      seconds: seconds - since,
    };
  });
  return all.filter(({ grownBytes }) => grownBytes > 0).sort((one, other) => other.grownBytes - one.grownBytes);
}

/** Of the last ten minutes. */
function oldestMoment({ moments, taken, now }: LargeProcesses): Moment | undefined {
  const count = Math.min(taken, MOMENTS);
  const all = Array.from({ length: count }, (_, index) => moments[(taken - count + index) % MOMENTS]);
  return all.find(({ seconds }) => now.seconds - seconds <= MOMENTS * MOMENT_SECONDS);
}
