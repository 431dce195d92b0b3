import type { Sample } from '../sample/sample.js';
import { nearest } from '../text/nearest.js';

/** How to write cells. */
export type CellContext = {
  /** Whether CPU% 100 is one core or the whole machine. */
  readonly cpuBasis: 'core' | 'machine';
  /** Memory in bytes or in percent of RAM. */
  readonly memoryUnits: 'bytes' | 'percent';
  /** Commands with the directory of the program. */
  readonly fullPath: boolean;
  readonly unicode: boolean;
  /** The current time, to write start times of today differently. */
  readonly wallClockMilliseconds: number;
  /** Host names of addresses, if they are shown; not safe for a terminal. */
  readonly hostNames?: ReadonlyMap<string, string> | undefined;
};

/** The kind of a value, so that a filter understands 500M, 5% and 1h. */
export type ValueKind =
  | ('text' | 'texts' | 'flag' | 'number' | 'numbers')
  | ('bytes' | 'percent' | 'seconds' | 'milliseconds' | 'time');

export type Value = number | string | boolean | readonly number[] | readonly string[] | undefined;

/** What must be read for a column in addition: one of those in needs.ts, or a need of its pane. */
export type Need = string;

/** Where a column's value comes from that others can change while the process sleeps; see needs.ts. */
export type Restless = 'nice' | 'stat' | 'resident' | 'memory' | 'cgroup' | 'fdLimits' | 'waitChannel';

export type ShortChoices = { readonly [choice: string]: string };

export type Column<Id extends string = string> = {
  readonly id: Id;
  readonly header: string;
  /** Cells of a column that does not adapt. */
  readonly width: number;
  /** Cells in this sample, for a column that adapts to its contents. */
  readonly cells?: (sample: Sample, usual: number) => number;
  readonly align: 'left' | 'right';
  /** The end of a text that is cut last, such as the port of an address. */
  readonly keptEnd?: RegExp;
  readonly kind: ValueKind;
  /** All possible texts, if they are few: a filter refuses any other. */
  readonly choices?: readonly string[];
  /** Their short forms on the screen, which a filter also accepts. */
  readonly shortChoices?: ShortChoices;
  /** The order when it becomes the sort column. */
  readonly firstOrder: 'ascending' | 'descending';
  /** Short names for filter and sort. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly needs: Need | undefined;
  /** False: JSON and CSV have it only when it is asked for. Scripts rely on the ids of the others. */
  readonly inJson?: false;
  readonly restless?: Restless;
  /** Its values, or at least their order, depend on nothing but the counters of their rows and the rates of these. */
  readonly isOfRow?: true;
  /** Of a text column whose order is not that of its texts: what is compared in their place. */
  readonly sortKey?: (text: string) => string;
  /** The exact value as in JSON; undefined if unknown. Text is not safe for a terminal. */
  readonly value: (sample: Sample, slot: number) => Value;
  /** The cell, safe for a terminal, not padded; `-` if unknown. */
  readonly text: (sample: Sample, slot: number, context: CellContext) => string;
  /** The cell of a sum over several rows, given as one value. */
  readonly write: (value: number, context: CellContext, sample: Sample) => string;
};

type Read<Table, Result> = (table: Table, slot: number, sample: Sample) => Result | undefined;
type Write<Result> = (value: Result, context: CellContext, sample: Sample) => string;

/** For the columns of one table: returns a function that makes constructors of columns of one kind. */
export function columnKinds<Table>(tableOf: (sample: Sample, slot: number) => Table | undefined) {
  /** A column may replace the usual way of writing. */
  return <Result extends NonNullable<Value>>(
    kind: ValueKind,
    align: Column['align'],
    firstOrder: Column['firstOrder'],
    usual: Write<Result>,
    needs?: Need,
  ) =>
    <const Id extends string>(
      id: Id,
      header: string,
      width: number,
      aliases: readonly string[],
      description: string,
      read: Read<Table, Result>,
      write: Write<Result> = usual,
    ): Column<Id> => {
      const value = (sample: Sample, slot: number) => {
        const table = tableOf(sample, slot);
        return table === undefined ? undefined : known(read(table, slot, sample));
      };
      const text = (sample: Sample, slot: number, context: CellContext) => {
        const found = value(sample, slot);
        return found === undefined ? '-' : write(found, context, sample);
      };
      // Only numbers have sums; a text column never writes one.
      const writeSum = write as Write<unknown> as Column['write'];
      return { id, header, width, align, kind, firstOrder, aliases, description, needs, value, text, write: writeSum };
    };
}

/** A column as wide as `cells` says. */
export function adapting<Id extends string>(cells: NonNullable<Column['cells']>, column: Column<Id>): Column<Id> {
  return { ...column, cells };
}

/** A column whose value changes while the process sleeps. */
export function restless<Id extends string>(from: Restless, column: Column<Id>): Column<Id> {
  return { ...column, restless: from };
}

/** A column whose order changes only where a counter of a row does. */
export function ofRow<Id extends string>(column: Column<Id>): Column<Id> {
  return { ...column, isOfRow: true };
}

/** A column with only these texts. */
export function oneOf<Id extends string>(
  choices: readonly string[],
  column: Column<Id>,
  shortChoices: ShortChoices = {},
): Column<Id> {
  return { ...column, choices, shortChoices };
}

/** What a filter calls the two values of a column that is true or false. */
export const FLAG_TEXTS = { true: 'yes', false: 'no' } as const;

/** A column that is true or false. */
export function flagged<Id extends string>(column: Column<Id>): Column<Id> {
  return oneOf(Object.keys(FLAG_TEXTS), column, FLAG_TEXTS);
}

/** A column beyond the contract of JSON and CSV. */
export function extra<Id extends string>(column: Column<Id>): Column<Id> {
  return { ...column, inJson: false };
}

export function isInJson({ inJson }: Column): boolean {
  return inJson !== false;
}

/** The width of a column in cells, without the blank after it. */
export function columnWidth({ width, cells }: Column, sample: Sample): number {
  return cells === undefined ? width : cells(sample, width);
}

/** All names of a column: id, aliases and header, in lower case. */
export function columnNames(column: Column): readonly string[] {
  return [column.id, ...column.aliases, column.header].map((name) => name.toLowerCase());
}

/** By id, alias or header, ignoring case: for --sort and filters. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  return namesOf(columns).get(name.toLowerCase());
}

/** The column nearest to a mistyped name. */
export function nearestColumn(columns: readonly Column[], name: string): Column | undefined {
  const near = nearest(name, [...namesOf(columns).keys()]);
  return near === undefined ? undefined : findColumn(columns, near);
}

const namesByTable = new WeakMap<readonly Column[], ReadonlyMap<string, Column>>();

function namesOf(columns: readonly Column[]): ReadonlyMap<string, Column> {
  const known = namesByTable.get(columns);
  if (known !== undefined) return known;
  const names = new Map(columns.flatMap((column) => columnNames(column).map((name) => [name, column] as const)));
  namesByTable.set(columns, names);
  return names;
}

function known<Result extends NonNullable<Value>>(value: Result | undefined): Result | undefined {
  return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
}
