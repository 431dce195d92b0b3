import { clean } from '../model/text/text.js';

/** A word that someone typed, in quotes and safe for a terminal. */
export function quoted(text: string): string {
  return `"${clean(text)}"`;
}
