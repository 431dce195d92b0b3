import type { Region } from './canvas.js';
import { blankCells, type Cells, isBlank, paintCells, readCells } from './cells.js';
import { Cursor } from './cursor.js';
import { isSame, type Painted } from './paint.js';

/** At least this many blanks at the end of a row are erased instead of written. */
const WORTH_ERASING = 3;

/** A row: Ink's line, the painted lines over it with their first columns, and the resulting cells. */
type Row = { line: string; painted: readonly Painted[]; lefts: readonly number[]; cells: Cells };

const NOTHING = { line: '', painted: [], lefts: [] } as const;

/** The contents of a terminal, initially blank, and the bytes that change them. */
export class CellScreen {
  private readonly cursor: Cursor;
  private readonly shown: readonly Row[];
  private spare: Cells;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.cursor = new Cursor(columns);
    this.shown = Array.from({ length: rows }, () => ({ ...NOTHING, cells: blankCells(columns) }));
    this.spare = blankCells(columns);
  }

  /**
   * The bytes that make the terminal show Ink's lines (strings with looks) and regions over them. Only changed cells
   * are written. Empty if nothing changed.
   */
  draw(lines: readonly string[], regions: Iterable<Region>): string {
    const over = [...regions];
    this.shown.forEach((row, index) => {
      const line = lines[index] ?? '';
      if (line !== row.line || !showsThese(row, over, index)) this.drawRow(index, row, line, over);
    });
    return this.cursor.take();
  }

  private drawRow(index: number, row: Row, line: string, regions: readonly Region[]): void {
    const next = this.spare;
    const before = row.cells;
    const here = regions.filter((region) => paintedAt(region, index) !== undefined);
    row.line = line;
    row.painted = here.flatMap((region) => paintedAt(region, index) ?? []);
    row.lefts = here.map(({ left }) => left);
    readCells(line, next);
    row.painted.forEach((painted, at) => {
      paintCells(painted, row.lefts[at] ?? 0, next);
    });
    let end = this.columns;
    while (end > 0 && isBlank(next, end - 1)) end--;
    for (let column = 0; column < end; column++) {
      if (next.texts[column] !== '' && differs(before, next, column)) this.cursor.write(index, column, next);
    }
    this.blankEnd(index, end, before, next);
    this.spare = before;
    row.cells = next;
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

function paintedAt({ top, lines }: Region, row: number): Painted | undefined {
  return lines[row - top];
}

function showsThese({ painted, lefts }: Row, regions: readonly Region[], row: number): boolean {
  let at = 0;
  for (let next = 0; next < regions.length; next++) {
    const region = regions[next];
    const wanted = paintedAt(region, row);
    if (wanted === undefined) continue;
    if (at === painted.length || lefts[at] !== region.left || !isSame(painted[at], wanted)) return false;
    at += 1;
  }
  return at === painted.length;
}

function differs(before: Cells, next: Cells, column: number): boolean {
  return before.texts[column] !== next.texts[column] || before.pens[column] !== next.pens[column];
}
