import type { PaneId, PartId } from '../list/commands.js';
import type { List } from '../list/list.js';
import type { Alone, Part } from '../list/part.js';
import { PARTS } from '../panes.js';
import { createHistory, type History } from '../sample/history.js';
import type { Rates, Sample } from '../sample/sample.js';
import type { Notice } from '../text/notice.js';
import type { Finding, Layer, Place } from './layers.js';
import type { Settings } from './settings.js';

export type UserChoice = { readonly names: ReadonlySet<string>; readonly negate: boolean };

/** What a person did in one pane. It waits there until they come back. */
export type PaneState = Place &
  Finding & {
    readonly list: List | undefined;
    /** What the selected row is called. Kept, for nothing can be read any more of what has ended. Safe for a terminal. */
    readonly selectedText: string;
    readonly follow: boolean;
    readonly tagged: ReadonlySet<number>;
    readonly folded: ReadonlySet<number>;
    /** Cells by which the list is shifted to the left. */
    readonly shift: number;
  };

/** What was selected until just now. Until then (milliseconds of the caller's clock) no key acts on what took its place. */
export type Lost = { readonly text: string; readonly until: number };

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
  /** What the panes and other parts keep themselves, by their ids. Only they know what it is. */
  readonly own: ReadonlyMap<PartId, unknown>;
  /** The processes that are shown alone. */
  readonly alone: Alone | undefined;
  /** What was typed into search and filter prompts, newest first. */
  readonly typedBefore: readonly string[];
  /** What settings were before Setup or the menu of columns changed them, until they are saved. */
  readonly unsaved: Readonly<Record<string, unknown>>;
  /** The last command was to quit, and was answered by a question. */
  readonly isQuitting: boolean;
  readonly paused: boolean;
  /** Until then (milliseconds of the caller's clock) the order holds, because the person is moving. */
  readonly holdUntil: number;
  readonly lost: Lost | undefined;
  readonly notice: Notice | undefined;
  /** Who has logged in and out, until the next command. Safe for a terminal. */
  readonly news: string | undefined;
  /** Why the machine can't be read right now. */
  readonly trouble: string | undefined;
  /** Open dialogs, the topmost last. Only that one gets keys. */
  readonly layers: readonly Layer[];
  readonly size: { readonly columns: number; readonly rows: number };
};

/** What the command line decided before the first frame. */
export type Beginning = Pick<
  State,
  'pane' | 'settings' | 'readonly' | 'userName' | 'filter' | 'users' | 'pids' | 'notice' | 'size'
> & {
  /** By the ids of parts: what they begin with. */
  readonly asked?: Readonly<Record<PartId, unknown>>;
};

/** A pane that nobody has been to. */
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
    sample: undefined,
    spareRates: undefined,
    history: createHistory(),
    own: new Map(PARTS.map(({ id, begin }) => [id, begin(asked[id])])),
    alone: undefined,
    news: undefined,
    typedBefore: [],
    unsaved: {},
    isQuitting: false,
    paused: false,
    holdUntil: 0,
    lost: undefined,
    trouble: undefined,
    layers: [],
    ...beginning,
  };
}

/** What a part keeps. */
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
