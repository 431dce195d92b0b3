/** One key, report or paste at the start of the input, and its length. */
export type Token = { readonly length: number; readonly text: string; readonly paste?: string };

const ESC = '\x1b';
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** Longer than any name, filter or command line. */
const PASTE_LIMIT = 65_536;
const SEQUENCE_LIMIT = 256;

/** OSC 11;…, DCS >|… or 1$r…, APC Gi=…: replies of terminals, which are never typed. */
const REPLY = /^\x1b(?:\]\d+;|P[\d;]*(?:[>!]\||[$+]r)|_G[A-Za-z]=)/;
const REPLY_BEGUN = /^\x1b(?:\]\d*|P[\d;]*[>!$+]?|_(?:G[A-Za-z]?)?)$/;

/**
 * Takes the first token. Undefined if it is not complete yet; with `final` it is not waited for. An Esc is the Esc key
 * unless it starts a known sequence: it may have been typed right before the next key, which may be meant for what is
 * there once Esc has closed a dialog. In any other sequence, Esc is a key of its own.
 */
export function takeToken(input: string, final: boolean): Token | undefined {
  if (input[0] !== ESC) return whole(String.fromCodePoint(input.codePointAt(0) ?? 0));
  if (input.length === 1) return final ? whole(ESC) : undefined;
  if (input.startsWith(PASTE_BEGIN)) return paste(input, final);
  if (input[1] === '[') return controlSequence(input, final);
  if (input[1] === 'O') return singleShift(input, final);
  if (/[\]PX^_]/.test(input[1] ?? '')) return stringSequence(input, final);
  return whole(ESC);
}

/** Whether the rest may take longer: a paste or a reply has many bytes. */
export function isLong(input: string): boolean {
  return input.startsWith(PASTE_BEGIN) || REPLY.test(input);
}

/** The part of an unfinished token that is kept: enough to find its end, but not all of an endless paste. */
export function shortenUnfinished(input: string): string {
  return input.length > 2 * PASTE_LIMIT ? input.slice(0, PASTE_LIMIT + PASTE_BEGIN.length) + input.slice(-8) : input;
}

function whole(text: string): Token {
  return { length: text.length, text };
}

/** Ignored: not a key. */
function dropped(length: number): Token {
  return { length, text: '' };
}

/** Of a broken sequence only the Esc counts: its middle never becomes a key. */
function escapeOf(length: number): Token {
  return { length, text: ESC };
}

/** Terminals remove Esc from pasted text, so an Esc in a paste without an end was typed after it. */
function paste(input: string, final: boolean): Token | undefined {
  const end = input.indexOf(PASTE_END, PASTE_BEGIN.length);
  if (end >= 0) {
    const text = input.slice(PASTE_BEGIN.length, end).slice(0, PASTE_LIMIT);
    return { length: end + PASTE_END.length, text: '', paste: text };
  }
  if (!final) return undefined;
  const [text = '', ...typed] = input.slice(PASTE_BEGIN.length).split(ESC);
  return { length: input.length, text: typed.length > 0 ? ESC : '', paste: text.slice(0, PASTE_LIMIT) };
}

/** ECMA-48: parameters, intermediates, one final byte. The Linux console's F1 to F5 and rxvt's shift are exceptions. */
function controlSequence(input: string, final: boolean): Token | undefined {
  const special = /^\x1b\[(?:\[[A-E]|\d+\$|M[^\x00-\x1f]{3})/.exec(input)?.[0];
  if (special !== undefined) return special[2] === 'M' ? dropped(special.length) : whole(special);
  const [head = ''] = /^\x1b\[[0-?]*[ -/]*/.exec(input) ?? [];
  const last = input[head.length];
  const isAwaited = last === undefined || /^\x1b\[(?:\[|M[^\x00-\x1f]{0,2})$/.test(input);
  if (isAwaited && !final && head.length <= SEQUENCE_LIMIT) return undefined;
  const isBare = head === '\x1b[';
  if (last !== undefined && /[@-~]/.test(last) && !(isBare && last === '[')) return whole(head + last);
  // Anything but a final byte, such as the Esc of the next key, ends a broken sequence.
  return isBare ? whole(ESC) : escapeOf(head.length);
}

/** With a digit: an old form of a key with modifiers. */
function singleShift(input: string, final: boolean): Token | undefined {
  if (/^\x1bO[1-8]?$/.test(input) && !final) return undefined;
  return whole(/^\x1bO(?:[1-8][A-DFHP-S]|[A-DFHMP-SXa-dj-y])/.exec(input)?.[0] ?? ESC);
}

/** OSC, DCS, SOS, PM, APC, up to BEL or ST. They never contain ^C or Enter, so these end a broken one. */
function stringSequence(input: string, final: boolean): Token | undefined {
  const sequence = /^\x1b.[^\x00-\x1f]+(?:\x07|\x1b\\)/.exec(input)?.[0];
  if (sequence !== undefined) return REPLY.test(sequence) ? dropped(sequence.length) : escapeOf(sequence.length);
  const [head = ''] = /^\x1b[^\x00-\x1f]*/.exec(input) ?? [];
  const isReply = REPLY.test(head);
  const rest = input.slice(head.length);
  const isAwaited = rest === '' ? isReply || REPLY_BEGUN.test(head) : isReply && rest === ESC;
  if (isAwaited && !final) return undefined;
  return isReply ? escapeOf(head.length) : whole(ESC);
}
