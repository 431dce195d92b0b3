/** Messages, and codes of deprecations. */
const given = new Set<string>();

/** Tells once, with a code and no more than the program itself would print, what a reader of figures should know. */
export function warnOnce(code: string, message: string): void {
  if (given.has(message)) return;
  given.add(message);
  process.emitWarning(message, { type: 'NtopWarning', code });
}

/**
 * Warns once for each code in each thread, unless Node runs with --no-deprecation. `alias` is the deprecated function
 * itself: with --trace-deprecation the warning shows the caller.
 */
export function deprecate(code: string, message: string, alias: (...values: never[]) => unknown): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(message, 'DeprecationWarning', code, alias);
}
