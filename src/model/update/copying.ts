import { only, type Step, step } from '../state/messages.js';
import { type State, say } from '../state/state.js';
import { clean } from '../text/text.js';

const SHOWN_CHARACTERS = 40;

/** What terminals take at once; some would print a longer one. */
const MOST_BYTES = 74_994;

/**
 * Copies a text as it is shown, for what is pasted into a shell is obeyed: a line break in an argument would run what
 * stands before it. `exact` copies the text itself.
 */
export function copy(state: State, text: string | undefined, exact = false): Step {
  if (text === undefined) return only(say(state, 'nothing to copy', 'danger'));
  const copied = exact ? text : clean(text);
  const bytes = new TextEncoder().encode(copied).length;
  if (bytes > MOST_BYTES) {
    return only(say(state, `not copied: ${bytes} bytes; terminals accept at most ${MOST_BYTES}`, 'danger'));
  }
  return step(say(state, `copied${howCopied(text, copied, exact)}: ${inShort(copied)}`), {
    type: 'copy',
    text: copied,
  });
}

function howCopied(text: string, copied: string, exact: boolean): string {
  if (exact) return ' exactly';
  return copied === text ? '' : ' as shown, control characters as ?';
}

function inShort(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.length} characters` : clean(text);
}
