import { displayWidth } from '../model/text/text.js';
import { type Pen, type Pens, PLAIN } from './pens.js';

/** What one row of the screen shows, a cell each. */
export type Cells = {
  /** A character with the marks upon it; empty behind a wide one. */
  readonly texts: string[];
  readonly pens: Uint16Array;
};

const BLANK = ' ';
/** SGR, or the column (from 1) at which what follows starts. Nothing else is obeyed. */
const SEQUENCE = /\x1b\[([\d;]*)([mG])/g;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

export function blankCells(columns: number): Cells {
  return { texts: new Array<string>(columns).fill(BLANK), pens: new Uint16Array(columns) };
}

export function isBlank({ texts, pens }: Cells, column: number): boolean {
  return texts[column] === BLANK && pens[column] === PLAIN;
}

/**
 * Reads a ready string into cells. What has no room is left out, a wide character whole; a control that is no look
 * is shown as `?`, so that no text reaches the terminal as anything but text.
 */
export function readCells(line: string, cells: Cells, pens: Pens): void {
  cells.texts.fill(BLANK);
  cells.pens.fill(PLAIN);
  let pen: Pen = PLAIN;
  let column = 0;
  let index = 0;
  for (const { 0: sequence, 1: parameters = '', 2: final, index: at } of line.matchAll(SEQUENCE)) {
    column = write(line.slice(index, at), pen, column, cells, pens);
    if (final === 'G') column = Number(parameters) - 1;
    pen = final === 'G' ? PLAIN : pens.after(pen, parameters);
    index = at + sequence.length;
  }
  write(line.slice(index), pen, column, cells, pens);
}

/** The column behind the text. */
function write(text: string, pen: Pen, start: number, cells: Cells, pens: Pens): number {
  const blankPen = pens.marksBlanks(pen) ? pen : PLAIN;
  let column = start;
  for (const character of text) {
    const shown = CONTROL.test(character) ? '?' : character;
    column += place(shown, character === BLANK ? blankPen : pen, column, cells);
  }
  return column;
}

/** The cells that it took. */
function place(character: string, pen: Pen, column: number, { texts, pens }: Cells): number {
  const width = displayWidth(character);
  const end = column + width;
  if (width === 0) {
    const before = texts[column - 1] === '' ? column - 2 : column - 1;
    if (before >= 0 && before < texts.length) texts[before] += character;
  } else if (end <= texts.length) {
    texts[column] = character;
    pens[column] = pen;
    if (width > 1) {
      texts.fill('', column + 1, end);
      pens.fill(pen, column + 1, end);
    }
  }
  return width;
}
