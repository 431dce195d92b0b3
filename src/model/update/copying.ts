import { only, type Step, step } from '../state/messages.js';
import { type State, say } from '../state/state.js';

const SHOWN_CHARACTERS = 40;

export function copy(state: State, text: string | undefined): Step {
  if (text === undefined) return only(say(state, 'nothing to copy', 'danger'));
  return step(say(state, `copied: ${text.length > SHOWN_CHARACTERS ? `${text.length} characters` : text}`), {
    type: 'copy',
    text,
  });
}
