import { NUMBERS, PARTS, TEXTS } from '../probe/process-calls.js';

export type PartName = (typeof PARTS)[number];
type NumberName = (typeof NUMBERS)[number];
type TextName = (typeof TEXTS)[number];

/** The bit to ask for a part with. */
export const PART = bitsOf(PARTS);
const NUMBER_AT = placesOf(NUMBERS);
const TEXT_AT = placesOf(TEXTS);

/** Asks for parts: an errno, 0 for success. */
type Read = (parts: number, numbers: Float64Array, texts: string[]) => number;

/** What is known of one process; what is missing is read when it is asked for. */
export class ProcessFacts {
  readonly #numbers = new Float64Array(PARTS.length + NUMBERS.length);
  readonly #texts: string[] = [];
  #known = 0;

  /** Reads those of the parts that are not known. An errno, 0 for success; parts may fail each for itself. */
  need(parts: number, read: Read): number {
    const missing = parts & ~this.#known;
    if (missing === 0) return 0;
    const error = read(missing, this.#numbers, this.#texts);
    if (error === 0) this.#known |= missing;
    return error;
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
