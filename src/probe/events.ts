import { resolve } from 'node:path';
import type { EventBatch, EventProbe } from '../model/machine/events.js';
import { addon } from './addon.js';
import type { Calls } from './calls.js';
import { type NativeEvents, toEventBatch } from './event-calls.js';
import { procRoot } from './roots.js';

type OpenEvents = (procRoot: string, wake?: () => void) => Calls<NativeEvents>;

/** The events of a machine. All in this program that want them share one thread that listens. */
export function createEventProbe(root = procRoot(), openNative: OpenEvents = newEvents): EventProbe {
  let kept: Calls<NativeEvents> | undefined;
  const open = (wake?: () => void) => openNative(resolve(root), wake);
  return {
    listen() {
      kept ??= open();
    },
    rest() {
      void kept?.end();
      kept = undefined;
    },
    take() {
      kept ??= open();
      return takeFrom(kept);
    },
    async *events({ signal } = {}) {
      let wake = () => {};
      const end = () => wake();
      let woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (signal?.aborted) return;
      signal?.addEventListener('abort', end, { once: true });
      const native = open(() => wake());
      try {
        for (let isFirst = true; ; ) {
          await woken;
          woken = new Promise<void>((resolve) => {
            wake = resolve;
          });
          if (signal?.aborted) return;
          const batch = await takeFrom(native);
          if (isFirst || batch.events.length > 0 || batch.lost > 0 || batch.unread > 0) yield batch;
          if (signal?.aborted) return;
          isFirst = false;
        }
      } finally {
        void native.end();
        signal?.removeEventListener('abort', end);
      }
    },
  };
}

function newEvents(root: string, wake?: () => void): NativeEvents {
  return new (addon().Events)(root, wake);
}

async function takeFrom(native: Calls<NativeEvents>): Promise<EventBatch> {
  const batch = await native.take();
  if (batch === undefined) throw new Error('The events have ended.');
  return toEventBatch(batch);
}
