import type { Line, Tone } from '../model/line.js';
import { asciiInPlace, displayWidth, fit } from '../model/text.js';
import { type ColourDepth, type Look, looksOf, type Theme } from './theme.js';

export type Painter = {
  /**
   * One line as a ready string of at most `width` cells: looks that are the same share one SGR sequence, one reset ends
   * it, and blanks at its end are left out where they would show nothing. `over` is laid over the whole line; one with
   * a background fills the width.
   */
  line(line: Line, width: number, over?: Tone): string;
};

type Run = { readonly text: string; readonly paint: Paint };

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
  const paints = new Map<string, Paint>();

  function paintOf(tone: Tone, over: Tone | undefined): Paint {
    const key = `${tone} ${over ?? ''}`;
    const known = paints.get(key);
    if (known !== undefined) return known;
    const paint = toPaint(over === undefined ? look(tone) : layOver(look(tone), look(over)));
    paints.set(key, paint);
    return paint;
  }

  function line(spans: Line, width: number, over?: Tone): string {
    const runs: Run[] = [];
    let room = width;
    for (const { text, tone } of spans) {
      if (room <= 0) break;
      const cells = displayWidth(text);
      const fitting = cells > room ? fit(text, room, 'left') : text;
      append(runs, { text: unicode ? fitting : asciiInPlace(fitting), paint: paintOf(tone, over) });
      room -= cells;
    }
    const ground = paintOf('normal', over);
    if (ground.marksBlanks && room > 0) append(runs, { text: ' '.repeat(room), paint: ground });
    return toText(withoutTrailingBlanks(runs));
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

/** Joins what looks the same, blanks without a look of their own included. */
function append(runs: Run[], { text, paint }: Run): void {
  const last = runs.at(-1);
  if (text === '') return;
  if (last !== undefined && (last.paint.codes === paint.codes || looksBlank(text, last.paint, paint))) {
    runs[runs.length - 1] = { text: last.text + text, paint: last.paint };
  } else {
    runs.push({ text, paint });
  }
}

function looksBlank(text: string, before: Paint, paint: Paint): boolean {
  return !before.marksBlanks && !paint.marksBlanks && /^ +$/.test(text);
}

function withoutTrailingBlanks(runs: Run[]): readonly Run[] {
  for (let last = runs.pop(); last !== undefined; last = runs.pop()) {
    const text = last.paint.marksBlanks ? last.text : last.text.trimEnd();
    if (text !== '') return [...runs, { text, paint: last.paint }];
  }
  return [];
}

function toText(runs: readonly Run[]): string {
  let text = '';
  let open = false;
  for (const { text: part, paint } of runs) {
    if (paint.codes === '') text += open ? '\x1b[0m' : '';
    else text += `\x1b[${open ? '0;' : ''}${paint.codes}m`;
    text += part;
    open = paint.codes !== '';
  }
  return open ? `${text}\x1b[0m` : text;
}
