import { type Look, lookAfter, marksBlanks, NO_LOOK, sgrBetween } from './sgr.js';

/** The number of a look. There are only as many as the themes have. */
export type Pen = number;

/** The terminal's own look. */
export const PLAIN: Pen = 0;

type Known = {
  readonly look: Look;
  readonly marksBlanks: boolean;
  /** The transitions between pens: by SGR parameters, and to another pen. */
  readonly after: Map<string, Pen>;
  readonly changes: Map<Pen, string>;
};

/** Numbers the looks, and caches the sequences between them. */
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

  /** The sequence that switches to another pen. */
  change(from: Pen, to: Pen): string {
    if (from === to) return '';
    const { look, changes } = this.get(from);
    const known = changes.get(to);
    if (known !== undefined) return known;
    const text = sgrBetween(look, this.get(to).look);
    changes.set(to, text);
    return text;
  }

  /** Whether a blank in this pen differs from a plain one. */
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

/** The pens of the whole program, shared by the painter and the terminal output. */
export const PENS = new Pens();
