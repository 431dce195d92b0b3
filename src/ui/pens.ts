import { type Look, lookAfter, marksBlanks, NO_LOOK, sgrBetween } from './sgr.js';

/** A look that text is written in, by its number. There are no more than the themes have. */
export type Pen = number;

/** The terminal's own look. */
export const PLAIN: Pen = 0;

type Known = {
  readonly look: Look;
  readonly marksBlanks: boolean;
  /** Where SGR parameters lead, and what leads to another pen. */
  readonly after: Map<string, Pen>;
  readonly changes: Map<Pen, string>;
};

/** Gives every look on the screen a number, and remembers what leads from one to another. */
export class Pens {
  private readonly known: Known[] = [];
  private readonly numbers = new Map<string, Pen>();

  constructor() {
    this.numberOf(NO_LOOK);
  }

  /** The pen after an SGR sequence with these parameters. */
  after(pen: Pen, parameters: string): Pen {
    const { look, after } = this.get(pen);
    const known = after.get(parameters);
    if (known !== undefined) return known;
    const next = this.numberOf(lookAfter(look, parameters));
    after.set(parameters, next);
    return next;
  }

  /** What makes a terminal go on in another pen. */
  change(from: Pen, to: Pen): string {
    if (from === to) return '';
    const { look, changes } = this.get(from);
    const known = changes.get(to);
    if (known !== undefined) return known;
    const text = sgrBetween(look, this.get(to).look);
    changes.set(to, text);
    return text;
  }

  /** Whether a blank in this pen can be told from a plain one. */
  marksBlanks(pen: Pen): boolean {
    return this.get(pen).marksBlanks;
  }

  /** The look of a pen. */
  look(pen: Pen): Look {
    return this.get(pen).look;
  }

  private get(pen: Pen): Known {
    const known = this.known[pen];
    if (known === undefined) throw new Error(`there is no pen ${pen}`);
    return known;
  }

  /** The pen of a look. */
  numberOf(look: Look): Pen {
    const key = `${look.attributes} ${look.foreground} ${look.background}`;
    const number = this.numbers.get(key) ?? this.known.length;
    if (number === this.known.length) {
      this.numbers.set(key, number);
      this.known.push({ look, marksBlanks: marksBlanks(look), after: new Map(), changes: new Map() });
    }
    return number;
  }
}

/** The pens of the whole program: who paints and who writes to the terminal mean the same by a number. */
export const PENS = new Pens();
