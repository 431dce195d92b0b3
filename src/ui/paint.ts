import type { Line, Tone } from '../model/text/line.js';
import { asciiInPlace, displayWidth, fit } from '../model/text/text.js';
import { type ColourDepth, type Look, looksOf, type Theme } from './theme.js';

export type Painter = {
  /**
   * One line as a ready string of at most `width` cells: looks that are the same share one SGR sequence, one reset ends
   * it, and blanks at its end are left out where they would show nothing. `over` is laid over the whole line; one with
   * a background fills the width.
   */
  line(line: Line, width: number, over?: Tone): string;
};

/** A look as the terminal takes it. */
type Paint = {
  /** SGR parameters; empty for the terminal's own look. */
  readonly codes: string;
  /** A blank in this look can be seen. */
  readonly marksBlanks: boolean;
};

const DIM = '2';
const UNDERLINE = '4';
const INVERSE = '7';

type Options = {
  readonly theme: Theme;
  readonly depth: ColourDepth;
  /** False where the terminal shows ASCII only: nothing else gets past the painter then. */
  readonly unicode?: boolean;
};

export function createPainter({ theme, depth, unicode = true }: Options): Painter {
  const look = looksOf(theme, depth);
  const paints = new Map<Tone | undefined, Map<Tone, Paint>>();

  function paintOf(tone: Tone, over: Tone | undefined): Paint {
    const known = paints.get(over) ?? new Map<Tone, Paint>();
    const paint = known.get(tone);
    if (paint !== undefined) return paint;
    const made = toPaint(over === undefined ? look(tone) : layOver(look(tone), look(over)));
    paints.set(over, known.set(tone, made));
    return made;
  }

  function line(spans: Line, width: number, over?: Tone): string {
    const writer = new LineWriter();
    let room = width;
    for (const { text, tone } of spans) {
      if (room <= 0) break;
      const cells = displayWidth(text);
      const fitting = cells > room ? fit(text, room, 'left') : text;
      writer.add(unicode ? fitting : asciiInPlace(fitting), paintOf(tone, over));
      room -= cells;
    }
    const ground = paintOf('normal', over);
    if (ground.marksBlanks && room > 0) writer.add(' '.repeat(room), ground);
    return writer.end();
  }

  return { line };
}

/** A background or inverse hides what is below it; marks such as bold and underline shine through. */
function layOver(below: Look, over: Look): Look {
  const covers = over.background !== '' || over.attributes.has(INVERSE);
  const marks = [...below.attributes].filter((code) => !covers || (code !== INVERSE && code !== DIM));
  return {
    foreground: over.foreground || (covers ? '' : below.foreground),
    background: over.background || (covers ? '' : below.background),
    attributes: new Set([...over.attributes, ...marks]),
  };
}

function toPaint({ foreground, background, attributes }: Look): Paint {
  return {
    codes: [...[...attributes].sort(), foreground, background].filter((code) => code !== '').join(';'),
    marksBlanks: background !== '' || attributes.has(UNDERLINE) || attributes.has(INVERSE),
  };
}

const BLANKS = /^ +$/;
const PLAIN: Paint = { codes: '', marksBlanks: false };

/** Joins what looks the same, blanks without a look of their own included. */
class LineWriter {
  private text = '';
  private open = false;
  private run = '';
  private paint = PLAIN;

  add(text: string, paint: Paint): void {
    if (text === '') return;
    if (paint.codes !== this.paint.codes && !this.looksBlank(text, paint)) {
      this.flush();
      this.paint = paint;
    }
    this.run += text;
  }

  /** The line without the blanks at its end that nobody sees; they are all in the last run. */
  end(): string {
    if (!this.paint.marksBlanks) this.run = this.run.trimEnd();
    this.flush();
    return this.open ? `${this.text}\x1b[0m` : this.text;
  }

  private looksBlank(text: string, paint: Paint): boolean {
    return this.run !== '' && !this.paint.marksBlanks && !paint.marksBlanks && BLANKS.test(text);
  }

  private flush(): void {
    if (this.run === '') return;
    const { codes } = this.paint;
    if (codes !== '') this.text += `\x1b[${this.open ? '0;' : ''}${codes}m`;
    else if (this.open) this.text += '\x1b[0m';
    this.open = codes !== '';
    this.text += this.run;
    this.run = '';
  }
}
