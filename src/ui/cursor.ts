import { type Cells, isBlank } from './cells.js';
import { PENS, type Pen, PLAIN } from './pens.js';

/** Unknown position: before the first move, and at the right edge, where terminals differ. */
const NOWHERE = -1;

/** Writes cells at their positions, moving the cursor with the fewest bytes. */
export class Cursor {
  private text = '';
  private row = NOWHERE;
  private column = NOWHERE;
  private pen: Pen = PLAIN;
  /** False after a character whose width differs between terminals. */
  private certain = true;

  constructor(private readonly columns: number) {}

  /** Everything written since the last call; it ends in the plain pen. */
  take(): string {
    const text = this.text + PENS.change(this.pen, PLAIN);
    this.text = '';
    this.row = NOWHERE;
    this.pen = PLAIN;
    return text;
  }

  /** Writes one cell of a row; for a wide character also the next cell. */
  write(row: number, column: number, cells: Cells): void {
    const text = cells.texts[column] ?? ' ';
    const width = cells.texts[column + 1] === '' ? 2 : 1;
    this.goTo(row, column, cells, width === 2);
    this.takePen(cells, column);
    this.text += text;
    this.certain = width === 1 && text.length === 1;
    this.column = column + width;
    if (this.column >= this.columns) this.row = NOWHERE;
  }

  /** Blanks a row from a column to its end. */
  erase(row: number, column: number, cells: Cells): void {
    this.goTo(row, column, cells, false);
    // Terminals erase in the colour of the background.
    if (PENS.marksBlanks(this.pen)) this.change(PLAIN);
    this.text += '\x1b[K';
  }

  private goTo(row: number, column: number, cells: Cells, wide: boolean): void {
    if (row === this.row && column === this.column && (this.certain || wide)) return;
    if (row === this.row && this.certain && this.crossGap(column, cells)) return;
    this.text += this.move(row, column);
    this.row = row;
    this.column = column;
    this.certain = true;
  }

  /** Rewrites the existing cells if that is not longer than moving the cursor. */
  private crossGap(column: number, cells: Cells): boolean {
    const gap = column - this.column;
    if (gap < 0 || gap > forward(gap).length) return false;
    for (let at = this.column; at < column; at++) if (!this.isCheap(cells, at)) return false;
    for (let at = this.column; at < column; at++) this.text += cells.texts[at];
    return true;
  }

  private isCheap(cells: Cells, column: number): boolean {
    const text = cells.texts[column] ?? '';
    if (text.length !== 1 || text > '~') return false;
    return cells.pens[column] === this.pen || (isBlank(cells, column) && !PENS.marksBlanks(this.pen));
  }

  private move(row: number, column: number): string {
    const place = column === 0 ? `\x1b[${row + 1}H` : `\x1b[${row + 1};${column + 1}H`;
    if (this.row === NOWHERE || row < this.row) return place;
    if (row > this.row) {
      const down = '\r\n'.repeat(row - this.row) + forward(column);
      return down.length < place.length ? down : place;
    }
    const across = `\x1b[${column + 1}G`;
    const onward = this.certain && column > this.column ? forward(column - this.column) : across;
    return onward.length < across.length ? onward : across;
  }

  /** A blank looks the same in any pen without background, underline or inverse. */
  private takePen(cells: Cells, column: number): void {
    if (!isBlank(cells, column) || PENS.marksBlanks(this.pen)) this.change(cells.pens[column] ?? PLAIN);
  }

  private change(pen: Pen): void {
    this.text += PENS.change(this.pen, pen);
    this.pen = pen;
  }
}

function forward(cells: number): string {
  if (cells === 0) return '';
  return cells === 1 ? '\x1b[C' : `\x1b[${cells}C`;
}
