import { resolve } from 'node:path';
import type { EventBatch, EventProbe } from '../model/machine/events.js';
import { addon } from './addon.js';
import { type NativeEvents, toEventBatch } from './event-calls.js';
import { procRoot } from './roots.js';

/** The events of this machine. All in this program that want them share one thread that listens. */
export function createEventProbe(root = procRoot()): EventProbe {
  let kept: NativeEvents | undefined;
  const open = (wake?: () => void) => new (addon().Events)(resolve(root), wake);
  return {
    listen() {
      kept ??= open();
    },
    rest() {
      kept?.end();
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
          const batch = takeFrom(native);
          if (isFirst || batch.events.length > 0 || batch.lost > 0 || batch.unread > 0) yield batch;
          if (signal?.aborted) return;
          isFirst = false;
        }
      } finally {
        native.end();
        signal?.removeEventListener('abort', end);
      }
    },
  };
}

function takeFrom(native: NativeEvents): EventBatch {
  const batch = native.take();
  if (batch === undefined) throw new Error('The events have ended.');
  return toEventBatch(batch);
}
