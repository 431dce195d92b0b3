import { type Column, identityText } from '../model/columns.js';

import type { Sample } from '../model/rates.js';
import { clean } from '../model/text.js';
import { exactValue, sampleTime } from './exact.js';

export type CsvShape = {
  readonly columns: readonly Column[];
  /** Each row starts with the sample's time and the process's identity. */
  readonly keys: boolean;
  /** For eyes rather than files: text that a terminal would obey is made safe. */
  readonly terminal: boolean;
};

const KEYS = ['time', 'identity'];

/** The one header of RFC 4180. */
export function writeCsvHeader({ columns, keys }: CsvShape): string {
  return csvLine([...(keys ? KEYS : []), ...columns.map(({ id }) => id)]);
}

/** A line for each process. Unknown is empty; text that a spreadsheet would take for a formula stays as it is. */
export function writeCsvRows(sample: Sample, slots: Iterable<number>, shape: CsvShape): string {
  const time = sampleTime(sample);
  const lines = Array.from(slots, (slot) => {
    const values = shape.columns.map((column) => String(exactValue(column, sample, slot) ?? ''));
    const cells = shape.keys ? [time, identityText(sample, slot), ...values] : values;
    return csvLine(shape.terminal ? cells.map(clean) : cells);
  });
  return lines.join('');
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(quote).join(',')}\r\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
