import { PARTS } from '../panes.js';
import type { Line } from '../text/line.js';
import { remembered } from '../text/remembered.js';
import { ownOf, type State } from './state.js';

/** What parts have to say below the meters. */
export const headlinesOf = remembered((state: State): readonly Line[] => {
  const { sample, settings, pane } = state;
  const { unicode } = settings;
  return PARTS.flatMap((part) => {
    const line = part.headline?.({ own: ownOf(state, part), isOpen: part.id === pane, sample, unicode });
    return line === undefined ? [] : [line];
  });
});
