const ESC = '\x1b';

/** Keys without a character that have a character's code, and the keys of the keypad. */
const PLAIN: Readonly<Record<number, string>> = {
  8: '\x7f',
  9: '\t',
  13: '\r',
  27: ESC,
  127: '\x7f',
  57414: '\r',
  57417: `${ESC}[D`,
  57418: `${ESC}[C`,
  57419: `${ESC}[A`,
  57420: `${ESC}[B`,
  57421: `${ESC}[5~`,
  57422: `${ESC}[6~`,
  57423: `${ESC}[H`,
  57424: `${ESC}[F`,
  57425: `${ESC}[2~`,
  57426: `${ESC}[3~`,
};
const KEYPAD_BEGIN = 57_399;
const KEYPAD = '0123456789./*-+';
const KEYPAD_EQUALS = 57_415;
const BACK_TAB = `${ESC}[Z`;

const SHIFT = 1;
const CTRL = 4;
const CAPS_LOCK = 64;
/** Alt, super, hyper and meta, which ntop does not use. */
const OTHERS = 2 | 8 | 16 | 32;
const RELEASED = 3;

/**
 * CSI code:shifted:base;modifiers:event;text u of kitty's protocol and of xterm, and xterm's CSI 27;modifiers;code~.
 */
const KITTY = /^\x1b\[(\d+)(?::(\d*))?(?::\d*)?(?:;(\d*)(?::(\d+))?)?(?:;([\d:]*))?u$/;
const XTERM = /^\x1b\[27;(\d+);(\d+)~$/;
/** The usual sequence of a key with kitty's event type. */
const WITH_EVENT = /^\x1b\[(\d+);(\d+):(\d+)([A-HP-S~])$/;

/**
 * The usual sequence of a key, converted from that of a keyboard mode which another program has left on; undefined for
 * other sequences, empty for anything but a key press.
 */
export function plainSequence(sequence: string): string | undefined {
  const [, number = '', bits = '', event, final = ''] = WITH_EVENT.exec(sequence) ?? [];
  if (event !== undefined) return Number(event) === RELEASED ? '' : `${ESC}[${number};${bits}${final}`;
  const xterm = XTERM.exec(sequence);
  if (xterm !== null)
    return plainKey({ code: Number(xterm[2]), shifted: '', modifiers: Number(xterm[1]) - 1, text: '' });
  const kitty = KITTY.exec(sequence);
  if (kitty === null) return undefined;
  const [, code, shifted, modifiers, kind, text] = kitty;
  if (Number(kind) === RELEASED) return '';
  return plainKey({
    code: Number(code),
    shifted: characterOf(Number(shifted)),
    modifiers: Number(modifiers || 1) - 1,
    text: charactersOf(text),
  });
}

type Reported = {
  readonly code: number;
  /** The character with shift; empty if not reported. */
  readonly shifted: string;
  readonly modifiers: number;
  /** The typed text; empty if not reported. */
  readonly text: string;
};

function plainKey({ code, shifted, modifiers, text }: Reported): string {
  if (modifiers & OTHERS) return '';
  const plain = PLAIN[code];
  if (plain !== undefined) return plain === '\t' && modifiers & SHIFT ? BACK_TAB : plain;
  const character = keypadCharacter(code) ?? characterOf(code);
  if (modifiers & CTRL) return controlOf(character);
  if (text !== '') return text;
  if (modifiers & SHIFT && shifted !== '') return shifted;
  const isUpper = Boolean(modifiers & SHIFT) !== Boolean(modifiers & CAPS_LOCK);
  return isUpper ? character.toUpperCase() : character;
}

function keypadCharacter(code: number): string | undefined {
  return code === KEYPAD_EQUALS ? '=' : KEYPAD[code - KEYPAD_BEGIN];
}

function charactersOf(codes = ''): string {
  return codes
    .split(':')
    .map((code) => characterOf(Number(code)))
    .join('');
}

/** Empty for controls, and for the private codes of keys that ntop does not know, such as shift alone. */
function characterOf(code: number): string {
  const isText = code >= 32 && code <= 0x10_ffff && !(code >= 0xe000 && code <= 0xf8ff);
  return isText ? String.fromCodePoint(code) : '';
}

/** As in ASCII: ^C for c and C, ^[ for [. */
function controlOf(character: string): string {
  if (/^[@-_a-z ]$/.test(character)) return String.fromCharCode(character.charCodeAt(0) & 0x1f);
  return character === '?' ? '\x7f' : '';
}
