import { NUMBERS, PARTS, TEXTS } from '../../probe/process-calls.js';

export type PartName = (typeof PARTS)[number];
type NumberName = (typeof NUMBERS)[number];
type TextName = (typeof TEXTS)[number];

/** The bit to ask for a part with. */
export const PART = bitsOf(PARTS);
const NUMBER_AT = placesOf(NUMBERS);
const TEXT_AT = placesOf(TEXTS);
const CLOCK_AT = PARTS.length + NUMBER_AT.clock;

/** Asks for parts: an errno, 0 for success. What is keepable stays if the process has not run since it was read. */
type Read = (parts: number, keepable: number, numbers: Float64Array, texts: string[]) => number;

/**
 * What only the process itself changes, so that it stays while its CPU clock stands still. Of its status that is all but
 * its memory, which the kernel may take away; statm is kept only while stat has the same memory.
 */
export const KEEPABLE = PART.commandLine | PART.status | PART.statm;

/** What is known of one process; what is missing is read when it is asked for. */
export class ProcessFacts {
  readonly #numbers = new Float64Array(PARTS.length + NUMBERS.length);
  readonly #texts: string[] = [];
  #known = 0;
  #asked = 0;
  /** Parts that are read with the first. */
  #ahead: number;
  #keepable = 0;
  #kept = 0;

  constructor(ahead = 0) {
    this.#ahead = ahead;
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

  /** Reads those of the parts that are not known. An errno, 0 for success; parts may fail each for itself. */
  need(parts: number, read: Read): number {
    this.#asked |= parts;
    if ((parts & ~this.#known) === 0) return 0;
    const missing = (parts | this.#ahead) & ~this.#known;
    this.#ahead = 0;
    const keepable = missing & this.#keepable;
    // One clock speaks for all that is kept.
    if ((keepable & ~this.#kept) !== 0) this.#numbers[CLOCK_AT] = Number.NaN;
    const error = read(missing, keepable, this.#numbers, this.#texts);
    if (error !== 0) return error;
    this.#known |= missing;
    this.#kept = keepable;
    return 0;
  }

  /** Why a part is missing: an errno, 0 for none. */
  errorOf(part: PartName): number {
    return this.#numbers[PARTS.indexOf(part)] ?? 0;
  }

  /** NaN when unknown. */
  number(name: NumberName): number {
    return this.#numbers[PARTS.length + NUMBER_AT[name]] ?? Number.NaN;
  }

  /** null when unknown, as results have it. */
  numberOrNull(name: NumberName): number | null {
    const value = this.number(name);
    return Number.isNaN(value) ? null : value;
  }

  text(name: TextName): string {
    return this.#texts[TEXT_AT[name]] ?? '';
  }
}

function placesOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
}

function bitsOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, place) => [name, 1 << place])) as Record<Name, number>;
}
