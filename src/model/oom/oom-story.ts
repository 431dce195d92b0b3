import type { EventSource, OomDetail, ProcessEvent } from '../machine/events.js';
import type { Snapshot } from '../machine/snapshot.js';
import { type GroupCounts, groupsWithKills, killsIn, knowsLimits, type Limit, limitAbove } from './group-counts.js';
import { type Growth, growths, type Held, type Large, type LargeProcesses } from './large-processes.js';

/** That the kernel killed a process for memory, and what is known of it. Texts are not safe for a terminal. */
export type OomStory = {
  readonly wallClockMilliseconds: number;
  /** kmsg: the kernel's log says so. vmstat: the kernel counted a kill, and this is the process by all signs. */
  readonly source: Extract<EventSource, 'kmsg' | 'vmstat'>;
  readonly victim: Victim | undefined;
  /** The group that had its memory; of several that are possible none. */
  readonly group: string | undefined;
  /** Whether that group counted a kill; undefined if it does not say. */
  readonly isCounted: boolean | undefined;
  readonly limit: Limit | undefined;
  /** No group above it has a limit: the machine had no memory left. */
  readonly isOfMachine: boolean;
  /** Those that grew most, of its group if that is known of all. */
  readonly grown: readonly Growth[];
};

type Victim = {
  readonly pid: number;
  readonly startTicks: number;
  readonly name: string;
  readonly user: string | undefined;
  /** Resident memory, and how many seconds before its end that was; the highest that it ever had. NaN if unknown. */
  readonly heldBytes: number;
  readonly heldSecondsBefore: number;
  readonly peakBytes: number;
};

/** Kills that the kernel has told or counted, and what was seen when they were noticed. */
export type Kills = {
  readonly monotonicSeconds: number;
  readonly wallClockMilliseconds: number;
  /** Those that the kernel counted since the count was last read. */
  count: number;
  readonly told: ProcessEvent[];
  /** Large processes as they were last seen, and those of them that vanished. */
  readonly seen: readonly Held[];
  readonly vanished: readonly Held[];
};

export type Evidence = {
  readonly snapshot: Snapshot;
  readonly large: LargeProcesses;
  /** The newest counts of groups, and those before the kills. */
  readonly before: GroupCounts | undefined;
  readonly now: GroupCounts | undefined;
};

const MOST_GROWN = 3;

/** A story for each kill. Of those that were only counted, the victim is known if nothing else can have been it. */
export function storiesOf(kills: Kills, evidence: Evidence): readonly OomStory[] {
  const told = kills.told.map((event) => tellEvent(event, kills, evidence));
  const left = kills.count - told.length;
  if (left <= 0) return told;
  const victims = victimsOf(kills, left, evidence);
  const counted = Array.from({ length: left }, (_, at) => tellCounted(victims[at], kills, evidence));
  return [...told, ...counted];
}

/**
 * Another process may have been killed where it can't be seen, and a large one have ended by itself: groups that are seen
 * must have counted all of the kills, and as many processes of theirs have vanished.
 */
function victimsOf({ told, count, vanished }: Kills, left: number, { before, now }: Evidence): readonly Held[] {
  const counting = groupsWithKills(before, now);
  const counted = counting.reduce((sum, path) => sum + killsIn(before, now, path), 0);
  const known = new Set(told.map(({ pid }) => pid));
  const suspects = vanished.filter(({ who }) => {
    return !known.has(who.pid) && (who.group === undefined || counting.includes(who.group));
  });
  return counted === count && suspects.length === left ? suspects : [];
}

function tellEvent(event: ProcessEvent, kills: Kills, evidence: Evidence): OomStory {
  const { snapshot } = evidence;
  const held = kills.seen.find(({ who }) => isIt(who, event));
  const uid = Number.isNaN(event.uid) ? held?.who.uid : event.uid;
  const victim: Victim = {
    pid: event.pid,
    startTicks: event.startTicks,
    name: event.name || (held?.who.name ?? ''),
    user: userOf(snapshot, uid),
    ...(heldAtEnd(event.oom) ?? heldOf(held, event.wallClockMilliseconds, snapshot)),
    peakBytes: event.peakResidentBytes,
  };
  const source = event.source === 'kmsg' ? 'kmsg' : 'vmstat';
  const { cgroup, oom, wallClockMilliseconds } = event;
  return tell(victim, { source, cgroup: oom?.group ?? cgroup, wallClockMilliseconds, oom }, kills, evidence);
}

function tellCounted(held: Held | undefined, kills: Kills, evidence: Evidence): OomStory {
  const { wallClockMilliseconds } = kills;
  const known = { source: 'vmstat', cgroup: undefined, oom: undefined, wallClockMilliseconds } as const;
  if (held === undefined) return tell(undefined, known, kills, evidence);
  const { pid, startTicks, name, uid } = held.who;
  const victim: Victim = {
    ...{ pid, startTicks, name, user: userOf(evidence.snapshot, uid), peakBytes: Number.NaN },
    ...heldOf(held, wallClockMilliseconds, evidence.snapshot),
  };
  return tell(victim, known, kills, evidence);
}

function heldAtEnd(oom: OomDetail | undefined) {
  if (oom === undefined || Number.isNaN(oom.heldBytes)) return undefined;
  return { heldBytes: oom.heldBytes, heldSecondsBefore: 0 };
}

type Known = Pick<OomStory, 'source' | 'wallClockMilliseconds'> & {
  readonly cgroup: string | undefined;
  readonly oom: OomDetail | undefined;
};

/**
 * What the kernel itself says comes first; then the group that alone counted kills, because the path that an event has may
 * be of another hierarchy.
 */
function tell(
  victim: Victim | undefined,
  { cgroup, oom, ...known }: Known,
  kills: Kills,
  evidence: Evidence,
): OomStory {
  const { before, now } = evidence;
  const counting = groupsWithKills(before, now);
  const group = oom?.group ?? (counting.length === 1 ? counting[0] : cgroup);
  const killed = group === undefined ? Number.NaN : killsIn(before, now, group);
  const limit = limitOf(group, oom, evidence);
  return {
    ...known,
    victim,
    group,
    isCounted: Number.isNaN(killed) ? undefined : killed > 0,
    limit,
    isOfMachine: oom?.isOfMachine ?? (group !== undefined && limit === undefined && knowsLimits(now, group)),
    grown: grownMost(kills.seen, victim, limit, evidence),
  };
}

function limitOf(group: string | undefined, oom: OomDetail | undefined, { before, now }: Evidence): Limit | undefined {
  if (oom?.isOfMachine === true) return undefined;
  if (oom?.limitGroup !== undefined) return { path: oom.limitGroup, bytes: oom.limitBytes, isMet: true };
  return group === undefined ? undefined : limitAbove(before, now, group);
}

/** Of processes below a limit, only those that are known to be: what has ended since may have been anywhere. */
function grownMost(seen: readonly Held[], victim: Victim | undefined, limit: Limit | undefined, evidence: Evidence) {
  const { snapshot, large } = evidence;
  const all = growths(large, seen, (who) => startOf(who, snapshot));
  const isIn = (who: Large) => who.pid === victim?.pid || limit === undefined || isBelow(limit.path, who, snapshot);
  return all.filter(({ who }) => isIn(who)).slice(0, MOST_GROWN);
}

function isBelow(path: string, { slot, serial }: Large, { processes, groups }: Snapshot): boolean {
  if (groups === undefined) return true;
  const own = groups.texts.path[processes.columns.memoryGroup[slot] ?? -1];
  if (own === undefined || processes.columns.serial[slot] !== serial) return false;
  return path === '/' || own === path || own.startsWith(`${path}/`);
}

/** On the clock of samples. */
function startOf({ startTicks }: Large, { system }: Snapshot): number {
  const { uptimeSeconds, ticksPerSecond, monotonicSeconds } = system;
  return uptimeSeconds === undefined ? Number.NaN : monotonicSeconds - uptimeSeconds + startTicks / ticksPerSecond;
}

function heldOf(held: Held | undefined, wallClockMilliseconds: number, { system }: Snapshot) {
  if (held === undefined) return { heldBytes: Number.NaN, heldSecondsBefore: Number.NaN };
  const secondsAgo = (system.wallClockMilliseconds - wallClockMilliseconds) / 1000;
  const heldSecondsBefore = Math.max(0, system.monotonicSeconds - secondsAgo - held.seconds);
  return { heldBytes: held.bytes, heldSecondsBefore };
}

/** A PID alone is enough for a process that was there until just now. */
function isIt({ pid, startTicks }: Large, event: ProcessEvent): boolean {
  return pid === event.pid && (startTicks === event.startTicks || Number.isNaN(event.startTicks));
}

function userOf({ processes }: Snapshot, uid: number | undefined): string | undefined {
  return uid === undefined ? undefined : (processes.userNames.get(uid) ?? String(uid));
}
