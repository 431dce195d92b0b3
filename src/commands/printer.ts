import type { Options } from '../cli/options.js';
import type { Column } from '../model/list/column-kinds.js';
import type { List } from '../model/list/list.js';
import { paneById } from '../model/panes.js';
import type { Sample } from '../model/sample/sample.js';
import type { Settings } from '../model/state/settings.js';
import { type CsvShape, writeCsvRows } from '../output/csv.js';
import { writeJson } from '../output/json.js';
import { type Logins, writeLogins } from '../output/logins.js';
import type { OutputStream } from '../output/output-stream.js';
import { writeText } from '../output/text.js';

export type PrinterInput = {
  readonly options: Options;
  /** Already overridden by the options. */
  readonly settings: Settings;
  readonly out: OutputStream;
};

type Printer = (sample: Sample, list: List) => string;

/** What writes a sample as text, JSON, CSV, or logins and logouts. */
export function createPrinter(input: PrinterInput, columns: readonly Column[]): Printer {
  const { options, settings, out } = input;
  const pane = paneById(options.pane);
  if (options.watch.print === 'logins') return loginPrinter(input, columns);
  if (options.output === 'json') return (sample, { slots }) => writeJson(sample, slots, pane, columns);
  if (options.output === 'csv') {
    const shape = csvShape(input, columns);
    return (sample, { slots }) => writeCsvRows(sample, slots, shape);
  }
  return (sample, list) => {
    const { wallClockMilliseconds } = sample.snapshot.system;
    const context = { ...settings, unicode: out.unicode, wallClockMilliseconds };
    const { delaySeconds } = settings;
    return writeText(sample, list, {
      columns,
      mainColumnId: pane.mainColumnId,
      context,
      delaySeconds,
      width: out.width,
    });
  };
}

/** The first sample has no events: there is nothing to compare it with. */
function loginPrinter({ options, out }: PrinterInput, columns: readonly Column[]): Printer {
  const shape = { json: options.output === 'json', pane: paneById(options.pane), columns, unicode: out.unicode };
  let before: Logins | undefined;
  return (sample, { slots }) => {
    const after = { sample, slots };
    const text = before === undefined ? '' : writeLogins(before, after, shape);
    before = after;
    return text;
  };
}

export function csvShape({ options, out }: PrinterInput, columns: readonly Column[]): CsvShape {
  return { pane: paneById(options.pane), columns, keys: options.fields === undefined, terminal: out.isTerminal };
}
