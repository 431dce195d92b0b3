import type { ProcessEvent } from '../machine/events.js';
import type { Identity } from '../machine/identity.js';
import type { Needs } from '../machine/machine.js';
import type { ProcessTexts, Snapshot } from '../machine/snapshot.js';
import type { PortName } from '../machine/socket-kinds.js';
import type { Source } from '../machine/source.js';
import type { ProcessGrowth } from '../sample/growth.js';
import type { History } from '../sample/history.js';
import type { Sample } from '../sample/sample.js';
import type { Line } from '../text/line.js';
import type { Notice } from '../text/notice.js';
import type { Binding } from './binding.js';
import type { Need } from './column-kinds.js';
import type { Command, DetailTabId, PartId } from './commands.js';
import type { PageContent, PageRow } from './page-content.js';
import type { Setting } from './setting.js';
import type { Target } from './targets.js';

/** Processes that are shown alone: those of one row of another pane, which is called so. The text is safe for a terminal. */
export type Alone = {
  readonly pane: PartId;
  readonly serial: number;
  readonly noun: string;
  readonly text: string;
};

/** What was chosen: enough to say what must be read. */
export type Choices<Own = unknown> = {
  /** What the part itself keeps. */
  readonly own: Own;
  /** Whether it is the pane that is open. */
  readonly isOpen: boolean;
  /** What the columns of the open pane need that are shown, sorted or filtered by. */
  readonly needed: ReadonlySet<Need>;
  readonly alone: Alone | undefined;
  setting(id: string): unknown;
};

/** What the lines above a list are made of. */
export type PanelContext<Own = unknown> = {
  readonly own: Own;
  readonly sample: Sample | undefined;
  readonly history: History;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly unicode: boolean;
  /** Whether the meters are shown. */
  readonly header: boolean;
  /** The slot of the selected row in the open pane, and of its process; -1 if there is none. */
  selected(): number;
  selectedProcess(): number;
};

/** What a line below the meters is made of. */
export type HeadlineContext<Own = unknown> = Pick<PanelContext<Own>, 'own' | 'sample' | 'unicode'> &
  Pick<Choices<Own>, 'isOpen'>;

/** All that a part sees. What takes time to find is found when it is asked for. */
export type PaneContext<Own = unknown> = Choices<Own> &
  PanelContext<Own> & {
    /** The clock of the message, in milliseconds; NaN where there is none. */
    readonly now: number;
    readonly paused: boolean;
    readonly notice: Notice | undefined;
    /** The process whose page is open, and the part of it that is shown. */
    readonly inspected: { readonly target: Target; readonly tab: DetailTabId } | undefined;
    /** Slots of the open pane: those on the screen, and the tagged ones or else the selected one. */
    visible(): Int32Array;
    chosen(): readonly number[];
    /** The port at the selected row's own end. */
    selectedPort(): PortName | undefined;
  };

/** An event that a part answers to. */
export type PartEvent<Message = unknown> =
  /** A sample has come, of which no list was made yet. */
  | { readonly type: 'sampled' }
  /** The list was made anew: of a new sample, or after an answer. */
  | { readonly type: 'listed'; readonly isNew: boolean }
  /** The page of a process was opened, or another part of it is shown. */
  | { readonly type: 'inspected'; readonly isNew: boolean }
  | { readonly type: 'commanded'; readonly command: string }
  /** It is a pane, and has just been opened. */
  | { readonly type: 'opened' }
  /** What came of an effect. */
  | { readonly type: 'answered'; readonly message: Message };

/** What a part wants done that is not its own: update() carries it out. */
export type Wish =
  | { readonly type: 'say'; readonly text: string }
  /** Stays until the next command. Safe for a terminal. */
  | { readonly type: 'tellNews'; readonly text: string }
  | { readonly type: 'relist'; readonly holdOrder?: boolean }
  /** Its rows are others from now on: none of them is selected or tagged. */
  | { readonly type: 'forgetRows' }
  | {
      readonly type: 'openPane';
      readonly pane: PartId;
      readonly alone?: Alone;
      /** Serial of the row to select, and what to say when it is not in the list. */
      readonly select?: number;
      readonly hidden?: string;
    }
  | { readonly type: 'openPage' }
  | { readonly type: 'hold'; readonly purpose: HoldPurpose; readonly targets: readonly Target[] };

/** The dialog that opens once processes are held open. */
export type HoldPurpose = 'signal' | 'hangUp';

/** What becomes of an event. What it does not name stays as it is. */
export type Answer<Own = unknown, Effect = unknown> = {
  readonly own?: Own;
  readonly effects?: readonly Effect[];
  readonly wishes?: readonly Wish[];
};

/** What a command needs to be carried out: rights, no past on the screen, a row, one with a process, or one or tagged ones with processes. */
export type Requirement = 'writable' | 'now' | 'selected' | 'process' | 'chosen';

/** A part of the page of a process. */
export type DetailTab<Own = unknown> = {
  readonly id: DetailTabId;
  readonly titles: readonly string[];
  /** Columns whose cells stand at the right. */
  readonly right?: readonly number[];
  /** Undefined until it has been read. */
  rows(own: Own, target: Target): readonly PageRow[] | undefined;
};

/** What a part has to say on the status line. */
export type StatusText = {
  readonly line: Line;
  /** It is older than the notice there. */
  readonly isOlder: boolean;
  /** It is dropped if the line is too long with it. */
  readonly givesWay?: true;
};

/** What happened at a time of the wall clock. */
export type PastMark = {
  readonly wallMilliseconds: number;
  readonly kind: 'login' | 'port' | 'failed' | 'oomKilled';
};

/** Of each process, by slot: the next sample changes those of its snapshot. */
export type SeenTexts = Pick<ProcessTexts, 'name' | 'commandLine'>;

/** A moment that is looked back at: its sample and the one before. */
export type Recalled = { readonly snapshot: Snapshot; readonly previous: Snapshot | undefined };

/** Before the sample that a part sees next, in a recording. */
export type Earlier = {
  readonly snapshot: Snapshot;
  /** The newest events, at most so many, oldest first: those between two gaps together. The last are of the run of that sample. */
  runs(most: number): readonly (readonly ProcessEvent[])[];
};

/** A subject with a part of the state of its own: each pane, and what belongs to no pane. */
export type Part<Own = unknown, Message = unknown, Effect = unknown> = {
  readonly id: PartId;
  /** What it keeps at first; `asked` is what the command line says, where it says anything. */
  begin(asked?: unknown): Own;
  readonly settings?: readonly Setting[];
  readonly bindings?: readonly Binding[];
  /** Its own commands, and what they need. */
  readonly commands?: Readonly<Record<string, readonly Requirement[]>>;
  /** Why a command can't be carried out now, in words for the status line. */
  refuses?(context: PaneContext<Own>, command: Command): string | undefined;
  /** What the next sample has to read for it. */
  needs?(choices: Choices<Own>): Partial<Needs>;
  /** Adds to a new sample what is made of it before anything else. */
  complete?(own: Own, sample: Sample): Sample;
  /**
   * For looking back, where it changes its state in place: its state without what the next sample would change, and without
   * any snapshot. It is asked at each sample.
   */
  keep?(own: Own): Own;
  /** Its state as it was, from what was kept of that moment. */
  recall?(kept: Own, then: Recalled): Own;
  /** Its state with what one sample has by itself, for a search in time. */
  alone?(begun: Own, then: Recalled): Own;
  /** Its state with what happened in samples of a recording that it does not see. */
  earlier?(begun: Own, earlier: Earlier): Own;
  /** Its state with what the user has chosen since, such as what is shown or grouped. */
  choose?(own: Own, chosen: Own): Own;
  /** Its state with another beginning of growth. */
  countFrom?(own: Own, growth: ProcessGrowth): Own;
  reduce?(context: PaneContext<Own>, event: PartEvent<Message>): Answer<Own, Effect> | undefined;
  /** Carries out an effect of its own; what comes of it returns as an answer. */
  carryOut?(effect: Effect, source: Source, send: (message: Message) => void): void;
  /** The texts of the last sample's processes, before it takes the next one. */
  seenTexts?(own: Own): SeenTexts | undefined;
  /** How a process ended, in words; not safe for a terminal. */
  endOf?(own: Own, identity: Identity): string | undefined;
  page?(context: PaneContext<Own>): PageContent;
  /** A line below the meters while there is something to say there. */
  headline?(context: HeadlineContext<Own>): Line | undefined;
  readonly detailTabs?: readonly DetailTab<Own>[];
  status?(context: PaneContext<Own>): StatusText | undefined;
  /** What the strip over the past marks. */
  marks?(own: Own): readonly PastMark[];
  /** Tells rows that are to be marked, where there can be any. */
  marker?(own: Own): ((port: () => PortName | undefined) => boolean) | undefined;
};
