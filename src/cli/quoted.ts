import { clean } from '../model/text/text.js';

/** A word from the user, in quotes and safe for a terminal. */
export function quoted(text: string): string {
  return `"${clean(text)}"`;
}
