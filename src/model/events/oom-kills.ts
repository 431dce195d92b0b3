import type { Snapshot } from '../machine/snapshot.js';
import type { OomStory } from '../oom/oom-story.js';
import { oomNotice } from '../oom/oom-text.js';
import { type OomWatch, watchOom } from '../oom/oom-watch.js';
import type { Notices } from './event-notices.js';
import { addEvent, amendEvent, type EventRing } from './event-ring.js';
import { type Happening, UNKNOWN_HAPPENING } from './happening.js';

/** What became known of kills for memory with this sample, for the status line; and an event for each, if there is none. */
export function followOom(watch: OomWatch, ring: EventRing, snapshot: Snapshot): string | undefined {
  const stories = watchOom(watch, snapshot);
  for (const story of stories) list(ring, story);
  const [newest] = stories;
  if (newest === undefined) return undefined;
  const more = stories.length === 1 ? '' : ` and ${stories.length - 1} more`;
  return `${oomNotice(newest)}${more} (E)`;
}

/** Without the kernel's word, an end that was only seen is known to be a kill once the story is. */
function list(ring: EventRing, { victim, wallClockMilliseconds }: OomStory): void {
  const killed = { event: 'oomKilled', source: 'vmstat' } as const;
  if (victim === undefined) addEvent(ring, { ...UNKNOWN_HAPPENING, ...killed, wallClockMilliseconds });
  const last = victim && ring.lastOf.get(victim.pid);
  if (last !== undefined && isUnexplained(last, victim?.startTicks)) amendEvent(ring, last, { ...last, ...killed });
}

function isUnexplained(last: Happening, startTicks: number | undefined): boolean {
  const { event, exitStatus, signal, source } = last;
  if (event !== 'exited' || source !== 'samples' || last.startTicks !== startTicks) return false;
  return exitStatus === undefined && signal === undefined;
}

/** The story says more than the notice of the end does. */
export function withoutOom(notices: Notices): Notices {
  const isTold = notices.shown?.ends.every(({ event }) => event === 'oomKilled') ?? false;
  return isTold ? { ...notices, shown: undefined } : notices;
}
