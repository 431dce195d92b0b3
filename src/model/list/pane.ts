import type { Machine, Needs } from '../machine/machine.js';
import type { PortName } from '../machine/socket-kinds.js';
import type { Rows } from '../sample/rows.js';
import type { Sample } from '../sample/sample.js';
import type { Line, Tone } from '../text/line.js';
import type { CellContext, Column, Need } from './column-kinds.js';
import type { Choices, PanelContext, Part } from './part.js';

/** What narrows a list, beside its filter. */
export type Narrowing<Own = unknown> = {
  readonly sample: Sample;
  /** Only what is these users', or with `negate` only what is others'; by name or number. */
  readonly users?: { readonly names: ReadonlySet<string>; readonly negate: boolean } | undefined;
  readonly pids?: ReadonlySet<number> | undefined;
  readonly showThreads: boolean;
  readonly showKernelThreads: boolean;
  /** Leaves out who used no CPU since the last sample. */
  readonly hideIdle: boolean;
  /** Only these processes: their slots. */
  readonly alone?: ReadonlySet<number> | undefined;
  /** What the pane itself keeps. */
  readonly own: Own;
};

/** Totals over some rows, written as the status line has them. */
export type WriteTotals = (context: CellContext, sample: Sample) => string;

/** What a filter and a search can speak of. */
export type Vocabulary = {
  readonly columns: readonly Column[];
  /** Ids of the columns in which a bare word is looked for, and of those that digits alone stand for. */
  readonly words: readonly string[];
  readonly digits: readonly string[];
  /** Names that stand for several columns at once, by their ids. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
};

/** From so many columns on the terminal is wide: there is room for more of everything. */
export const WIDE_SCREEN_COLUMNS = 160;

/** In the order in which columns leave: before more do, texts whose end is kept get no more than their usual width. */
export const CUT = 'cut';

/** A setting that every pane has, under an id of its own. */
export type PaneSetting<Id extends string, Value> = {
  readonly id: Id;
  readonly initial: Value;
  readonly description: string;
};

/** What is read of rows beside samples, for columns that need it. */
export type Measure<Own = unknown> = {
  readonly need: Need;
  read(own: Own, sample: Sample, slots: Int32Array, machine: Pick<Machine, 'memory'>): Promise<Own>;
};

/** Lines between the meters and the list. */
export type Panel<Own = unknown> = {
  /** What has to be read for them. */
  readonly needs?: Partial<Needs>;
  height(context: PanelContext<Own>): number;
  /** As many as `height` says, none wider than the terminal. */
  lines(context: PanelContext<Own>): readonly Line[];
};

/** A list of one kind of thing: what its rows are, how they are chosen, counted and written. */
export type Pane<Own = unknown, Message = unknown, Effect = unknown> = Vocabulary &
  Part<Own, Message, Effect> & {
    readonly label: string;
    /** The key that opens it. */
    readonly key: string;
    /** What it may be called on the command line, beside its id. */
    readonly shortName: string;
    /** What a row is called. */
    noun(own: Own): string;
    /** What JSON and CSV hold unless asked for something else. Scripts rely on these ids. */
    readonly jsonColumnIds: readonly string[];
    /** The columns whose figures a folded row sums up over its branch. */
    readonly summedIds?: readonly string[];
    /** The settings that hold which columns are shown, and in which order. */
    readonly columnsSetting: PaneSetting<`${string}olumns`, readonly string[]>;
    readonly sortSetting: PaneSetting<`${string}ort`, string>;
    /** What a wide screen shows instead of the default columns, as long as the person has not chosen others. */
    readonly wideColumnIds?: readonly string[];
    /** The column that gets the branches of a tree, and is kept readable on a narrow screen. */
    readonly mainColumnId: string;
    /** On fewer cells some columns leave, until the main one has its room. */
    readonly narrowCells: number;
    readonly mainCells: number;
    /** The order in which they leave; those not named leave before them, from the right. See CUT. */
    readonly leave: readonly string[];
    /** Those that never leave. */
    readonly stay: readonly string[];
    readonly panel?: Panel<Own>;
    /** Makes its rows of a sample, where they are not those of a table. */
    prepare?(own: Own, narrowing: Narrowing<Own>): { readonly own: Own; readonly rows: Rows };
    /** Where there is no screen whose rows would be read one after the other. */
    readonly measure?: Measure<Own>;
    /** Undefined while they have not been read. */
    rows(sample: Sample): Rows | undefined;
    /** Why its rows can't be read. Not safe for a terminal. */
    refusal?(sample: Sample): string | undefined;
    /** Whether the row is of a kind that is shown: what is not does not count in `total`. */
    isOfKind(narrowing: Narrowing<Own>, slot: number): boolean;
    isWanted(narrowing: Narrowing<Own>, slot: number): boolean;
    /** Whether its rows are shown as a tree. */
    isTree?(choices: Choices<Own>): boolean;
    /** What narrows it beside what narrows all panes, in words for the status line. */
    narrowedBy?(choices: Choices<Own>): readonly string[];
    totals(sample: Sample, slots: Int32Array): WriteTotals;
    /** The slot of the process that a row is about, -1 when it is not known. */
    processSlot(sample: Sample, slot: number): number;
    /** Slots of all processes of a row, by its serial: they can be shown alone. */
    members?(sample: Sample, serial: number): readonly number[] | undefined;
    /** Why a row has no process, and what helps, where that can be. */
    readonly noProcess?: string;
    /** The socket that a row is, by which its process is chosen. */
    socket?(sample: Sample, slot: number): { readonly inode: number; readonly text: string } | undefined;
    /** The port that a row has at its own end. */
    port?(sample: Sample, slot: number): PortName | undefined;
    /** Names of addresses, as far as they are known; undefined while they are not wanted. Not safe for a terminal. */
    hostNames?(own: Own): ReadonlyMap<string, string> | undefined;
    /** A row in a few words that are safe for a terminal: 4321 nginx. */
    describe(sample: Sample, slot: number): string;
    /** What is copied of a row. */
    copied(sample: Sample, slot: number): string;
    /** What JSON and CSV name the row by, beside its columns. */
    identity?(sample: Sample, slot: number): string;
    /** The time that its rates are of, where that is not the processes'. */
    intervalSeconds?(sample: Sample): number | undefined;
    /** What --watch prints of it. */
    readonly watched?: 'logins' | 'ports';
    /** What JSON says beside the rows. */
    facts?(sample: Sample): Readonly<Record<string, unknown>>;
    /** What is missing in the rows, and what would show it, in words for the status line. */
    remarks?(sample: Sample, own: Own): readonly string[];
    /** What stands out in a cell without being asked for. */
    tone(column: Column, sample: Sample, slot: number): Tone;
  };
