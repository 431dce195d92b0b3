import type { Command, DetailTab, PaletteEntry, PickerPurpose, PromptPurpose } from './commands.js';
import type { Filter } from './filter.js';
import { type Footprints, NO_FOOTPRINTS } from './footprints.js';
import { createHistory, type History } from './history.js';
import type { List } from './list.js';
import type { Detail, Hold, Identity, IoClass, Outcome, Refusal } from './machine.js';
import type { FootprintReading, LimitReading, MappingsReading } from './memory-detail.js';
import { type Grouping, type GroupSerials, NO_GROUPS } from './memory-groups.js';
import { createGrowth, type Growth } from './memory-growth.js';
import type { PaneId } from './pane.js';
import type { Rates, Sample } from './rates.js';
import type { SessionTable } from './session-table.js';
import type { Settings } from './settings.js';
import type { Snapshot } from './snapshot.js';
import type { SocketChoice } from './socket-choice.js';
import { beginWatch, type Watch } from './watch-state.js';
import type { PortName } from './watched-ports.js';

/** A process as the person chose it. It stays this one process whatever later gets its PID. */
export type Target = {
  /** Names the process for as long as ntop runs. */
  readonly serial: number;
  readonly identity: Identity;
  /** Safe for the terminal. */
  readonly name: string;
  readonly user: string;
  /** The socket that it was chosen by: it has to have that open still when it is acted on. Safe for the terminal. */
  readonly socket?: { readonly inode: number; readonly text: string } | undefined;
  /** The session that it was chosen with. Safe for the terminal. */
  readonly session?: string | undefined;
};

/** A selection and what was seen around it. */
export type Place = Pick<State, 'selected' | 'lastRow' | 'top'>;

export type UserChoice = { readonly names: ReadonlySet<string>; readonly negate: boolean };

export type Prompt = {
  readonly kind: 'prompt';
  readonly purpose: PromptPurpose;
  readonly text: string;
  /** Where the next character goes, in UTF-16 units. */
  readonly cursor: number;
  /** What is wrong with the text, and where. The last good text stays in force. */
  readonly fault: { readonly message: string; readonly position: number } | undefined;
  /** How far back in what was typed before; 0 is the text being typed. */
  readonly recall: number;
  /** Where a search began, to go back to. */
  readonly origin: Place;
  readonly targets: readonly Target[];
};

export type Picker = {
  readonly kind: 'picker';
  readonly purpose: PickerPurpose;
  readonly index: number;
  /** Letters typed so far narrow the list. */
  readonly typed: string;
  /** Ids of ticked entries, in the pickers that tick. */
  readonly ticked: ReadonlySet<string>;
  /** Whether what is in force now has been read. */
  readonly loaded: boolean;
  readonly targets: readonly Target[];
  /** The targets, held open so that signals reach them or nobody. */
  readonly holds: readonly Hold[];
  readonly palette: readonly PaletteEntry[];
};

/** One deliberate step more, before what can't be undone. */
export type Confirm = {
  readonly kind: 'confirm';
  readonly signal: number;
  readonly targets: readonly Target[];
  readonly holds: readonly Hold[];
};

export type DetailPage = {
  readonly kind: 'detail';
  readonly tab: DetailTab;
  readonly target: Target;
  /** Undefined until it was read. */
  readonly detail: Detail | undefined;
  /** Why it can't be read (any more); what was read before stays. */
  readonly refusal: Refusal | undefined;
  /** Undefined until somebody looked at them. */
  readonly mappings: Mappings | undefined;
  readonly top: number;
};

/** The mappings of a process as they were read last; a page has them read again when they are old. */
export type Mappings = {
  readonly reading: MappingsReading | undefined;
  readonly isReading: boolean;
  /** Samples since they were read. */
  readonly age: number;
};

export type HelpPage = { readonly kind: 'help'; readonly top: number };

export type Result = { readonly target: Target; readonly outcome: Outcome };
export type ResultsPage = {
  readonly kind: 'results';
  readonly title: string;
  readonly results: readonly Result[];
  readonly top: number;
};

/** What happened at watched ports, the newest first. */
export type PortEventsPage = { readonly kind: 'portEvents'; readonly top: number };

export type Layer = Prompt | Picker | Confirm | DetailPage | HelpPage | ResultsPage | PortEventsPage;

export type Notice = { readonly text: string; readonly tone: 'normal' | 'good' | 'danger' };

/** What a person did in one pane. It waits there until they come back. */
export type PaneState = {
  readonly list: List | undefined;
  readonly filter: { readonly text: string; readonly filter: Filter | undefined };
  readonly search: string;
  /** Serial of the selected row, 0 for none. */
  readonly selected: number;
  /** The row it was last seen in, to go on from there when it has ended. */
  readonly lastRow: number;
  readonly follow: boolean;
  readonly tagged: ReadonlySet<number>;
  readonly folded: ReadonlySet<number>;
  /** First row of the list on the screen. */
  readonly top: number;
  /** Cells by which the list is shifted to the left. */
  readonly shift: number;
};

/** What the memory pane knows beside the sample. */
export type MemoryState = {
  readonly grouping: Grouping;
  readonly groupSerials: GroupSerials;
  readonly growth: Growth;
  readonly footprints: Footprints;
  /** Of a process that was selected. */
  readonly limit: { readonly of: Target; readonly reading: LimitReading } | undefined;
  /** An answer is still to come. */
  readonly isMeasuring: boolean;
};

/** What ntop knows and shows. Changed by update() alone. The fields of PaneState are those of the open pane. */
export type State = PaneState & {
  readonly pane: PaneId;
  /** The other panes that were open. */
  readonly parked: ReadonlyMap<PaneId, PaneState>;
  readonly sample: Sample | undefined;
  /** Of the sample before, which nobody reads any more: the next sample takes its columns. */
  readonly spareRates: Rates | undefined;
  readonly history: History;
  readonly settings: Settings;
  readonly readonly: boolean;
  /** Who looks: for the sentences that explain a refusal. */
  readonly userName: string;
  readonly users: UserChoice | undefined;
  readonly pids: ReadonlySet<number> | undefined;
  readonly sockets: SocketChoice;
  /** Who was logged in when that was last read. */
  readonly sessions: SessionTable | undefined;
  /** The session whose processes are shown alone. Its text is safe for a terminal. */
  readonly session: { readonly serial: number; readonly text: string } | undefined;
  readonly watch: Watch;
  /** Names of addresses, as far as they are known; undefined while they are not wanted. Not safe for a terminal. */
  readonly hostNames: ReadonlyMap<string, string> | undefined;
  readonly memory: MemoryState;
  /** What was typed into search and filter prompts, newest first. */
  readonly typedBefore: readonly string[];
  readonly paused: boolean;
  /** Until then (milliseconds of the caller's clock) the order holds, because the person is moving. */
  readonly holdUntil: number;
  readonly notice: Notice | undefined;
  /** Who has logged in and out, until the next command. Safe for a terminal. */
  readonly news: string | undefined;
  /** Why the machine can't be read right now. */
  readonly trouble: string | undefined;
  /** Open dialogs, the topmost last. Only that one gets keys. */
  readonly layers: readonly Layer[];
  readonly size: { readonly columns: number; readonly rows: number };
};

/** What comes in from outside. `now` is a clock that only goes forward, in milliseconds. */
export type Message =
  | { readonly type: 'sample'; readonly snapshot: Snapshot; readonly now: number }
  | { readonly type: 'trouble'; readonly text: string }
  | { readonly type: 'command'; readonly command: Command; readonly now: number }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | {
      readonly type: 'held';
      readonly purpose: HoldPurpose;
      readonly targets: readonly Target[];
      readonly results: readonly HoldResult[];
    }
  | { readonly type: 'acted'; readonly title: string; readonly results: readonly Result[] }
  | { readonly type: 'inspected'; readonly serial: number; readonly detail: Detail }
  | { readonly type: 'inspectRefused'; readonly serial: number; readonly refusal: Refusal }
  | {
      readonly type: 'measured';
      readonly targets: readonly Target[];
      /** In the order of the targets; the last of them may be missing. */
      readonly footprints: readonly FootprintReading[];
      readonly limitOf: Target | undefined;
      readonly limit: LimitReading | undefined;
    }
  | { readonly type: 'mapped'; readonly serial: number; readonly reading: MappingsReading }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'hostNamed'; readonly address: string; readonly name: string | undefined };

/** The dialog that opens once the processes are held. */
export type HoldPurpose = 'signal' | 'hangUp';

export type HoldResult = { readonly ok: true; readonly hold: Hold } | Refusal;

/** Work for the outside world. App passes it on; nothing in the model carries it out. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'setDelay'; readonly seconds: number }
  | { readonly type: 'setMouse'; readonly on: boolean }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save'; readonly settings: Settings }
  /** Holds processes open, and makes sure that those chosen by a socket have it open still. */
  | { readonly type: 'hold'; readonly purpose: HoldPurpose; readonly targets: readonly Target[] }
  | { readonly type: 'nameHosts'; readonly addresses: readonly string[] }
  | { readonly type: 'release'; readonly holds: readonly Hold[] }
  | {
      readonly type: 'signal';
      readonly signal: number;
      readonly targets: readonly Target[];
      readonly holds: readonly Hold[];
      /** They stay held: the dialog is still open. */
      readonly keep?: boolean;
    }
  | { readonly type: 'niceBy'; readonly targets: readonly Target[]; readonly by: number }
  | { readonly type: 'setNice'; readonly targets: readonly Target[]; readonly nice: number }
  | {
      readonly type: 'setIoPriority';
      readonly targets: readonly Target[];
      readonly class: IoClass;
      readonly level: number;
    }
  | { readonly type: 'setAffinity'; readonly targets: readonly Target[]; readonly cpus: readonly number[] }
  | { readonly type: 'inspect'; readonly target: Target }
  /** Reads footprints, and what the control groups of one process allow. */
  | { readonly type: 'measure'; readonly targets: readonly Target[]; readonly limitOf: Target | undefined }
  | { readonly type: 'readMappings'; readonly target: Target };

export type Step = { readonly state: State; readonly effects: readonly Effect[] };

/** What the command line decided before the first frame. */
export type Beginning = Pick<
  State,
  'pane' | 'settings' | 'readonly' | 'userName' | 'filter' | 'users' | 'pids' | 'sockets' | 'notice' | 'size'
> & { readonly watchedPorts?: ReadonlySet<PortName> | undefined };

/** A pane that nobody has been to. */
export const UNTOUCHED: PaneState = {
  list: undefined,
  filter: { text: '', filter: undefined },
  search: '',
  selected: 0,
  lastRow: 0,
  follow: false,
  tagged: new Set(),
  folded: new Set(),
  top: 0,
  shift: 0,
};

export function initialState({ watchedPorts = new Set(), ...beginning }: Beginning): State {
  return {
    ...UNTOUCHED,
    parked: new Map(),
    sample: undefined,
    spareRates: undefined,
    history: createHistory(),
    sessions: undefined,
    session: undefined,
    news: undefined,
    typedBefore: [],
    hostNames: undefined,
    memory: {
      grouping: 'none',
      groupSerials: NO_GROUPS,
      growth: createGrowth(),
      footprints: NO_FOOTPRINTS,
      limit: undefined,
      isMeasuring: false,
    },
    watch: beginWatch(watchedPorts),
    paused: false,
    holdUntil: 0,
    trouble: undefined,
    layers: [],
    ...beginning,
  };
}

export const only = (state: State): Step => ({ state, effects: [] });
export const step = (state: State, ...effects: Effect[]): Step => ({ state, effects });

export function topLayer(state: State): Layer | undefined {
  return state.layers.at(-1);
}

export function replaceTop(state: State, layer: Layer): State {
  return { ...state, layers: [...state.layers.slice(0, -1), layer] };
}

export function push(state: State, layer: Layer): State {
  return { ...state, layers: [...state.layers, layer] };
}

export function say(state: State, text: string, tone: Notice['tone'] = 'normal'): State {
  return { ...state, notice: { text, tone } };
}
