/** What terminals take at once; a longer one some of them would print. */
const LIMIT_BYTES = 74_994;

/** The OSC 52 sequence that puts a text into the terminal's clipboard, or undefined when it is too long for that. */
export function clipboardSequence(text: string): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length > LIMIT_BYTES ? undefined : `\x1b]52;c;${bytes.toString('base64')}\x07`;
}
