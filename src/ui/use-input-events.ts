import { useStdin } from 'ink';
import { useEffect, useRef } from 'react';
import { createKeyDecoder, type InputEvent, type Schedule } from './keyboard.js';

/**
 * Passes on what is typed, clicked and pasted; all that one read brought comes in one call, so that a repeating key
 * costs one state change. Not to be mixed with Ink's useInput, which would see the same keys.
 */
export function useInputEvents(onEvents: (events: readonly InputEvent[]) => void): void {
  const { stdin, setRawMode, isRawModeSupported } = useStdin();
  const latest = useRef(onEvents);
  latest.current = onEvents;

  useEffect(() => {
    const { feed, dispose } = createBatches((events) => latest.current(events));
    if (isRawModeSupported) setRawMode(true);
    stdin.on('data', feed);
    return () => {
      stdin.off('data', feed);
      dispose();
      if (isRawModeSupported) setRawMode(false);
    };
  }, [stdin, setRawMode, isRawModeSupported]);
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
