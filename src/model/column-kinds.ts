import type { Sample } from './rates.js';
import type { ProcessColumns } from './snapshot.js';

/** How cells are to be written. */
export type CellContext = {
  /** Whether CPU% 100 is one core or the whole machine. */
  readonly cpuBasis: 'core' | 'machine';
  /** Memory as sizes or as shares of the machine's. */
  readonly memoryUnits: 'bytes' | 'percent';
  /** Commands with their program's folder. */
  readonly fullPath: boolean;
  readonly unicode: boolean;
  /** Now, so that start times of today can be told from older ones. */
  readonly wallClockMilliseconds: number;
};

/** What a value is, so that a filter reads 500M, 5% and 1h for what they mean. */
export type ValueKind = 'text' | 'number' | 'bytes' | 'percent' | 'seconds' | 'time';

export type Value = number | string | undefined;

export type Column<Id extends string = string> = {
  readonly id: Id;
  readonly header: string;
  /** Cells; see columnWidth for those that adapt. */
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly kind: ValueKind;
  /** The order when it is first sorted by. */
  readonly firstOrder: 'ascending' | 'descending';
  /** Short names for filter and sort. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** What must be read for it beyond the ordinary. */
  readonly needs: 'io' | 'cgroup' | 'memory' | undefined;
  /** The exact value, as JSON has it; undefined when unknown. Text is not safe for a terminal. */
  readonly value: (sample: Sample, slot: number) => Value;
  /** The cell, safe for a terminal, not padded; `-` when unknown. */
  readonly text: (sample: Sample, slot: number, context: CellContext) => string;
};

type Read<Result> = (columns: ProcessColumns, slot: number, sample: Sample) => Result | undefined;
type Write<Result> = (value: Result, context: CellContext, sample: Sample) => string;

/** Makes the function that makes columns of one kind. A column may still write its values in a way of its own. */
export function columnKind<Result extends number | string>(
  kind: ValueKind,
  align: Column['align'],
  firstOrder: Column['firstOrder'],
  usual: Write<Result>,
  needs?: Column['needs'],
) {
  return <const Id extends string>(
    id: Id,
    header: string,
    width: number,
    aliases: readonly string[],
    description: string,
    read: Read<Result>,
    write: Write<Result> = usual,
  ): Column<Id> => {
    const value = (sample: Sample, slot: number) => known(read(sample.snapshot.processes.columns, slot, sample));
    const text = (sample: Sample, slot: number, context: CellContext) => {
      const found = value(sample, slot);
      return found === undefined ? '-' : write(found, context, sample);
    };
    return { id, header, width, align, kind, firstOrder, aliases, description, needs, value, text };
  };
}

/** All that a column answers to: id, aliases and header, in small letters. */
export function columnNames(column: Column): readonly string[] {
  return [column.id, ...column.aliases, column.header].map((name) => name.toLowerCase());
}

function known<Result extends number | string>(value: Result | undefined): Result | undefined {
  return typeof value === 'number' && Number.isNaN(value) ? undefined : value;
}
