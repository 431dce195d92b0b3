import { displayWidth, isOneCellEach } from '../model/text/text.js';
import type { Painted } from './paint.js';
import { PENS, type Pen, PLAIN } from './pens.js';

/** One row of the screen, cell by cell. */
export type Cells = {
  /** A character with the marks upon it; empty behind a wide one. */
  readonly texts: string[];
  readonly pens: Uint16Array;
};

const BLANK = ' ';
/** SGR; all other sequences are ignored. */
const SEQUENCE = /\x1b\[([\d;]*)m/g;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

export function blankCells(columns: number): Cells {
  return { texts: new Array<string>(columns).fill(BLANK), pens: new Uint16Array(columns) };
}

export function isBlank({ texts, pens }: Cells, column: number): boolean {
  return texts[column] === BLANK && pens[column] === PLAIN;
}

/**
 * Parses one of Ink's strings into cells. Text that does not fit is cut, wide characters as a whole; a control sequence
 * other than SGR is shown as `?`, so that no text acts on the terminal.
 */
export function readCells(line: string, cells: Cells): void {
  cells.texts.fill(BLANK);
  cells.pens.fill(PLAIN);
  let pen: Pen = PLAIN;
  let column = 0;
  let index = 0;
  for (const { 0: sequence, 1: parameters = '', index: at } of line.matchAll(SEQUENCE)) {
    column = write(line.slice(index, at), pen, column, cells);
    pen = PENS.after(pen, parameters);
    index = at + sequence.length;
  }
  write(line.slice(index), pen, column, cells);
}

/** Writes a painted line into cells, starting at a column. */
export function paintCells({ texts, pens }: Painted, left: number, cells: Cells): void {
  let column = left;
  for (let at = 0; at < texts.length; at++) column = write(texts[at], pens[at], column, cells);
}

/** The column after the text. */
function write(text: string, pen: Pen, start: number, cells: Cells): number {
  const blankPen = PENS.marksBlanks(pen) ? pen : PLAIN;
  if (isOneCellEach(text)) return writeUnits(text, pen, blankPen, start, cells);
  let column = start;
  for (const character of text) {
    const shown = CONTROL.test(character) ? '?' : character;
    column += place(shown, character === BLANK ? blankPen : pen, column, cells);
  }
  return column;
}

/** The same for text with one cell per UTF-16 unit. */
function writeUnits(text: string, pen: Pen, blankPen: Pen, start: number, { texts, pens }: Cells): number {
  const end = Math.min(texts.length, start + text.length);
  for (let column = start; column < end; column++) {
    const character = text[column - start];
    texts[column] = character;
    pens[column] = character === BLANK ? blankPen : pen;
  }
  return start + text.length;
}

/** The number of cells written. */
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
