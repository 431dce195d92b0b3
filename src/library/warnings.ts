const given = new Set<string>();

/** Tells once, with a code and no more than the program itself would print, what a reader of figures should know. */
export function warnOnce(code: string, message: string): void {
  if (given.has(message)) return;
  given.add(message);
  process.emitWarning(message, { type: 'NtopWarning', code });
}
