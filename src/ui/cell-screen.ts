import { blankCells, type Cells, isBlank, readCells } from './cells.js';
import { Cursor } from './cursor.js';
import { Pens } from './pens.js';

/** From here on blanks at the end of a row are erased, not written. */
const WORTH_ERASING = 3;

type Row = { line: string; cells: Cells };

/** What a terminal shows, and what must be written so that it shows something else. It begins blank. */
export class CellScreen {
  private readonly pens = new Pens();
  private readonly cursor: Cursor;
  private readonly shown: readonly Row[];
  private spare: Cells;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.cursor = new Cursor(columns, this.pens);
    this.shown = Array.from({ length: rows }, () => ({ line: '', cells: blankCells(columns) }));
    this.spare = blankCells(columns);
  }

  /**
   * The bytes that make the terminal show these lines: ready strings that hold looks and, as `ESC [ column G`, the place
   * of what follows. Only cells that differ are written. Empty when all is shown already.
   */
  draw(lines: readonly string[]): string {
    this.shown.forEach((row, index) => {
      const line = lines[index] ?? '';
      if (line !== row.line) this.drawRow(index, row, line);
    });
    return this.cursor.take();
  }

  private drawRow(index: number, row: Row, line: string): void {
    const next = this.spare;
    const before = row.cells;
    readCells(line, next, this.pens);
    let end = this.columns;
    while (end > 0 && isBlank(next, end - 1)) end--;
    for (let column = 0; column < end; column++) {
      if (next.texts[column] !== '' && differs(before, next, column)) this.cursor.write(index, column, next);
    }
    this.blankEnd(index, end, before, next);
    this.spare = before;
    row.cells = next;
    row.line = line;
  }

  private blankEnd(index: number, end: number, before: Cells, next: Cells): void {
    let first = end;
    while (first < this.columns && isBlank(before, first)) first++;
    let last = this.columns - 1;
    while (last > first && isBlank(before, last)) last--;
    if (first >= this.columns) return;
    if (last - first >= WORTH_ERASING) this.cursor.erase(index, first, next);
    else for (let column = first; column <= last; column++) this.cursor.write(index, column, next);
  }
}

function differs(before: Cells, next: Cells, column: number): boolean {
  return before.texts[column] !== next.texts[column] || before.pens[column] !== next.pens[column];
}
