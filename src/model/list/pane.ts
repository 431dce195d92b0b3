import type { SocketChoice } from '../machine/socket-choice.js';
import type { PortName } from '../machine/socket-kinds.js';
import type { History } from '../sample/history.js';
import type { Rows } from '../sample/rows.js';
import type { Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import type { CellContext, Column } from './column-kinds.js';

export type PaneId = 'processes' | 'connections' | 'memory' | 'sessions';

/** What narrows a list, beside its filter. */
export type Narrowing = {
  readonly sample: Sample;
  /** Only what is these users', or with `negate` only what is others'; by name or number. */
  readonly users?: { readonly names: ReadonlySet<string>; readonly negate: boolean } | undefined;
  readonly pids?: ReadonlySet<number> | undefined;
  readonly showThreads: boolean;
  readonly showKernelThreads: boolean;
  /** Leaves out who used no CPU since the last sample. */
  readonly hideIdle: boolean;
  readonly sockets: SocketChoice;
  /** Only processes of one session: their slots. */
  readonly session?: ReadonlySet<number> | undefined;
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

/** What a pane sees of the screen and of what a person chose. */
export type PaneContext<Own = unknown> = {
  readonly sample: Sample | undefined;
  readonly history: History;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly unicode: boolean;
  /** Whether the meters are shown. */
  readonly header: boolean;
  /** The slot of the process that the selected row is about, -1 when there is none. */
  readonly selectedProcess: () => number;
  /** What the pane itself keeps. */
  readonly own: Own;
};

/** A setting that every pane has, under an id of its own. */
export type PaneSetting<Id extends string, Value> = {
  readonly id: Id;
  readonly initial: Value;
  readonly description: string;
};

/** A list of one kind of thing: what its rows are, how they are chosen, counted and written. */
export type Pane = Vocabulary & {
  readonly id: PaneId;
  readonly label: string;
  /** The key that opens it. */
  readonly key: string;
  /** What it may be called on the command line, beside its id. */
  readonly shortName: string;
  /** What a row is called. */
  readonly noun: string;
  /** What JSON and CSV hold unless asked for something else. Scripts rely on these ids. */
  readonly jsonColumnIds: readonly string[];
  /** The columns whose figures a folded row sums up over its branch. */
  readonly summedIds?: readonly string[];
  /** The settings that hold which columns are shown, and in which order. */
  /** What a wide screen shows instead of the default columns, as long as the person has not chosen others. */
  readonly wideColumnIds?: readonly string[];
  readonly columnsSetting: PaneSetting<`${string}olumns`, readonly string[]>;
  readonly sortSetting: PaneSetting<`${string}ort`, string>;
  /** The column that gets the branches of a tree, and is kept readable on a narrow screen. */
  readonly mainColumnId: string;
  /** On fewer cells some columns leave, until the main one has its room. */
  readonly narrowCells: number;
  readonly mainCells: number;
  /** The order in which they leave; those not named leave before them, from the right. See CUT. */
  readonly leave: readonly string[];
  /** Those that never leave. */
  readonly stay: readonly string[];
  /** Undefined while they have not been read. */
  readonly rows: (sample: Sample) => Rows | undefined;
  /** Whether the row is of a kind that is shown: what is not does not count in `total`. */
  readonly isOfKind: (narrowing: Narrowing, slot: number) => boolean;
  readonly isWanted: (narrowing: Narrowing, slot: number) => boolean;
  readonly totals: (sample: Sample, slots: Int32Array) => WriteTotals;
  /** The slot of the process that a row is about, -1 when it is not known. */
  readonly processSlot: (sample: Sample, slot: number) => number;
  /** Why a row has no process, and what helps, where that can be. */
  readonly noProcess?: string;
  /** The socket that a row is, by which its process is chosen. */
  readonly socket?: (sample: Sample, slot: number) => { readonly inode: number; readonly text: string } | undefined;
  /** The port that a row has at its own end. */
  readonly port?: (sample: Sample, slot: number) => PortName | undefined;
  /** A row in a few words that are safe for a terminal: 4321 nginx. */
  readonly describe: (sample: Sample, slot: number) => string;
  /** What is copied of a row. */
  readonly copied: (sample: Sample, slot: number) => string;
  /** What JSON and CSV name the row by, beside its columns. */
  readonly identity: ((sample: Sample, slot: number) => string) | undefined;
  /** The time that its rates are of, where that is not the processes'. */
  readonly intervalSeconds?: (sample: Sample) => number | undefined;
  /** What JSON says beside the rows. */
  readonly facts?: (sample: Sample) => Readonly<Record<string, unknown>>;
  /** What is missing in the rows, and what would show it, in words for the status line. */
  readonly remarks: (sample: Sample) => readonly string[];
  /** What stands out in a cell without being asked for. */
  readonly tone: (column: Column, sample: Sample, slot: number) => Tone;
};
