const told = new Set<string>();

/**
 * Warns once for each code in each thread, unless Node runs with --no-deprecation. `alias` is the deprecated function
 * itself: with --trace-deprecation the warning shows who called it.
 */
export function deprecate(code: string, message: string, alias: (...values: never[]) => unknown): void {
  if (told.has(code)) return;
  told.add(code);
  process.emitWarning(message, 'DeprecationWarning', code, alias);
}
