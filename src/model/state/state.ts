import type { PaneId, PartId } from '../list/commands.js';
import type { EndedRow, List } from '../list/list.js';
import { standsAlone } from '../list/pane.js';
import type { Alone, Part } from '../list/part.js';
import type { Needs } from '../machine/machine.js';
import { PANES, PARTS, paneById } from '../panes.js';
import type { ProcessGrowth } from '../sample/growth.js';
import { createHistory, type History } from '../sample/history.js';
import type { Rates, Sample } from '../sample/sample.js';
import type { Notice } from '../text/notice.js';
import { createRing, type Ring } from '../timeline/ring.js';
import type { Timeline } from '../timeline/timeline.js';
import type { Finding, Layer, Place } from './layers.js';
import type { Settings } from './settings.js';

export type UserChoice = { readonly names: ReadonlySet<string>; readonly negate: boolean };

/** The state of one pane. It is kept while another pane is open. */
export type PaneState = Place &
  Finding & {
    readonly list: List | undefined;
    /** The name of the selected row, kept for when its process has ended. Safe for a terminal. */
    readonly selectedText: string;
    readonly follow: boolean;
    readonly tagged: ReadonlySet<number>;
    readonly folded: ReadonlySet<number>;
    /** Cells by which the list is shifted to the left. */
    readonly shift: number;
  };

/** The selection that just ended. Until then (milliseconds of the caller's clock) no key acts on its successor. */
export type Lost = { readonly text: string; readonly until: number };

/** A pane below a list without a tab, and what of it is shown alone. */
export type Below = { readonly pane: PaneId; readonly alone: Alone | undefined };

/** What is kept of a sample beside what was read. */
type Kept = {
  /** The clock of its message, in milliseconds. */
  readonly now: number;
  readonly figures: Float64Array;
  /** How many of the CPUs had been seen by then. */
  readonly cpus: number;
  /** What was on the screen and the states of parts, once they are no longer those of now. */
  seen: Seen | undefined;
};

type Seen = Pick<State, 'pane' | 'settings' | 'filter' | 'users' | 'pids' | 'alone' | 'folded' | 'top' | 'size'> &
  Pick<State, 'own' | 'ended'>;

/** The last minutes, to look back at them. Changed in place by each sample. */
export type Rewind = {
  readonly timeline: Ring;
  /** Of the samples from `from` on. */
  readonly kept: Kept[];
  from: number;
};

/** The recording that this screen writes. */
export type Recorder = {
  readonly file: string;
  /** The last sample could not be written. */
  readonly isFailing: boolean;
};

/** A recording, where it is not this machine's last minutes that are looked at. */
export type Recording = {
  readonly host: string;
  /** Of its machine, at that time. */
  utcOffsetMinutes(wallMilliseconds: number): number;
};

/** A look at the past: sample, history and states of parts are those of a moment. */
export type Past = {
  readonly timeline: Timeline;
  readonly recording: Recording | undefined;
  /** The moment that is shown, and what was asked for when it was read. */
  readonly index: number;
  readonly needs: Needs;
  /** What goes on meanwhile; undefined in a recording. */
  readonly live: State | undefined;
  /** A step was taken. Until then it is only paused: what is shown is as good as now, and can be acted on. */
  readonly isStepped: boolean;
  readonly isPlaying: boolean;
  /** What was last looked for in time: a filter. */
  readonly sought?: string;
  /** A search that is under way: its direction, the next sample to look at, and those that could not be looked at. */
  readonly seeking?: { readonly by: 1 | -1; readonly next: number; readonly unseen: number } | undefined;
  /** Samples to come back to. */
  readonly marks?: readonly number[];
  /** So many times as fast as it was. */
  readonly speed: number;
  /** Since when growth counts, if that was chosen; and up to which sample processes were seen since. */
  readonly counted: { readonly growth: ProcessGrowth; until: number } | undefined;
};

/** What ntop knows and shows. Only update() changes it. The fields of PaneState are those of the open pane. */
export type State = PaneState & {
  readonly pane: PaneId;
  /** The states of panes that were open before. */
  readonly parked: ReadonlyMap<PaneId, PaneState>;
  /** The panes below the open one, which has no tab then; the lowest, which has one, is first. */
  readonly below: readonly Below[];
  readonly sample: Sample | undefined;
  /** The rates of the previous sample, which are no longer used: the next sample reuses their columns. */
  readonly spareRates: Rates | undefined;
  readonly history: History;
  readonly settings: Settings;
  readonly readonly: boolean;
  /** The other machine that is shown, as it was asked for; safe for a terminal. */
  readonly remote?: string | undefined;
  /** The user running ntop, for messages about refusals. */
  readonly userName: string;
  readonly users: UserChoice | undefined;
  readonly pids: ReadonlySet<number> | undefined;
  /** The states of panes and other parts, by their ids. Only they know the contents. */
  readonly own: ReadonlyMap<PartId, unknown>;
  /** The only processes that are shown. */
  readonly alone: Alone | undefined;
  /** The history of search and filter prompts, the newest first. */
  readonly typedBefore: readonly string[];
  /** The settings before Setup or the menu of columns changed them, until they are saved. */
  readonly unsaved: Readonly<Record<string, unknown>>;
  /** The last command was to quit, and was answered with a question. */
  readonly isQuitting: boolean;
  /** The last minutes. */
  readonly rewind: Rewind;
  /** The look at the past, while one is taken; then it is the past that is shown. */
  readonly past: Past | undefined;
  readonly recorder: Recorder | undefined;
  /** Until then (milliseconds of the caller's clock) sorting is paused, because the user moves in the list. */
  readonly holdUntil: number;
  readonly lost: Lost | undefined;
  /** Rows of the open pane that stay for a moment, although they have ended. */
  readonly ended: readonly EndedRow[];
  readonly notice: Notice | undefined;
  /** Logins and logouts since the last command. Safe for a terminal. */
  readonly news: string | undefined;
  /** Why the machine can't be read. */
  readonly error: string | undefined;
  /** Open dialogs, the topmost last. Only the topmost gets keys. */
  readonly layers: readonly Layer[];
  readonly size: { readonly columns: number; readonly rows: number };
};

/** What the command line sets before the first frame. */
export type Beginning = Pick<
  State,
  'pane' | 'settings' | 'readonly' | 'remote' | 'userName' | 'filter' | 'users' | 'pids' | 'notice' | 'size'
> & {
  /** The initial states of parts by their ids. */
  readonly asked?: Readonly<Record<PartId, unknown>>;
};

function createRewind({ rewindMinutes, rewindMebibytes }: Settings): Rewind {
  return { timeline: createRing({ minutes: rewindMinutes, mebibytes: rewindMebibytes }), kept: [], from: 0 };
}

/** The state of a pane that was never open. */
export const UNTOUCHED: PaneState = {
  list: undefined,
  filter: { text: '', filter: undefined },
  search: '',
  selected: 0,
  isChosen: false,
  selectedText: '',
  lastRow: 0,
  follow: false,
  tagged: new Set(),
  folded: new Set(),
  top: 0,
  shift: 0,
};

export function initialState({ asked = {}, ...beginning }: Beginning): State {
  return {
    ...UNTOUCHED,
    parked: new Map(),
    below: standsAlone(paneById(beginning.pane)) ? [] : [{ pane: PANES[0].id, alone: undefined }],
    sample: undefined,
    spareRates: undefined,
    history: createHistory(),
    own: new Map(PARTS.map(({ id, begin }) => [id, begin(asked[id])])),
    alone: undefined,
    news: undefined,
    typedBefore: [],
    unsaved: {},
    isQuitting: false,
    rewind: createRewind(beginning.settings),
    past: undefined,
    recorder: undefined,
    holdUntil: 0,
    lost: undefined,
    ended: [],
    error: undefined,
    layers: [],
    ...beginning,
  };
}

export function paneStateOf(state: State): PaneState {
  const { list, filter, search, selected, isChosen, selectedText, lastRow, follow, tagged, folded, top, shift } = state;
  return { list, filter, search, selected, isChosen, selectedText, lastRow, follow, tagged, folded, top, shift };
}

/** The state with another pane in place of the open one. */
export function asOpen(state: State, pane: PaneId): State {
  const parked = new Map(state.parked).set(state.pane, paneStateOf(state));
  return { ...state, ...(parked.get(pane) ?? UNTOUCHED), pane, parked, ended: [] };
}

/** The state of a part. */
export function ownOf<Own>({ own }: Pick<State, 'own'>, { id }: Pick<Part<Own>, 'id' | 'begin'>): Own {
  return own.get(id) as Own;
}

export function withOwn(state: State, id: PartId, own: unknown): State {
  return state.own.get(id) === own ? state : { ...state, own: new Map(state.own).set(id, own) };
}

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
