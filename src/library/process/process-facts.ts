import { NUMBERS, PARTS, TEXTS } from '../../probe/process-calls.js';

export type PartName = (typeof PARTS)[number];
export type NumberPlace = (typeof NUMBER)[(typeof NUMBERS)[number]];
export type TextPlace = (typeof TEXT)[(typeof TEXTS)[number]];

/** The bit to ask for a part with. */
export const PART = bitsOf(PARTS);
/** The places of numbers and texts. */
export const NUMBER = placesOf(NUMBERS);
export const TEXT = placesOf(TEXTS);

const CLOCK_AT = PARTS.length + NUMBER.clock;
const FIGURES = PARTS.length + NUMBERS.length;

/** Asks for parts: an errno, 0 for success. What is keepable stays if the process has not run since it was read. */
export type Read = (
  parts: number,
  keepable: number,
  numbers: Float64Array,
  numbersAt: number,
  texts: string[],
  textsAt: number,
) => number;

/**
 * What only the process itself changes, so that it stays while its CPU clock stands still. Of its status that is all but
 * its memory, which the kernel may take away; statm is kept only while stat has the same memory.
 */
export const KEEPABLE = PART.commandLine | PART.status | PART.statm;

/** What is known of one process; what is missing is read when it is asked for. */
export class ProcessFacts {
  readonly #numbers: Float64Array;
  readonly #texts: string[];
  #numbersAt = 0;
  #textsAt = 0;
  #known = 0;
  #asked = 0;
  /** Parts that are read with the first. */
  #ahead: number;
  #keepable = 0;
  #kept = 0;

  constructor(ahead = 0, numbers = new Float64Array(FIGURES), texts: string[] = []) {
    this.#ahead = ahead;
    this.#numbers = numbers;
    this.#texts = texts;
  }

  /** All parts that were asked for, their bits added. */
  get asked(): number {
    return this.#asked;
  }

  /** Begins anew, but for those parts that may be kept if the process has not run. */
  refresh(keepable: number): this {
    this.#known = 0;
    this.#keepable = keepable;
    return this;
  }

  /** Speaks of another process, of which these parts were read to other places of the numbers and texts. */
  moveTo(numbersAt: number, textsAt: number, known: number): this {
    this.#numbersAt = numbersAt;
    this.#textsAt = textsAt;
    this.#known = known;
    return this;
  }

  /** Reads those of the parts that are not known. An errno, 0 for success; parts may fail each for itself. */
  need(parts: number, read: Read): number {
    this.#asked |= parts;
    if ((parts & ~this.#known) === 0) return 0;
    const missing = (parts | this.#ahead) & ~this.#known;
    this.#ahead = 0;
    const keepable = missing & this.#keepable;
    // One clock speaks for all that is kept.
    if ((keepable & ~this.#kept) !== 0) this.#numbers[this.#numbersAt + CLOCK_AT] = Number.NaN;
    const error = read(missing, keepable, this.#numbers, this.#numbersAt, this.#texts, this.#textsAt);
    if (error !== 0) return error;
    this.#known |= missing;
    this.#kept = keepable;
    return 0;
  }

  /** The first of these parts that is missing. */
  failed(parts: number): PartName | undefined {
    for (let rest = parts; rest !== 0; rest &= rest - 1) {
      const place = 31 - Math.clz32(rest & -rest);
      if (this.#numbers[this.#numbersAt + place] !== 0) return PARTS[place];
    }
    return undefined;
  }

  /** Why a part is missing: an errno, 0 for none. */
  errorOf(part: PartName): number {
    return this.#numbers[this.#numbersAt + 31 - Math.clz32(PART[part])] ?? 0;
  }

  /** NaN when unknown. */
  number(place: NumberPlace): number {
    return this.#numbers[this.#numbersAt + PARTS.length + place] ?? Number.NaN;
  }

  /** null when unknown, as results have it. */
  numberOrNull(place: NumberPlace): number | null {
    const value = this.number(place);
    return Number.isNaN(value) ? null : value;
  }

  text(place: TextPlace): string {
    return this.#texts[this.#textsAt + place] ?? '';
  }
}

function placesOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
}

function bitsOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, place) => [name, 1 << place])) as Record<Name, number>;
}
