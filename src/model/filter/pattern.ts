import { RE2JS, RE2JSSyntaxException } from 're2js';

export type Pattern = { readonly test: (text: string) => boolean };

/** Texts of other processes may be of any length. */
const LONGEST_TEXT = 4096;

/**
 * A regular expression in RE2 syntax, ignoring case; or a sentence that says what is wrong with it. RE2 runs in linear
 * time: other processes choose the texts, and a backtracking engine might never end on them.
 */
export function compilePattern(source: string): Pattern | { readonly problem: string } {
  try {
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL);
    return { test: (text) => pattern.test(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text) };
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { problem: `${error.error} in the pattern` };
    throw error;
  }
}
