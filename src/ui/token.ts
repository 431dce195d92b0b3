/** One key, report or paste at the start of the input; `length` is how much of it that took. */
export type Token = { readonly length: number; readonly text: string; readonly paste?: string };

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** More than any name, filter or command line needs. */
const PASTE_LIMIT = 65_536;
const SEQUENCE_LIMIT = 256;

/**
 * Cuts the first token off. Undefined when it is not whole yet; with `final` nothing more is awaited, so a lone Esc is
 * the Esc key and the torso of a sequence is dropped.
 */
export function takeToken(input: string, final: boolean): Token | undefined {
  if (input[0] !== '\x1b') return whole(String.fromCodePoint(input.codePointAt(0) ?? 0));
  if (input.length === 1) return final ? whole(input) : undefined;
  if (input[1] === '\x1b') return doubleEscape(input, final);
  if (input.startsWith(PASTE_BEGIN)) return paste(input, final);
  if (input[1] === '[') return controlSequence(input, final);
  if (input[1] === 'O') return singleShift(input, final);
  if (/[\]PX^_]/.test(input[1] ?? '')) return stringSequence(input, final);
  return whole(`\x1b${String.fromCodePoint(input.codePointAt(1) ?? 0)}`);
}

/** What is kept of an unfinished token: enough to end it, but not all of an endless paste. */
export function shortenUnfinished(input: string): string {
  return input.length > 2 * PASTE_LIMIT ? input.slice(0, PASTE_LIMIT + PASTE_BEGIN.length) + input.slice(-8) : input;
}

function whole(text: string): Token {
  return { length: text.length, text };
}

/** Swallowed: it is no key. */
function dropped(length: number): Token {
  return { length, text: '' };
}

/** Esc before a sequence is alt with that key (rxvt); before anything else it was the Esc key. */
function doubleEscape(input: string, final: boolean): Token | undefined {
  if (input.length === 2 && !final) return undefined;
  if (!/^[[O]/.test(input.slice(2))) return whole('\x1b');
  const token = takeToken(input.slice(1), final);
  if (token === undefined || token.text === '') return token && dropped(token.length + 1);
  return whole(`\x1b${token.text}`);
}

function paste(input: string, final: boolean): Token | undefined {
  const end = input.indexOf(PASTE_END, PASTE_BEGIN.length);
  if (end < 0 && !final) return undefined;
  const text = input.slice(PASTE_BEGIN.length, end < 0 ? input.length : end).slice(0, PASTE_LIMIT);
  return { length: end < 0 ? input.length : end + PASTE_END.length, text: '', paste: text };
}

/** ECMA-48: parameters, intermediates, one final byte. The Linux console's F1 to F5 and rxvt's shift are exceptions. */
function controlSequence(input: string, final: boolean): Token | undefined {
  const special = /^\x1b\[(?:\[[A-E]|\d+\$|M.{3})/s.exec(input)?.[0];
  if (special !== undefined) return special[2] === 'M' ? dropped(special.length) : whole(special);
  const [head = ''] = /^\x1b\[\[?[0-?]*[ -/]*/.exec(input) ?? [];
  const last = input[head.length];
  if (last === undefined || head + last === '\x1b[M') return unfinished(input, head.length > SEQUENCE_LIMIT || final);
  // Anything but a final byte, such as the Esc of the next key, broke the sequence off.
  return /[@-~]/.test(last) ? whole(head + last) : dropped(head.length);
}

function singleShift(input: string, final: boolean): Token | undefined {
  return input.length === 2 ? unfinished(input, final) : whole(input.slice(0, 3));
}

/** OSC, DCS, SOS, PM, APC: a terminal's reply, up to BEL or ST. No reply holds ^C or Enter, so those broke it off. */
function stringSequence(input: string, final: boolean): Token | undefined {
  const end = /\x07|\x1b\\|(?=[\x00-\x1a])/.exec(input.slice(2));
  if (end !== null) return dropped(2 + end.index + end[0].length);
  return unfinished(input, final);
}

/** Esc and one character were alt with that key after all; a longer torso is no key. */
function unfinished(input: string, final: boolean): Token | undefined {
  if (!final) return undefined;
  return input.length === 2 ? whole(input) : dropped(input.length);
}
