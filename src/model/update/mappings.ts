import type { MappingsReading } from '../machine/memory-detail.js';
import { only, type Step, step } from '../state/messages.js';
import { replaceTop, type State, topLayer } from '../state/state.js';

/** So many samples old they are read again. Meanwhile the process can't map anything, so it is not done often. */
const STALE_SAMPLES = 3;

/** Reads the mappings that a page shows, when they are missing or old and no answer is still to come. */
export function readMappings(state: State): Step {
  const page = topLayer(state);
  if (page?.kind !== 'detail' || page.tab !== 'mappings' || page.refusal !== undefined) return only(state);
  const { reading, isReading, age } = page.mappings ?? { reading: undefined, isReading: false, age: STALE_SAMPLES };
  const isDue = !isReading && (reading === undefined || age >= STALE_SAMPLES) && (reading?.ok ?? true);
  const mappings = { reading, isReading: isReading || isDue, age: age + 1 };
  const waiting = replaceTop(state, { ...page, mappings });
  return isDue ? step(waiting, { type: 'readMappings', target: page.target }) : only(waiting);
}

/** What was read of another process than the page's comes too late. */
export function mapped(state: State, serial: number, reading: MappingsReading): State {
  const page = topLayer(state);
  if (page?.kind !== 'detail' || page.target.serial !== serial) return state;
  return replaceTop(state, { ...page, mappings: { reading, isReading: false, age: 0 } });
}
