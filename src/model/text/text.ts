import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
/**
 * ASCII, European letters, punctuation, arrows, and the characters of frames, bars and graphs: one cell each, and most
 * of a screen. Loading string-width for the first other character takes longer than drawing a frame.
 */
const ONE_CELL_EACH =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*$/;

/**
 * Characters that a terminal executes, hides or reorders, or whose width differs between terminals: controls, formats,
 * lone surrogates, private and unassigned characters, separators, ignorables, and the parts of composed emoji
 * and Hangul.
 */
const UNSAFE =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Me}\u1160-\u11ff\ud7b0-\ud7ff]/gu;

/** Letters that Unicode joins to the next character (Grapheme_Cluster_Break=Prepend), even to the next column. */
const JOINING = /[\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/gu;

/** Letters and signs of ONE_CELL_EACH that are safe and complete: no controls, none that Unicode normalizes or joins. */
const SAFE =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff\u2500-\u25fc]*$/;

const FIRST_MARKS = /^\p{M}+/u;
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;
const THAI_AM = /[\u0e33\u0eb3]/g;

/**
 * Cache of safe forms of texts that are not ASCII, in so many characters: the same lines are drawn again and again. An
 * entry costs memory too, as much as this many characters.
 */
const REMEMBERED_CHARACTERS = 256_000;
const ENTRY_CHARACTERS = 64;
const remembered = new Map<string, string>();
let rememberedCharacters = 0;

/** Cache of widths: computing one is expensive, and a screen has few characters that are not ASCII. */
const REMEMBERED_WIDTHS = 1000;
const widths = new Map<string, number>();

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Makes foreign text one line that is safe for a terminal, with `?` for what is not. The result's width is the
 * sum of its characters' widths, so that terminals and Ink agree on it.
 */
export function clean(text: string): string {
  if (SAFE.test(text)) return text;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const cleaned = cleanForeign(text);
  const cost = text.length + ENTRY_CHARACTERS;
  rememberedCharacters += cost;
  if (rememberedCharacters > REMEMBERED_CHARACTERS) {
    remembered.clear();
    rememberedCharacters = cost;
  }
  remembered.set(text, cleaned);
  return cleaned;
}

/** A word from the user, in quotes and safe for a terminal. */
export function quoted(text: string): string {
  return `"${clean(text)}"`;
}

/** Whether each UTF-16 unit of a text is a character of one cell; if not, one of them may still be. */
export function isOneCellEach(text: string): boolean {
  return ONE_CELL_EACH.test(text);
}

/** The width of cleaned text in cells. */
export function displayWidth(text: string): number {
  if (isOneCellEach(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/**
 * Cleaned text in exactly `width` cells. What does not fit is cut between characters, never through a wide one,
 * and ends in `ellipsis`; without one a cut figure ends in `+`, so that it can't be taken for a smaller one.
 */
export function fit(
  text: string,
  width: number,
  align: 'left' | 'right',
  ellipsis: string = align === 'right' ? '+' : '',
): string {
  if (width <= 0) return '';
  const cells = displayWidth(text);
  if (cells > width) return cut(text, width, ellipsis);
  const blanks = ' '.repeat(width - cells);
  return align === 'right' ? blanks + text : text + blanks;
}

/** Cleaned text without its first `cells` cells, for scrolling sideways. Half a wide character becomes a blank. */
export function skip(text: string, cells: number): string {
  if (cells <= 0) return text;
  if (ASCII.test(text)) return text.slice(cells);
  let skipped = 0;
  let index = 0;
  for (const character of text) {
    const width = characterWidth(character);
    if (skipped >= cells && width > 0) break;
    skipped += width;
    index += character.length;
  }
  return ' '.repeat(Math.max(0, skipped - cells)) + text.slice(index);
}

/** Cleaned text for a terminal that shows ASCII only: accents are dropped, the rest becomes `?`. */
export function asciiOnly(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
}

function characterWidth(character: string): number {
  const known = widths.get(character);
  if (known !== undefined) return known;
  if (widths.size >= REMEMBERED_WIDTHS) widths.clear();
  const width = stringWidth(character);
  widths.set(character, width);
  return width;
}

/** ASCII replacements of our own signs. */
const ASCII_SIGNS: Readonly<Record<string, string>> = {
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '…': '.',
  '−': '-',
};

/** The same, keeping the width, for text that is already laid out. */
export function asciiInPlace(text: string): string {
  return ASCII.test(text) ? text : Array.from(text, asciiSign).join('');
}

function asciiSign(character: string): string {
  const sign = ASCII_SIGNS[character] ?? asciiOnly(character);
  const cells = stringWidth(character);
  return sign.length === cells ? sign : '?'.repeat(cells);
}

function cleanForeign(text: string): string {
  const marked = text
    .normalize('NFC')
    .replace(UNSAFE, '?')
    .replace(JOINING, '?')
    .replace(THAI_AM, (am) => am.normalize('NFKD'))
    .replace(FIRST_MARKS, '?')
    .replace(PILED_MARKS, '$1?');
  let cleaned = '';
  for (const { segment } of graphemes.segment(marked)) cleaned += isPlain(segment) ? segment : '?';
  return cleaned;
}

/** Text whose width does not depend on whether a terminal draws grapheme clusters as one glyph. */
function isPlain(grapheme: string): boolean {
  return grapheme.length === 1 || stringWidth(grapheme) === displayWidth(grapheme);
}

function cut(text: string, width: number, ellipsis: string): string {
  const tail = displayWidth(ellipsis) < width ? ellipsis : '';
  const room = width - displayWidth(tail);
  if (isOneCellEach(text)) return text.slice(0, room) + tail;
  let used = 0;
  let index = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > room) break;
    used += next;
    index += character.length;
  }
  return text.slice(0, index) + tail + ' '.repeat(room - used);
}
