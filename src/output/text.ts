import { METERS, type MeterId, readMeter } from '../model/header/meters.js';
import { fitCell } from '../model/list/cell-text.js';
import { type CellContext, type Column, columnWidth } from '../model/list/column-kinds.js';
import { createHistory } from '../model/sample/history.js';
import type { Sample } from '../model/sample/sample.js';
import { asciiOnly, fit } from '../model/text/text.js';

export type TextShape = {
  readonly columns: readonly Column[];
  /** The column in which a tree is drawn. */
  readonly mainColumnId: string;
  readonly context: CellContext;
  readonly delaySeconds: number;
  /** Cells per line; undefined: no limit. */
  readonly width: number | undefined;
};

/** Rows in order, and the tree prefix of each. */
export type TextRows = { readonly slots: Int32Array; readonly prefixes: readonly string[] | undefined };

/** Another list of the same pane. */
export type TextTable = Pick<TextShape, 'columns' | 'mainColumnId'> & {
  readonly sample: Sample;
  readonly rows: TextRows;
};

/** The meters of each line above the list. The text of a meter with a bar does not include its label. */
const SUMMARY: readonly (readonly MeterId[])[] = [['host', 'uptime', 'load'], ['tasks'], ['cpu'], ['memory'], ['swap']];
const BARS: ReadonlySet<MeterId> = new Set(['cpu', 'memory', 'swap']);

/** One sample as plain text: the meters, then of each list one line per row, then an empty line. */
export function writeText(sample: Sample, rows: TextRows, shape: TextShape, more: readonly TextTable[] = []): string {
  const tables = [{ ...shape, sample, rows }, ...more];
  const lines = [...summary(sample, shape), '', ...tables.flatMap((table) => tableLines(table, shape))];
  return lines.map((line) => `${present(line, shape)}\n`).join('');
}

function tableLines({ sample, rows, columns, mainColumnId }: TextTable, { context }: TextShape): readonly string[] {
  const widths = columns.map((column) => columnWidth(column, sample));
  const titles = columns.map(({ header }) => header);
  const cells = Array.from(rows.slots, (slot, row) =>
    columns.map((column) => {
      const text = column.text(sample, slot, context);
      return column.id === mainColumnId ? (rows.prefixes?.[row] ?? '') + text : text;
    }),
  );
  return [...[titles, ...cells].map((line) => writeLine(line, columns, widths)), ''];
}

function summary(sample: Sample, { delaySeconds, context }: TextShape): string[] {
  const clock = new Date(context.wallClockMilliseconds).toTimeString().slice(0, 5);
  const meters = { history: createHistory(), clock, delaySeconds };
  const write = (id: MeterId) => {
    const { text, detail } = readMeter(id, sample, meters);
    const label = BARS.has(id) ? METERS.find((meter) => meter.id === id)?.label : '';
    return [label, text, detail].join(' ').trim();
  };
  return SUMMARY.map((ids) => ids.map(write).join('  '));
}

/** The last column is not padded, so that lines have no trailing blanks. */
export function writeLine(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const last = cells.length - 1;
  return cells
    .map((cell, index) => {
      const column = columns[index];
      if (column === undefined || (index === last && column.align === 'left')) return cell;
      return fitCell(cell, widths[index] ?? column.width, column);
    })
    .join(' ');
}

function present(line: string, { width, context }: TextShape): string {
  const drawn = context.unicode ? line : asciiOnly(line);
  return (width === undefined ? drawn : fit(drawn, width, 'left')).trimEnd();
}
