import { PARTS } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import { ownOf, type State } from '../state/state.js';

/** The sample with what the parts make of it. */
export function completed(state: Pick<State, 'own'>, sample: Sample): Sample {
  return PARTS.reduce((all, part) => part.complete?.(ownOf(state, part), all) ?? all, sample);
}
