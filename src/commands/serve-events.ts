import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBatch, ProcessEvent } from '../model/machine/events.js';
import type { Source } from '../model/machine/source.js';

/** What listens keeps only some thousands, so they are taken from it now and then, however seldom a scrape comes. */
const PAUSE_MILLISECONDS = 1000;
/** Of more between two scrapes the first ones are lost, as when no scrape comes again. */
const MOST_KEPT = 50_000;

/**
 * Collects starts and ends of processes from now on. What it returns gives those since its last call; undefined if none are
 * told of.
 */
export function collectEvents(source: Pick<Source, 'events'>, pause = aWhile): () => EventBatch | undefined {
  let events: ProcessEvent[] = [];
  let [lost, unread] = [0, 0];
  let sources: EventBatch['sources'] | undefined;
  const collect = async () => {
    for await (const batch of source.events()) {
      events.push(...batch.events);
      lost += batch.lost + Math.max(0, events.length - MOST_KEPT);
      unread += batch.unread;
      if (events.length > MOST_KEPT) events = events.slice(-MOST_KEPT);
      sources = batch.sources;
      await pause();
    }
  };
  const end = () => {
    sources = undefined;
  };
  void collect().then(end, end);
  return () => {
    if (sources === undefined) return undefined;
    const batch = { events, lost, unread, sources };
    events = [];
    [lost, unread] = [0, 0];
    return batch;
  };
}

function aWhile(): Promise<void> {
  return sleep(PAUSE_MILLISECONDS, undefined, { ref: false });
}
