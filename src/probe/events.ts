import type { EventBatch, EventProbe } from '../model/machine/events.js';

const DEAF = 'This release of ntop does not listen to the kernel yet.';
const NONE: EventBatch = { events: [], lost: 0, sources: { connector: DEAF, taskstats: DEAF, kmsg: DEAF } };

/** The events of this machine. */
export function createEventProbe(): EventProbe {
  return {
    take: () => NONE,
    rest: () => {},
    async *events({ signal } = {}) {
      yield NONE;
      await new Promise<void>((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}
