import type { PastEvent, Timeline } from '../timeline/timeline.js';

type Known = { readonly until: number; readonly most: number; readonly events: readonly PastEvent[] };

/** What was last asked for: reading thousands of events takes long, and those of a moment near by are mostly the same. */
const lastOf = new WeakMap<Timeline, Known>();

/** Timeline.events, of which only those are read that were not in the last answer. */
export function eventsUntil(timeline: Timeline, until: number, most: number): readonly PastEvent[] {
  const last = lastOf.get(timeline);
  const known = last?.most === most ? last : undefined;
  const events = known === undefined ? timeline.events(until, most) : fromKnown(timeline, until, known);
  lastOf.set(timeline, { until, most, events });
  return events;
}

function fromKnown(timeline: Timeline, until: number, known: Known): readonly PastEvent[] {
  const { most } = known;
  if (until > known.until) return [...newerThan(timeline, until, known), ...known.events].slice(0, most);
  const kept = known.events.filter(({ index }) => index <= until);
  if (kept.length === most || known.events.length < most) return kept;
  // Of its oldest sample some may have been left out.
  const oldest = known.events[known.events.length - 1]?.index ?? until;
  if (oldest > until) return timeline.events(until, most);
  const whole = kept.filter(({ index }) => index > oldest);
  return [...whole, ...timeline.events(oldest, most - whole.length)];
}

const FIRST_ASKED = 64;

function newerThan(timeline: Timeline, until: number, known: Known): readonly PastEvent[] {
  for (let asked = FIRST_ASKED; ; asked *= 4) {
    const events = timeline.events(until, Math.min(asked, known.most));
    const newer = events.filter(({ index }) => index > known.until);
    if (newer.length < events.length || events.length < asked || asked >= known.most) return newer;
  }
}
