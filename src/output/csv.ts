import type { Column, Value } from '../model/list/column-kinds.js';
import type { Pane } from '../model/list/pane.js';
import type { Sample } from '../model/sample/sample.js';
import { clean } from '../model/text/text.js';
import { exactValue, sampleTime } from './exact.js';

export type CsvShape = {
  readonly pane: Pane;
  readonly columns: readonly Column[];
  /** Each row starts with the sample's time and, if it has one, its identity. */
  readonly keys: boolean;
  /** The output is a terminal: control characters are replaced. */
  readonly terminal: boolean;
};

/** The header line of RFC 4180. */
export function writeCsvHeader({ pane, columns, keys }: CsvShape): string {
  const named = pane.identity === undefined ? ['time'] : ['time', 'identity'];
  return csvLine([...(keys ? named : []), ...columns.map(({ id }) => id)]);
}

/** One line per row. Unknown is empty. Text that looks like a formula to a spreadsheet is not changed. */
export function writeCsvRows(sample: Sample, slots: Iterable<number>, shape: CsvShape): string {
  const time = sampleTime(sample);
  const { identity } = shape.pane;
  const lines = Array.from(slots, (slot) => {
    const values = shape.columns.map((column) => cellText(exactValue(column, sample, slot)));
    const named = identity === undefined ? [time] : [time, identity(sample, slot)];
    const cells = shape.keys ? [...named, ...values] : values;
    return csvLine(shape.terminal ? cells.map(clean) : cells);
  });
  return lines.join('');
}

/** Several values are joined by blanks. */
function cellText(value: Value): string {
  return typeof value === 'object' ? value.join(' ') : String(value ?? '');
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quote).join(',')}\r\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
