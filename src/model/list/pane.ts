import type { Needs } from '../machine/machine.js';
import type { PortName } from '../machine/socket-kinds.js';
import type { Source } from '../machine/source.js';
import type { Rows, Sample } from '../sample/sample.js';
import type { SlotsSince } from '../sample/selection-sums.js';
import type { Line, Tone } from '../text/line.js';
import type { CellContext, Column, Need } from './column-kinds.js';
import type { PaneId } from './commands.js';
import type { Forest } from './family.js';
import type { Headed } from './heads.js';
import type { Choices, PanelContext, Part } from './part.js';

/** What narrows a list besides its filter. */
export type Narrowing<Own = unknown> = {
  readonly sample: Sample;
  /** Only rows of these users, or with `negate` of all other users; by name or UID. */
  readonly users?: { readonly names: ReadonlySet<string>; readonly negate: boolean } | undefined;
  readonly pids?: ReadonlySet<number> | undefined;
  readonly showThreads: boolean;
  readonly showKernelThreads: boolean;
  /** Hides processes that used no CPU since the last sample. */
  readonly hideIdle: boolean;
  /** Only these processes: their slots. */
  readonly alone?: ReadonlySet<number> | undefined;
  /** The settings of a screen. */
  readonly setting?: (id: string) => unknown;
  /** The pane's own state. */
  readonly own: Own;
};

/** Totals over some rows, as in the status line. */
export type WriteTotals = (context: CellContext, sample: Sample) => string;

/** The totals of the sample just before, and in which slots rows differ. */
export type TotalsSince = SlotsSince & { readonly totals: WriteTotals };

/** The columns and names that a filter and a search can use. */
export type Vocabulary = {
  readonly columns: readonly Column[];
  /** Ids of the columns that a bare word is searched in, and of those that digits alone match. */
  readonly words: readonly string[];
  readonly digits: readonly string[];
  /** Names for several columns at once, with their ids. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
};

/** A terminal with this many columns is wide: there is room for more of everything. */
export const WIDE_SCREEN_COLUMNS = 160;

/** In `leave`: from here on, texts whose end is kept are cut to their usual width before more columns are dropped. */
export const CUT = 'cut';

/** A setting that every pane has under its own id. */
export type PaneSetting<Id extends string, Value> = {
  readonly id: Id;
  readonly initial: Value;
  readonly description: string;
};

/** What is read of rows beside samples, for columns that need it. */
export type Measure<Own = unknown> = {
  readonly need: Need;
  /** It is read of all rows before they are filtered and sorted; `slots` is empty then. */
  readonly isForList?: true;
  read(own: Own, sample: Sample, slots: Int32Array, source: Pick<Source, 'memory' | 'waits'>): Promise<Own>;
};

/** Lines between the meters and the list. */
export type Panel<Own = unknown> = {
  /** What has to be read for them. */
  readonly needs?: Partial<Needs>;
  height(context: PanelContext<Own>): number;
  /** As many as `height` says, none wider than the terminal. */
  lines(context: PanelContext<Own>): readonly Line[];
};

/** A list of one kind: its rows, and how they are filtered, counted and written. */
export type Pane<Own = unknown, Message = unknown, Effect = unknown> = Vocabulary &
  Part<Own, Message, Effect> & {
    readonly label: string;
    /** The key that opens it. */
    readonly key: string;
    /** False: a list over the pane that is open. It has no tab; Esc and its own key go back to that pane. */
    readonly tab?: false;
    /**
     * The pane with whose tab and name it is opened: it is its second list, or a list behind one of its rows. Without a tab
     * or a name of its own, it is a pane like any other.
     */
    readonly within?: PaneId;
    /** The pane that is its second list: both are shown where there is room, and printed together. */
    readonly second?: PaneId;
    /** In JSON, the member with its rows, where a pane has two lists. */
    readonly rowsName?: string;
    /** Its short name on the command line, or that of the pane with which it is opened. */
    readonly shortName: string;
    /** The noun for a row. */
    noun(own: Own, setting: (id: string) => unknown): string;
    /** The columns of JSON and CSV by default. Scripts rely on these ids. */
    readonly jsonColumnIds: readonly string[];
    /** The columns for which a folded row shows the sum of its branch. */
    readonly summedIds?: readonly string[];
    /** The settings for the columns and for the sort order. */
    readonly columnsSetting: PaneSetting<`${string}olumns`, readonly string[]>;
    readonly sortSetting: PaneSetting<`${string}ort`, string>;
    /** The columns of a wide screen, unless the user has chosen columns. */
    readonly wideColumnIds?: readonly string[];
    /** Columns and order in place of the initial ones, where its own state makes other rows of it. */
    variant?(own: Own): { readonly columnIds: readonly string[]; readonly sort: string } | undefined;
    /** By column: the one that shows what it sorts by, and bears its mark. */
    readonly standIns?: Readonly<Record<string, string>>;
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
    /** The settings that say whether rows stay for a moment once they have ended, and whether new ones are marked. */
    readonly comingAndGoing?: {
      readonly ended: string;
      readonly new: string;
      /** What cells of an ended row say in place of the last text, by column. */
      readonly endedTexts: Readonly<Record<string, string>>;
    };
    /** Whether a row has just begun. */
    isNew?(sample: Sample, slot: number): boolean;
    /** New rows come first: what is being read further down stays where it is. */
    readonly growsAtTop?: true;
    /** Makes its rows of a sample, where they are not those of a table; undefined where they are. */
    prepare?(own: Own, narrowing: Narrowing<Own>): { readonly own: Own; readonly rows: Rows } | undefined;
    /** Where there is no screen whose rows would be read one after the other. */
    readonly measure?: Measure<Own>;
    /** Undefined while they have not been read. */
    rows(sample: Sample): Rows | undefined;
    /** Why its rows can't be read. Not safe for a terminal. */
    refusal?(sample: Sample): string | undefined;
    /** Whether rows of this kind are shown; the others do not count in `total`. */
    isOfKind(narrowing: Narrowing<Own>, slot: number): boolean;
    isWanted(narrowing: Narrowing<Own>, slot: number): boolean;
    /** Whether its rows are shown as a tree. */
    isTree?(choices: Choices<Own>): boolean;
    /** Which row is below which in the tree, where rows are no processes. */
    forest?(sample: Sample, own: Own): Forest;
    /** Rows above these in the tree that are none of its list, in their own order. */
    heads?(sample: Sample, slots: Int32Array): Headed | undefined;
    /** What narrows it beside what narrows all panes, in words for the status line. */
    narrowedBy?(choices: Choices<Own>): readonly string[];
    totals(sample: Sample, slots: Int32Array, since?: TotalsSince): WriteTotals;
    /** The slots in which it may have other values or another row than in the sample just before; undefined: in any. */
    slotsChanged?(before: Sample, sample: Sample): readonly Int32Array[] | undefined;
    /** The slot of a row's process, -1 if unknown. */
    processSlot(sample: Sample, slot: number): number;
    /** Slots of all processes of a row, by its serial: they can be shown alone. */
    members?(sample: Sample, serial: number): readonly number[] | undefined;
    /** What is said of a chosen row that is no longer there; `has ended` if left out. */
    readonly vanished?: string;
    /** Why a row has no process, and what to do, if that is possible. */
    noProcess?(sample: Sample, slot: number): string;
    /** The row's socket, through which its process is selected. */
    socket?(sample: Sample, slot: number): { readonly inode: number; readonly text: string } | undefined;
    /** The local port of a row. */
    port?(sample: Sample, slot: number): PortName | undefined;
    /** Names of addresses, as far as they are known; undefined while they are not wanted. Not safe for a terminal. */
    hostNames?(own: Own): ReadonlyMap<string, string> | undefined;
    /** A row in a few words, safe for a terminal: 4321 nginx. */
    describe(sample: Sample, slot: number): string;
    /** The text that `y` copies. */
    copied(sample: Sample, slot: number): string;
    /** The identity of a row in JSON and CSV, besides its columns. */
    identity?(sample: Sample, slot: number): string;
    /** The interval of its rates, if it differs from that of the processes. */
    intervalSeconds?(sample: Sample): number | undefined;
    /** What --watch prints of it. */
    readonly watched?: 'logins' | 'ports';
    /** What the command of its name prints, one per line, in place of samples. */
    readonly printed?: 'events';
    /** Additional members of the JSON object. */
    facts?(sample: Sample): Readonly<Record<string, unknown>>;
    /** What the rows lack and how to see it, for the status line. */
    remarks?(sample: Sample, own: Own): readonly string[];
    /** The tone of a cell. */
    tone(column: Column, sample: Sample, slot: number): Tone;
  };

/** Whether it is opened in place of another pane, not over it. */
export function standsAlone({ tab }: Pane): boolean {
  return tab !== false;
}

export function hasTab(pane: Pane): boolean {
  return standsAlone(pane) && pane.within === undefined;
}

/** Whether the command line knows it by a name. */
export function hasName({ within }: Pane): boolean {
  return within === undefined;
}

/** Its names on the command line; some panes have only one. */
export function namesOf({ id, shortName }: Pick<Pane, 'id' | 'shortName'>): readonly string[] {
  return id === shortName ? [id] : [id, shortName];
}

/** `sessions (who)` */
export function bothNames(pane: Pick<Pane, 'id' | 'shortName'>): string {
  const [id = '', shortName] = namesOf(pane);
  return shortName === undefined ? id : `${id} (${shortName})`;
}

/** The columns that settings choose, or while these are the initial ones what the state of the pane makes of them. */
export function columnIdsFor(
  { columnsSetting, variant }: Pane,
  chosen: readonly string[],
  own: unknown,
): readonly string[] {
  return isInitial(chosen, columnsSetting.initial) ? (variant?.(own)?.columnIds ?? chosen) : chosen;
}

/** Whether these are the initial columns in their order. */
export function isInitial(chosen: readonly string[], initial: readonly string[]): boolean {
  return chosen === initial || (chosen.length === initial.length && chosen.every((id, at) => id === initial[at]));
}

/** The same of the order. */
export function sortFor({ sortSetting, variant }: Pane, chosen: string, own: unknown): string {
  return chosen === sortSetting.initial ? (variant?.(own)?.sort ?? chosen) : chosen;
}
