import { RE2JS, RE2JSSyntaxException } from 're2js';

export type Pattern = { readonly test: (text: string) => boolean };

/** What is tested is as long as whoever wrote it likes. */
const LONGEST_TEXT = 4096;

/**
 * A regular expression in the syntax of RE2, in any case; or a sentence that says what is wrong with it. RE2 takes one
 * pass over a text: the texts are an attacker's, and an engine that goes back may never end.
 */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  try {
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
    return { test: (text) => pattern.test(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text) };
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { fault: `${error.error} in the pattern` };
    throw error;
  }
}
