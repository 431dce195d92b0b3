import { expect, it } from 'vitest';
import type { EventBatch, ProcessEvent } from '../../../src/model/machine/events.js';
import { createEventProbe } from '../../../src/probe/events.js';
import { atEnd } from '../../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../../support/patience.js';

export type Heard = {
  readonly events: readonly ProcessEvent[];
  readonly sources: EventBatch['sources'];
  lost(): number;
  /** Waits until this holds. */
  until(holds: () => boolean): Promise<void>;
  /** Waits for the end of this child, of the test's own or of another process. */
  end(pid: number, parentPid?: number): Promise<ProcessEvent>;
  stop(): Promise<void>;
};

export const isEnd = ({ event }: ProcessEvent) => event !== 'started';

/** Hears of all processes from now on, until the end of the test. */
export async function hear(): Promise<Heard> {
  const stop = new AbortController();
  const events: ProcessEvent[] = [];
  let lost = 0;
  let check = () => {};
  const batches = createEventProbe().events({ signal: stop.signal })[Symbol.asyncIterator]();
  const { value: first } = await batches.next();
  const reading = (async () => {
    for (;;) {
      const { value, done } = await batches.next();
      if (done) return;
      events.push(...value.events);
      lost += value.lost;
      check();
    }
  })();
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      if (holds()) return resolve();
      const late = () =>
        reject(new Error(`not heard; of ${events.length} events the last: ${JSON.stringify(events.slice(-5))}`));
      const timer = setTimeout(late, PATIENCE_MILLISECONDS);
      check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  const heard = {
    events,
    sources: first?.sources ?? {},
    lost: () => lost,
    until,
    async end(pid: number, parentPid = process.pid) {
      // Another process may have had its PID before.
      const ofIt = () => events.find((event) => event.pid === pid && isEnd(event) && event.parentPid === parentPid);
      await until(() => ofIt() !== undefined);
      return ofIt() as ProcessEvent;
    },
    async stop() {
      stop.abort();
      await reading;
    },
  };
  atEnd(heard.stop);
  return heard as Heard;
}

/** Why the kernel does not tell of processes here, as in another PID namespace; undefined where it does. */
export async function whyNotTold(): Promise<string | undefined> {
  const heard = await hear();
  await heard.stop();
  return heard.sources.connector;
}

const why = await whyNotTold();

/** A test of what the kernel tells. Where it tells nothing, that has a reason in words. */
export function itIsTold(title: string, run: () => Promise<void>): void {
  it(title, () => (why === undefined ? run() : expect(why).toMatch(/^[A-Z].*\.$/)));
}
