import { SETTING_SYNONYMS } from '../keys/synonyms.js';
import type { Column } from '../list/column-kinds.js';
import type { PickerPurpose } from '../list/commands.js';
import { describeTargets, sessionsOfTargets } from '../list/targets.js';
import type { IoClass } from '../machine/machine.js';
import { columnById } from '../processes/columns.js';
import { SIGNALS } from '../processes/signals.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { columnIdsOf, paneOf, shownColumns, sortOf } from '../state/pane-state.js';
import { nextChoice, SETTINGS, type SettingId, settingValue, valueText } from '../state/settings.js';
import { push, type State, say } from '../state/state.js';
import { clean } from '../text/text.js';
import { relist, setSort } from './listing.js';
import { changeSetting } from './unsaved.js';

export type PickerItem = {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Other names for searching. */
  readonly names?: readonly string[];
  /** Its full description, for which the menu has no room. */
  readonly description?: string;
  /** Undefined in pickers without check boxes. */
  readonly ticked?: boolean;
};

/** A kind of picker. `accept` gets a state with the picker already closed. */
type PickerKind = {
  readonly title: (picker: Picker) => string;
  /** Exactly one entry is checked (radio buttons). */
  readonly isRadio?: true;
  /** Its width in cells, if its entries need more than usual. */
  readonly width?: number;
  readonly items: (state: State, picker: Picker) => readonly PickerItem[];
  readonly accept?: (state: State, picker: Picker, item: PickerItem) => Step;
  /** Space, and Enter without `accept`: changes the item and stays open. */
  readonly mark?: (state: State, picker: Picker, item: PickerItem) => Step;
  /** ← and → on an item. */
  readonly shift?: (state: State, item: PickerItem, by: 1 | -1) => Step;
};

const SIGHUP = 1;
const SIGKILL = 9;

export const PICKERS: { readonly [Purpose in PickerPurpose]: PickerKind } = {
  signal: {
    title: ({ targets }) => `Signal ${describeTargets(targets)}`,
    items: () => SIGNAL_ITEMS,
    accept: (state, { targets, holds }, { id }) => {
      const signal = Number(id);
      if (signal !== SIGKILL) return step(state, { type: 'signal', signal, targets, holds });
      return only({ ...state, layers: [...state.layers, { kind: 'confirm', signal, targets, holds }] });
    },
  },
  hangUp: {
    title: (picker) => hangUpTitle(picker),
    width: 76,
    items: (_state, { loaded }) => (loaded ? HANG_UP.slice(1) : HANG_UP),
    accept: (state, picker, { id }) => {
      const { targets, holds } = picker;
      const signal = Number(id);
      if (signal === SIGKILL) return only(push(state, { kind: 'confirm', signal, targets, holds }));
      if (signal !== SIGHUP) return step(state, { type: 'signal', signal, targets, holds });
      return step(push(state, { ...picker, loaded: true }), { type: 'signal', signal, targets, holds, keep: true });
    },
  },
  sort: {
    title: () => 'Sort by',
    items: (state) => paneOf(state).columns.map(columnItem),
    accept: (state, _picker, { id }) => only(setSort(state, id, isDescendingFirst(state, id))),
  },
  user: {
    title: () => 'Filter by user (Space selects several)',
    items: userItems,
    accept: (state, { ticked }, { id }) => only(showUsers(state, ticked, id)),
    mark: (state, picker, entry) => (entry.id === ALL_USERS ? only(state) : tick(state, picker, entry)),
  },
  columns: {
    title: () => 'Columns (Space shows or hides, ← → move)',
    items: columnItems,
    accept: (state) => only(state),
    mark: (state, _picker, { id }) => only(toggleColumn(state, id)),
    shift: (state, { id }, by) => only(moveColumn(state, id, by)),
  },
  setup: {
    title: () => 'Setup (Space and ← → change; close, then W to save)',
    items: ({ settings }) =>
      SETTINGS.map(({ id, description }) => ({
        ...item(id, description, valueText(settingValue(settings, id))),
        names: [id, ...(SETTING_SYNONYMS[id] ?? [])],
        description: `${description}: ${valueText(settingValue(settings, id))}`,
      })),
    width: 76,
    mark: (state, _picker, { id }) => nextSetting(state, id as SettingId, 1),
    shift: (state, { id }, by) => nextSetting(state, id as SettingId, by),
  },
  affinity: {
    title: ({ targets, loaded }) => `CPUs ${describeTargets(targets)} may run on${loaded ? '' : ' (reading …)'}`,
    items: (state, { ticked }) =>
      (state.sample?.snapshot.system.cpus ?? []).map(({ id }) => ({
        ...item(String(id), `CPU ${id}`, ''),
        ticked: ticked.has(String(id)),
      })),
    accept: (state, picker) => {
      const { ticked } = picker;
      if (ticked.size === 0) return only(say(push(state, picker), 'a process needs at least one CPU', 'danger'));
      const { targets } = picker;
      const cpus = [...ticked].map(Number).sort((one, other) => one - other);
      return step(state, { type: 'setAffinity', targets, cpus });
    },
    mark: tick,
  },
  ioPriority: {
    title: ({ targets, loaded }) => `I/O priority of ${describeTargets(targets)}${loaded ? '' : ' (reading …)'}`,
    isRadio: true,
    items: (_state, { ticked }) => IO_PRIORITIES.map((entry) => ({ ...entry, ticked: ticked.has(entry.id) })),
    accept: (state, { targets }, { id }) => {
      const [ioClass, level] = id.split(' ');
      return step(state, { type: 'setIoPriority', targets, class: ioClass as IoClass, level: Number(level) });
    },
  },
  palette: {
    title: () => 'Commands',
    width: 60,
    items: (_state, { palette }) =>
      palette.map(({ label, keys, names }, index) => ({
        ...item(String(index), label, keys),
        names: [...names, ...keys.split(' ')],
        description: `${label} (${keys})`,
      })),
  },
};

const SIGNAL_ITEMS: readonly PickerItem[] = SIGNALS.map(({ number, name, description }) => ({
  ...item(String(number), signalLabel(number, name), description),
  names: [name, name.replace(/^SIG/, ''), String(number)],
  description: `${name}: ${description}`,
}));

/** Numbers are right-aligned. */
function signalLabel(number: number, name: string): string {
  return `${String(number).padStart(2)} ${name}`;
}

/** From the mildest to the hardest; the first is removed once it was chosen. */
const HANG_UP: readonly PickerItem[] = [
  item('1', signalLabel(1, 'HUP'), 'Hang up, like closing the terminal'),
  item('15', signalLabel(15, 'TERM'), 'Terminate all its processes'),
  item('9', signalLabel(9, 'KILL'), 'Kill all its processes immediately; cannot be caught'),
];

function hangUpTitle({ targets, loaded }: Picker): string {
  const count = targets.length === 1 ? '1 process' : `${targets.length} processes`;
  const who = sessionsOfTargets(targets);
  return loaded ? `Hung up ${who}; still running: ${count}` : `Hang up ${who}: ${count}`;
}

const IO_PRIORITIES: readonly PickerItem[] = [
  item('none 0', 'none', 'follows the nice value'),
  ...levels('best-effort', 'default class'),
  item('idle 0', 'idle', 'only when the disk is otherwise idle'),
  ...levels('realtime', 'before all other classes; needs root'),
];

function levels(ioClass: IoClass, hint: string): readonly PickerItem[] {
  const rank = (level: number) => (level === 0 ? 'highest: ' : level === 7 ? 'lowest: ' : '');
  return [0, 1, 2, 3, 4, 5, 6, 7].map((level) =>
    item(`${ioClass} ${level}`, `${ioClass} ${level}`, rank(level) + hint),
  );
}

function item(id: string, label: string, hint: string): PickerItem {
  return { id, label, hint };
}

function isDescendingFirst(state: State, columnId: string): boolean {
  return paneOf(state).columns.find(({ id }) => id === columnId)?.firstOrder === 'descending';
}

function tick(state: State, picker: Picker, { id }: PickerItem): Step {
  const ticked = new Set(picker.ticked);
  if (!ticked.delete(id)) ticked.add(id);
  return only({ ...state, layers: [...state.layers.slice(0, -1), { ...picker, ticked }] });
}

const ALL_USERS = '';

function userItems({ sample }: State, { ticked }: Picker): readonly PickerItem[] {
  if (sample === undefined) return [];
  const { columns, slots } = sample.snapshot.processes;
  const column = columnById('user');
  const counts = new Map<string, number>();
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0) continue;
    const name = String(column.value(sample, slot));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const users = names.map(([name, count]) => ({ ...item(name, clean(name), `${count}`), ticked: ticked.has(name) }));
  return [item(ALL_USERS, 'all users', ''), ...users];
}

/** The checked entries if they were changed; otherwise only the highlighted entry. */
function showUsers(state: State, ticked: ReadonlySet<string>, id: string): State {
  const names = isSameSet(ticked, usersInForce(state)) ? new Set([id]) : ticked;
  const all = id === ALL_USERS || names.size === 0;
  return relist({ ...state, users: all ? undefined : { names, negate: false } });
}

export function usersInForce({ users }: State): ReadonlySet<string> {
  return users === undefined || users.negate ? new Set() : users.names;
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

function columnItem({ id, header, description, aliases }: Column): PickerItem {
  return { ...item(id, header, description), names: [id, ...aliases], description: `${header}: ${description}` };
}

function columnItems(state: State): readonly PickerItem[] {
  const ids = columnIdsOf(state);
  const others = paneOf(state).columns.filter(({ id }) => !ids.includes(id));
  return [...shownColumns(state), ...others].map((column) => ({
    ...columnItem(column),
    ticked: ids.includes(column.id),
  }));
}

function toggleColumn(state: State, id: string): State {
  const ids = columnIdsOf(state);
  const { mainColumnId } = paneOf(state);
  const next = ids.includes(id) ? ids.filter((other) => other !== id) : insertBefore(mainColumnId, ids, id);
  return next.length === 0 ? say(state, 'at least one column must stay', 'danger') : withColumnIds(state, next);
}

/** The main column stays last, where it gets the rest of the line. */
function insertBefore(mainId: string, ids: readonly string[], id: string): readonly string[] {
  return ids.at(-1) === mainId ? [...ids.slice(0, -1), id, mainId] : [...ids, id];
}

function withColumnIds(state: State, ids: readonly string[]): State {
  return changeSetting(state, paneOf(state).columnsSetting.id, ids);
}

function moveColumn(state: State, id: string, by: 1 | -1): State {
  const ids = [...columnIdsOf(state)];
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return state;
  ids.splice(from, 1);
  ids.splice(to, 0, id);
  return withColumnIds(state, ids);
}

function nextSetting(state: State, id: SettingId, by: 1 | -1): Step {
  const before = settingValue(state.settings, id);
  const value = nextChoice(id, before, by);
  if (value === before) return only(say(state, setElsewhere(id)));
  const next = relist(changeSetting(state, id, value));
  return id === 'mouse' ? step(next, { type: 'setMouse', on: next.settings.mouse }) : only(next);
}

/** The hint for a setting with a dialog of its own. */
function setElsewhere(id: SettingId): string {
  if (id === 'delaySeconds') return 'd in the list sets the delay';
  if (/sort$/i.test(id)) return 'F6 in the list chooses the order';
  return /columns$/i.test(id) ? 'f in the list chooses the columns' : 'set in the settings file';
}

export function sortItemIndex(state: State): number {
  const { columnId } = sortOf(state);
  return Math.max(
    0,
    paneOf(state).columns.findIndex(({ id }) => id === columnId),
  );
}
