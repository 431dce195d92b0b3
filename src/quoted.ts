/** A word that someone typed, in quotes and without a character that a terminal would take as a command. */
export function quoted(text: string): string {
  return JSON.stringify(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?'));
}
