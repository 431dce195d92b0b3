import type { Options } from '../cli/options.js';
import type { Column } from '../model/list/column-kinds.js';
import type { List } from '../model/list/list.js';
import type { Pane } from '../model/list/pane.js';
import { paneById, partnerOf } from '../model/panes.js';
import type { Sample } from '../model/sample/sample.js';
import type { Settings } from '../model/state/settings.js';
import { type CsvShape, writeCsvRows } from '../output/csv.js';
import { writeJson, writeJsonLists } from '../output/json.js';
import { type Logins, writeLogins } from '../output/logins.js';
import type { OutputStream } from '../output/output-stream.js';
import { writeText } from '../output/text.js';

export type PrinterInput = {
  readonly options: Options;
  /** Already overridden by the options. */
  readonly settings: Settings;
  readonly out: OutputStream;
};

/** One of the lists that are printed, with the sample that it was made of. */
export type Printed = {
  readonly pane: Pane;
  readonly columns: readonly Column[];
  readonly sample: Sample;
  readonly list: List;
};

type Printer = (lists: readonly Printed[]) => string;

/** What writes a sample as text, JSON, CSV, or logins and logouts. `columns` are those of the first list. */
export function createPrinter(input: PrinterInput, columns: readonly Column[]): Printer {
  const { options, settings, out } = input;
  const pane = paneById(options.pane);
  if (options.watch.print === 'logins') return loginPrinter(input, columns);
  if (options.output === 'json') return jsonPrinter(pane);
  if (options.output === 'csv') {
    const shape = csvShape(input, columns);
    return ([{ sample, list }]) => writeCsvRows(sample, list.slots, shape);
  }
  return (lists) => {
    const [{ sample, list, columns: shown }, ...others] = lists;
    const { wallClockMilliseconds } = sample.snapshot.system;
    const context = { ...settings, unicode: out.unicode, wallClockMilliseconds };
    const { delaySeconds } = settings;
    const { width } = out;
    const { mainColumnId } = lists[0].pane;
    const more = others.map((other) => ({
      ...{ sample: other.sample, rows: other.list, columns: other.columns, mainColumnId: other.pane.mainColumnId },
    }));
    return writeText(sample, list, { columns: shown, mainColumnId, context, delaySeconds, width }, more);
  };
}

/** A pane of two lists has a member for each, which is empty if only the other one was asked for. */
function jsonPrinter(pane: Pane): Printer {
  const home = pane.within === undefined ? pane : paneById(pane.within);
  const partner = partnerOf(home);
  const lists = partner === undefined ? [] : [home, partner];
  return (printed) => {
    const [{ sample }] = printed;
    if (partner === undefined) return writeJson(sample, printed[0].list.slots, home, printed[0].columns);
    const known = [...lists, ...printed.map((one) => one.pane).filter((one) => !lists.includes(one))];
    const members = known.map((one) => {
      const found = printed.find((candidate) => candidate.pane === one);
      return found === undefined ? empty(one, sample) : { ...rowsOf(found), name: one.rowsName ?? one.id };
    });
    return writeJsonLists(sample, home, members);
  };
}

function rowsOf({ pane, sample, list, columns }: Printed) {
  return { pane, sample, columns, slots: list.slots };
}

function empty(pane: Pane, sample: Sample) {
  return { pane, sample, columns: [], slots: [], name: pane.rowsName ?? pane.id };
}

/** The first sample has no events: there is nothing to compare it with. */
function loginPrinter({ options, out }: PrinterInput, columns: readonly Column[]): Printer {
  const shape = { json: options.output === 'json', pane: paneById(options.pane), columns, unicode: out.unicode };
  let before: Logins | undefined;
  return ([{ sample, list }]) => {
    const after = { sample, slots: list.slots };
    const text = before === undefined ? '' : writeLogins(before, after, shape);
    before = after;
    return text;
  };
}

export function csvShape({ options, out }: PrinterInput, columns: readonly Column[]): CsvShape {
  return { pane: paneById(options.pane), columns, keys: options.fields === undefined, terminal: out.isTerminal };
}
