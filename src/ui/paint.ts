import type { Line, Tone } from '../model/text/line.js';
import { asciiInPlace, displayWidth, fit } from '../model/text/text.js';
import { PENS, type Pen, PLAIN } from './pens.js';
import { attributeBit, type Look, sgrOf } from './sgr.js';
import { type ColourDepth, looksOf, type Theme } from './theme.js';

/** A painted line: texts side by side, each with its pen. */
export type Painted = { readonly texts: readonly string[]; readonly pens: readonly Pen[] };

export type Painter = {
  /**
   * One line of at most `width` cells: neighbours that look the same are one text, and blanks at its end are left out
   * where they would show nothing. `over` is laid over the whole line; one with a background fills the width.
   */
  line(line: Line, width: number, over?: Tone): Painted;
  /** The same as a string with SGR sequences, for Ink. */
  text(line: Line, width: number, over?: Tone): string;
};

const DIM = attributeBit('dim');
const INVERSE = attributeBit('inverse');

type Options = {
  readonly theme: Theme;
  /** Another machine is shown: its headers have other colours. */
  readonly isRemote?: boolean;
  readonly depth: ColourDepth;
  /** False if the terminal shows only ASCII: then the painter lets nothing else through. */
  readonly unicode?: boolean;
};

export function createPainter({ theme, depth, unicode = true, isRemote = false }: Options): Painter {
  const look = looksOf(theme, depth, isRemote);
  const pens = new Map<Tone | undefined, Map<Tone, Pen>>();

  function penOf(tone: Tone, over: Tone | undefined): Pen {
    const known = pens.get(over) ?? new Map<Tone, Pen>();
    const pen = known.get(tone);
    if (pen !== undefined) return pen;
    const made = PENS.numberOf(over === undefined ? look(tone) : layOver(look(tone), look(over)));
    pens.set(over, known.set(tone, made));
    return made;
  }

  function line(spans: Line, width: number, over?: Tone): Painted {
    const writer = new LineWriter();
    let room = width;
    for (const { text, tone } of spans) {
      if (room <= 0) break;
      const cells = displayWidth(text);
      const fitting = cells > room ? fit(text, room, 'left') : text;
      writer.add(unicode ? fitting : asciiInPlace(fitting), penOf(tone, over));
      room -= cells;
    }
    const ground = penOf('normal', over);
    if (room > 0 && PENS.marksBlanks(ground)) writer.add(' '.repeat(room), ground);
    return writer.end();
  }

  return { line, text: (spans, width, over) => withSequences(line(spans, width, over)) };
}

/** Whether two lines look the same. */
export function isSame(one: Painted, other: Painted): boolean {
  if (one === other) return true;
  const { texts, pens } = one;
  if (texts.length !== other.texts.length) return false;
  for (let at = 0; at < texts.length; at++) {
    if (texts[at] !== other.texts[at] || pens[at] !== other.pens[at]) return false;
  }
  return true;
}

/** A background or inverse hides what is below it; marks such as bold and underline shine through. */
function layOver(below: Look, over: Look): Look {
  const covers = over.background !== '' || (over.attributes & INVERSE) !== 0;
  const marks = covers ? below.attributes & ~(INVERSE | DIM) : below.attributes;
  return {
    foreground: over.foreground || (covers ? '' : below.foreground),
    background: over.background || (covers ? '' : below.background),
    attributes: over.attributes | marks,
  };
}

const BLANKS = /^ +$/;

/** Joins texts that look the same, including blanks. */
class LineWriter {
  private readonly texts: string[] = [];
  private readonly pens: Pen[] = [];
  private run = '';
  private pen = PLAIN;

  add(text: string, pen: Pen): void {
    if (text === '') return;
    if (pen !== this.pen && !this.looksBlank(text, pen)) {
      this.flush();
      this.pen = pen;
    }
    this.run += text;
  }

  /** The line without the blanks at its end that cannot be seen; they are all in the last run. */
  end(): Painted {
    if (!PENS.marksBlanks(this.pen)) this.run = this.run.trimEnd();
    this.flush();
    return { texts: this.texts, pens: this.pens };
  }

  private looksBlank(text: string, pen: Pen): boolean {
    return this.run !== '' && !PENS.marksBlanks(this.pen) && !PENS.marksBlanks(pen) && BLANKS.test(text);
  }

  private flush(): void {
    if (this.run === '') return;
    this.texts.push(this.run);
    this.pens.push(this.pen);
    this.run = '';
  }
}

/** Each look is one sequence, and one reset ends the line. */
function withSequences({ texts, pens }: Painted): string {
  let open = false;
  let line = '';
  texts.forEach((text, index) => {
    const codes = sgrOf(PENS.look(pens[index] ?? PLAIN));
    if (codes !== '') line += `\x1b[${open ? '0;' : ''}${codes}m`;
    else if (open) line += '\x1b[0m';
    open = codes !== '';
    line += text;
  });
  return open ? `${line}\x1b[0m` : line;
}
