import { createKeyDecoder, type InputEvent, type Schedule } from './keyboard.js';

/**
 * Passes on keys, clicks and pastes; all events of one read come in one call, so that a repeating key causes one state
 * change. The returned function stops it.
 */
export function listenToInput(stdin: NodeJS.ReadStream, onEvents: (events: readonly InputEvent[]) => void): () => void {
  const { feed, dispose } = createBatches(onEvents);
  stdin.on('data', feed);
  return () => {
    stdin.off('data', feed);
    stdin.pause();
    dispose();
  };
}

function createBatches(deliver: (events: readonly InputEvent[]) => void) {
  let batch: InputEvent[] = [];
  let timer: NodeJS.Timeout | undefined;

  function pass(): void {
    if (batch.length === 0) return;
    const events = batch;
    batch = [];
    deliver(events);
  }

  const schedule: Schedule = (callback, milliseconds) => {
    const own = setTimeout(() => {
      callback();
      pass();
    }, milliseconds);
    timer = own;
    return () => clearTimeout(own);
  };

  const decoder = createKeyDecoder({ schedule, onInput: (event) => batch.push(event) });
  return {
    feed(bytes: Uint8Array | string): void {
      decoder.feed(bytes);
      pass();
    },
    dispose: () => clearTimeout(timer),
  };
}
