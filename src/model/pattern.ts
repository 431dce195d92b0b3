export type Pattern = { readonly test: (text: string) => boolean };

/** A regular expression as a person types it, in any case; or a sentence that says what is wrong with it. */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  try {
    const pattern = new RegExp(source, 'i');
    return { test: (text) => pattern.test(text.slice(0, 1000)) };
  } catch {
    return { fault: 'this is not a regular expression' };
  }
}
