import { chosenIn } from './rewind.js';
import type { State } from './state.js';

/** The state of now while the past is shown: with what goes on, and what was chosen meanwhile. */
export function stateOfNow(state: State): State {
  const live = state.past?.live;
  if (live === undefined) return state;
  const isSame = live.pane === state.pane;
  return {
    ...state,
    past: undefined,
    sample: live.sample,
    spareRates: live.spareRates,
    history: live.history,
    own: chosenIn(live.own, state.own),
    list: isSame ? live.list : undefined,
    ended: isSame ? live.ended : [],
    lost: undefined,
    holdUntil: 0,
    error: live.error,
  };
}
