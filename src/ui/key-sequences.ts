type Key = readonly [name: string, ...sequences: readonly string[]];

const ESC = '\x1b';

/**
 * The sequences of keys without a character: xterm first, then vt220, rxvt and the Linux console. Modifiers are
 * parameters of the first form (see withModifiers), so only irregular ones have their own lines.
 */
export const KEYS: readonly Key[] = [
  ['up', `${ESC}[A`, `${ESC}OA`],
  ['down', `${ESC}[B`, `${ESC}OB`],
  ['right', `${ESC}[C`, `${ESC}OC`],
  ['left', `${ESC}[D`, `${ESC}OD`],
  ['home', `${ESC}[H`, `${ESC}OH`, `${ESC}[1~`, `${ESC}[7~`],
  ['end', `${ESC}[F`, `${ESC}OF`, `${ESC}[4~`, `${ESC}[8~`],
  ['insert', `${ESC}[2~`],
  ['delete', `${ESC}[3~`],
  ['pageUp', `${ESC}[5~`],
  ['pageDown', `${ESC}[6~`],
  ['f1', `${ESC}OP`, `${ESC}[P`, `${ESC}[11~`, `${ESC}[[A`],
  ['f2', `${ESC}OQ`, `${ESC}[Q`, `${ESC}[12~`, `${ESC}[[B`],
  ['f3', `${ESC}OR`, `${ESC}[R`, `${ESC}[13~`, `${ESC}[[C`],
  ['f4', `${ESC}OS`, `${ESC}[S`, `${ESC}[14~`, `${ESC}[[D`],
  ['f5', `${ESC}[15~`, `${ESC}[[E`],
  ['f6', `${ESC}[17~`],
  ['f7', `${ESC}[18~`],
  ['f8', `${ESC}[19~`],
  ['f9', `${ESC}[20~`],
  ['f10', `${ESC}[21~`],
  ['f11', `${ESC}[23~`],
  ['f12', `${ESC}[24~`],
  ['shift+f1', `${ESC}[1;2P`, `${ESC}[25~`],
  ['shift+f2', `${ESC}[1;2Q`, `${ESC}[26~`],
  ['shift+f3', `${ESC}[1;2R`, `${ESC}[28~`],
  ['shift+f4', `${ESC}[1;2S`, `${ESC}[29~`],
  ['shift+f5', `${ESC}[15;2~`, `${ESC}[31~`],
  ['shift+f6', `${ESC}[17;2~`, `${ESC}[32~`],
  ['shift+f7', `${ESC}[18;2~`, `${ESC}[33~`],
  ['shift+f8', `${ESC}[19;2~`, `${ESC}[34~`],
  ['shift+up', `${ESC}[1;2A`, `${ESC}[a`],
  ['shift+down', `${ESC}[1;2B`, `${ESC}[b`],
  ['shift+right', `${ESC}[1;2C`, `${ESC}[c`],
  ['shift+left', `${ESC}[1;2D`, `${ESC}[d`],
  ['ctrl+up', `${ESC}[1;5A`, `${ESC}Oa`],
  ['ctrl+down', `${ESC}[1;5B`, `${ESC}Ob`],
  ['ctrl+right', `${ESC}[1;5C`, `${ESC}Oc`],
  ['ctrl+left', `${ESC}[1;5D`, `${ESC}Od`],
  ['shift+tab', `${ESC}[Z`],
  ['enter', '\r', '\n', `${ESC}OM`],
  ['tab', '\t'],
  ['backspace', '\x7f', '\b'],
  ['escape', ESC],
  ['ctrl+space', '\0'],
  ['ctrl+\\', '\x1c'],
  ['ctrl+]', '\x1d'],
  ['ctrl+^', '\x1e'],
  ['ctrl+_', '\x1f'],
];

const NAMES: ReadonlyMap<string, string> = new Map(
  KEYS.flatMap(([name, ...sequences]) => sequences.map((sequence) => [sequence, name] as const)),
);

/** The keypad in application mode, which a program may have left on; its Enter is among the keys. */
const KEYPAD: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('*+,-./0123456789', (character, index) => [`${ESC}O${String.fromCharCode(106 + index)}`, character]),
);

/** The character that a key of the keypad types. */
export function characterOfKeypad(sequence: string): string | undefined {
  return sequence === `${ESC}OX` ? '=' : KEYPAD[sequence];
}

/** The name of a key by its bytes; undefined for a reply or an unknown key. */
export function nameOfSequence(sequence: string): string | undefined {
  return NAMES.get(sequence) ?? controlLetter(sequence) ?? withModifiers(sequence) ?? rxvtModifiers(sequence);
}

/** The bytes of a key by its name: the inverse, for tests and scripts. */
export function sequenceOfKey(key: string): string {
  const known = KEYS.find(([name]) => name === key)?.[1];
  if (known !== undefined) return known;
  if (key === 'space') return ' ';
  const letter = /^ctrl\+([a-z])$/.exec(key)?.[1];
  return letter === undefined ? key : String.fromCharCode(letter.charCodeAt(0) & 0x1f);
}

function controlLetter(sequence: string): string | undefined {
  const code = sequence.length === 1 ? sequence.charCodeAt(0) : 0;
  return code >= 1 && code <= 26 ? `ctrl+${String.fromCharCode(code + 96)}` : undefined;
}

/** CSI 1;5C or CSI 3;2~, once SS3 5C: the modifiers are a bit set plus one. */
function withModifiers(sequence: string): string | undefined {
  const [, code = '', modifiers, final = ''] = /^\x1b(?:\[(\d+);|O)(\d+)([A-HP-S~])$/.exec(sequence) ?? [];
  if (modifiers === undefined) return undefined;
  const plain = NAMES.get(final === '~' ? `${ESC}[${code}~` : `${ESC}[${final}`);
  return plain === undefined ? undefined : prefix(Number(modifiers) - 1) + plain;
}

/** rxvt ends the sequence with $ for shift, ^ for ctrl and @ for both. */
function rxvtModifiers(sequence: string): string | undefined {
  const [, code, final] = /^\x1b\[(\d+)([$^@])$/.exec(sequence) ?? [];
  const plain = NAMES.get(`${ESC}[${code}~`);
  if (plain === undefined) return undefined;
  return prefix(final === '$' ? 1 : final === '^' ? 4 : 5) + plain;
}

function prefix(bits: number): string {
  return (bits & 4 ? 'ctrl+' : '') + (bits & 10 ? 'alt+' : '') + (bits & 1 ? 'shift+' : '');
}
