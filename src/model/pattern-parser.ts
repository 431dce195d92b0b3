import { anyFits, CLASSES, type Fits } from './pattern-characters.js';

/** A regular expression, taken apart. */
export type Node =
  | { readonly kind: 'character'; readonly fits: Fits }
  | { readonly kind: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

export type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary';

/** What is wrong with a pattern, in words for who typed it. */
export class PatternError extends Error {}

const MOST_REPEATS = 100;
const REPEAT = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const HEX = /x([0-9a-f]{2})|u([0-9a-f]{4})/iy;

const ASSERTIONS: Readonly<Record<string, Assertion>> = { '^': 'start', $: 'end', b: 'boundary', B: 'noBoundary' };
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', 0: '\0' };

/** Takes a regular expression apart. Throws PatternError for what is none, or can't be decided in one pass. */
export function parsePattern(source: string): Node {
  const parser = new Parser(source);
  const node = parser.choice();
  if (!parser.atEnd()) throw new PatternError('this ) in the pattern closes nothing');
  return node;
}

/** By UTF-16 unit, as it is matched. */
class Parser {
  private index = 0;

  constructor(private readonly source: string) {}

  atEnd(): boolean {
    return this.index >= this.source.length;
  }

  choice(): Node {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return { kind: 'choice', parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (!this.atEnd() && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): Node {
    const part = this.atom();
    const repeat = this.takeMatch(REPEAT);
    if (repeat === undefined) return part;
    if (part.kind !== 'character' && part.kind !== 'choice')
      throw new PatternError(`${repeat[0]} has nothing to repeat`);
    const [least, most] = timesOf(repeat);
    if (most < least) throw new PatternError(`${repeat[0]} ends before it begins`);
    if (least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY)) {
      throw new PatternError(`${repeat[0]} repeats more than ${MOST_REPEATS} times`);
    }
    return { kind: 'repeat', part, least, most };
  }

  private atom(): Node {
    const character = this.next();
    if (character === '(') return this.group();
    if (character === '[') return { kind: 'character', fits: this.characterClass() };
    if (character === '.') return { kind: 'character', fits: () => true };
    if (character === '\\') return this.escape();
    if ('*+?'.includes(character)) throw new PatternError(`${character} has nothing to repeat`);
    const assertion = character === '^' || character === '$' ? ASSERTIONS[character] : undefined;
    return assertion === undefined ? literal(character) : { kind: assertion };
  }

  private group(): Node {
    if (this.take('?') && !this.take(':')) throw new PatternError('groups that begin with (? are not understood');
    const inner = this.choice();
    if (!this.take(')')) throw new PatternError('this ( is not closed');
    return inner;
  }

  private escape(): Node {
    if (this.take('b')) return { kind: 'boundary' };
    if (this.take('B')) return { kind: 'noBoundary' };
    const meant = this.escaped();
    return typeof meant === 'string' ? literal(meant) : { kind: 'character', fits: meant };
  }

  /** What stands after a backslash: a character, or a class of them. */
  private escaped(): string | Fits {
    const hex = this.takeMatch(HEX);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex[1] ?? hex[2], 16));
    if (this.atEnd()) throw new PatternError('the \\ at the end escapes nothing');
    const character = this.next();
    const known = CLASSES.get(character) ?? (Object.hasOwn(CONTROLS, character) ? CONTROLS[character] : undefined);
    if (known !== undefined) return known;
    if (/[a-z0-9]/i.test(character)) throw new PatternError(`\\${character} is not understood`);
    return character;
  }

  private characterClass(): Fits {
    const negated = this.take('^');
    const items: Fits[] = [];
    // A ] that comes first is one of the characters.
    do items.push(this.classItem());
    while (!this.atEnd() && this.peek() !== ']');
    if (!this.take(']')) throw new PatternError('this [ is not closed');
    const fits = anyFits(items);
    return negated ? (code) => !fits(code) : fits;
  }

  private classItem(): Fits {
    const from = this.classCharacter();
    if (typeof from !== 'string') return from;
    const isRange = this.peek() === '-' && this.source.charAt(this.index + 1) !== ']';
    if (!isRange) return (code) => code === from.charCodeAt(0);
    this.next();
    const to = this.classCharacter();
    if (typeof to !== 'string' || to < from) throw new PatternError(`the range after ${from}- is none`);
    return (code) => code >= from.charCodeAt(0) && code <= to.charCodeAt(0);
  }

  private classCharacter(): string | Fits {
    if (this.atEnd()) throw new PatternError('this [ is not closed');
    return this.take('\\') ? this.escaped() : this.next();
  }

  private peek(): string {
    return this.source.charAt(this.index);
  }

  private next(): string {
    this.index += 1;
    return this.source.charAt(this.index - 1);
  }

  private take(expected: string): boolean {
    const found = this.peek() === expected;
    if (found) this.index += 1;
    return found;
  }

  private takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.index;
    const match = pattern.exec(this.source) ?? undefined;
    if (match !== undefined) this.index = pattern.lastIndex;
    return match;
  }
}

function literal(character: string): Node {
  const code = character.charCodeAt(0);
  return { kind: 'character', fits: anyFits([(other) => other === code]) };
}

/** A range without a comma is one number; with one but no end it has none. */
function timesOf([text, least, comma, most]: RegExpExecArray): readonly [number, number] {
  if (least === undefined) return [text[0] === '+' ? 1 : 0, text[0] === '?' ? 1 : Number.POSITIVE_INFINITY];
  if (comma === '') return [Number(least), Number(least)];
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
