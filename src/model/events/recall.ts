import type { Recalled } from '../list/part.js';
import { createLog, type EventLog, followProcesses } from './event-log.js';
import { type EventRing, markOf, ringAt } from './event-ring.js';
import type { EventState } from './reduce.js';
import { remember, type SeenProcesses } from './seen-processes.js';

/** The state without what the next sample changes in place. */
export function keepEvents(own: EventState): EventState {
  const { log, ooms } = own;
  return { ...own, log: { ...log, before: undefined, mark: markOf(log.ring) }, ooms: { ...ooms } };
}

/** The state as it was. */
export function recallEvents(own: EventState, then: Recalled): EventState {
  return { ...own, log: new RecalledLog(own.log, then) };
}

/** What happened in one sample alone. */
export function eventsAlone(own: EventState, { snapshot, previous }: Recalled): EventState {
  const log = createLog();
  if (previous !== undefined) log.before = remember(previous, undefined);
  followProcesses(log, snapshot);
  return { ...own, log };
}

/** The log as it was. The events and texts of that moment are collected once they are asked for. */
class RecalledLog implements EventLog {
  readonly lost: number;
  readonly sources: EventLog['sources'];
  readonly met = new Set<number>();
  readonly isComplete = true;
  private found: EventRing | undefined;
  private seen: SeenProcesses | undefined;

  constructor(
    private readonly kept: EventLog,
    private readonly then: Recalled,
  ) {
    this.lost = kept.lost;
    this.sources = kept.sources;
  }

  get ring(): EventRing {
    const { ring, mark } = this.kept;
    this.found ??= mark === undefined ? ring : ringAt(mark);
    return this.found;
  }

  get before(): SeenProcesses {
    const { snapshot, previous } = this.then;
    this.seen ??= remember(snapshot, previous && remember(previous, undefined));
    return this.seen;
  }
}
