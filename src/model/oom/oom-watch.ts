import type { ProcessEvent } from '../machine/events.js';
import type { Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';
import { countsOf, type GroupCounts } from './group-counts.js';
import {
  createLargeProcesses,
  followLarge,
  type LargeProcesses,
  lastSeen,
  noteGroups,
  vanished,
} from './large-processes.js';
import { type Kills, type OomStory, storiesOf } from './oom-story.js';

/** What is kept of the past to tell of kills. Changed in place with each sample. */
export type OomWatch = {
  readonly large: LargeProcesses;
  /** The kernel's count of kills, and when the first sample was taken. */
  kills: number | undefined;
  firstSeconds: number;
  /** What groups had counted when they were last read, which is seldom. */
  counts: GroupCounts | undefined;
  /** Kills of which a story is made as soon as groups were read, and ends are known. */
  pending: Kills | undefined;
  /** Kills that were told and that the kernel's count does not have yet. */
  owed: number;
  /** The newest first. */
  stories: readonly OomStory[];
};

const MOST_STORIES = 50;
/** Groups are first read some time after the start, which is quicker without them. */
const FIRST_COUNTS_SECONDS = 10;
/** What the kernel tells of the end comes somewhat later than its count; where it tells nothing that is only the end. */
const TOLD_SECONDS = 3;
const SEEN_SECONDS = 1;
/** Groups that can't be read are not waited for any longer. */
const MOST_PATIENCE_SECONDS = 5;
/** An event that comes so much later than the count belongs to what was told of it. */
const SAME_KILL_MILLISECONDS = 60_000;

export function createOomWatch(): OomWatch {
  return {
    large: createLargeProcesses(),
    kills: undefined,
    firstSeconds: Number.NaN,
    counts: undefined,
    pending: undefined,
    owed: 0,
    stories: [],
  };
}

/** What the next sample should read: what groups have counted, after kills and once before. */
export function oomNeeds({ counts, pending, large, firstSeconds }: OomWatch): Pick<Needs, 'groups' | 'groupPaths'> {
  const isFirst = counts === undefined && large.now.seconds - firstSeconds >= FIRST_COUNTS_SECONDS;
  if (pending === undefined && !isFirst) return {};
  return { groups: ['oom'], groupPaths: pending?.told.flatMap(({ cgroup }) => cgroup ?? []) ?? [] };
}

/** Adds a sample. The stories that are new, the newest first. */
export function watchOom(watch: OomWatch, snapshot: Snapshot): readonly OomStory[] {
  const isAsked = oomNeeds(watch).groups !== undefined;
  if (Number.isNaN(watch.firstSeconds)) watch.firstSeconds = snapshot.system.monotonicSeconds;
  followLarge(watch.large, snapshot);
  noteGroups(watch.large, snapshot);
  notice(watch, snapshot);
  const now = countsOf(snapshot.groups, isAsked);
  const before = watch.counts;
  const { pending } = watch;
  if (pending === undefined) {
    watch.counts = now ?? before;
    return [];
  }
  if (!isComplete(pending, now, snapshot)) return [];
  watch.counts = now ?? before;
  watch.pending = undefined;
  watch.owed += Math.max(0, pending.told.length - pending.count);
  const stories = [...storiesOf(pending, { snapshot, large: watch.large, before, now })].reverse();
  watch.stories = [...stories, ...watch.stories].slice(0, MOST_STORIES);
  return stories;
}

function isComplete(
  { told, count, monotonicSeconds }: Kills,
  groups: GroupCounts | undefined,
  { system, events }: Snapshot,
): boolean {
  const waitedSeconds = system.monotonicSeconds - monotonicSeconds;
  const tellsEnds = events !== undefined && events.sources.connector === undefined;
  if (groups === undefined) return waitedSeconds >= MOST_PATIENCE_SECONDS;
  return told.length >= count || waitedSeconds >= (tellsEnds ? TOLD_SECONDS : SEEN_SECONDS);
}

/** The story of a kill that an event tells of. */
export function storyOf(
  stories: readonly OomStory[],
  { pid, startTicks, wallClockMilliseconds }: Pick<ProcessEvent, 'pid' | 'startTicks' | 'wallClockMilliseconds'>,
): OomStory | undefined {
  return stories.find(({ victim, ...story }) => {
    if (victim === undefined) return Number.isNaN(pid) && story.wallClockMilliseconds === wallClockMilliseconds;
    if (victim.pid !== pid) return false;
    return Number.isNaN(startTicks) || Number.isNaN(victim.startTicks) || victim.startTicks === startTicks;
  });
}

function notice(watch: OomWatch, { system, events, ...snapshot }: Snapshot): void {
  const told = (events?.events ?? []).filter((event) => event.event === 'oomKilled' && !isTold(watch, event));
  const counted = countNew(watch, system.oomKills);
  if (watch.pending !== undefined) {
    watch.pending.count += counted;
    watch.pending.told.push(...told);
    return;
  }
  if (counted === 0 && told.length === 0) return;
  const { monotonicSeconds, wallClockMilliseconds } = system;
  const large = { seen: lastSeen(watch.large), vanished: vanished(watch.large, snapshot) };
  watch.pending = { monotonicSeconds, wallClockMilliseconds, count: counted, told, ...large };
}

function countNew(watch: OomWatch, kills: number | undefined): number {
  if (kills === undefined) return 0;
  const risen = Math.max(0, kills - (watch.kills ?? kills));
  const paid = Math.min(watch.owed, risen);
  watch.owed -= paid;
  watch.kills = kills;
  return risen - paid;
}

function isTold({ stories }: OomWatch, event: ProcessEvent): boolean {
  const story = storyOf(stories, event);
  if (story === undefined) return false;
  return Math.abs(story.wallClockMilliseconds - event.wallClockMilliseconds) < SAME_KILL_MILLISECONDS;
}
