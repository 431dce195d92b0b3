import { SETTING_SYNONYMS } from '../keys/synonyms.js';
import { type Column, findColumn } from '../list/column-kinds.js';
import { matches } from '../list/condition.js';
import { columnById } from '../processes/columns.js';
import type { Sample } from '../sample/sample.js';
import type { Picker } from '../state/layers.js';
import { only, type Step, step } from '../state/messages.js';
import { columnIdsOf, paneOf, shownColumns, sortOf } from '../state/pane-state.js';
import { nextChoice, SETTINGS, type SettingId, settingValue, valueText } from '../state/settings.js';
import { type State, say } from '../state/state.js';
import { clean } from '../text/text.js';
import { listInputs, relist, setSort } from './listing.js';
import { item, type PickerItem, type PickerKind, tick } from './picker-kinds.js';
import { changeSetting } from './unsaved.js';

/** Menus that change what the list shows, and how. */
export const LIST_PICKERS = {
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
} satisfies Readonly<Record<string, PickerKind>>;

function isDescendingFirst(state: State, columnId: string): boolean {
  return paneOf(state).columns.find(({ id }) => id === columnId)?.firstOrder === 'descending';
}

const ALL_USERS = '';

/** All users who have a process or a row, and of each how many rows the list would have if it were of all users. */
function userItems(state: State, { ticked }: Picker): readonly PickerItem[] {
  const { sample } = state;
  if (sample === undefined) return [];
  const counts = new Map([...ticked, ...usersOfProcesses(sample)].map((name) => [name, 0]));
  const rows = rowsOfUsers(state, sample);
  for (const { name, isListed } of rows ?? []) counts.set(name, (counts.get(name) ?? 0) + (isListed ? 1 : 0));
  const names = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  // Where rows have no user, or were not read yet, there is nothing to count.
  const hintOf = (count: number) => (rows === undefined ? '' : `${count}`);
  const users = names.map(([name, count]) => ({ ...item(name, clean(name), hintOf(count)), ticked: ticked.has(name) }));
  return [item(ALL_USERS, 'all users', ''), ...users];
}

function usersOfProcesses(sample: Sample): ReadonlySet<string> {
  const { columns, slots } = sample.snapshot.processes;
  const column = columnById('user');
  const names = new Set<string>();
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] !== 0) names.add(String(column.value(sample, slot)));
  }
  return names;
}

type UserRow = { readonly name: string; readonly isListed: boolean };

function rowsOfUsers(state: State, sample: Sample): readonly UserRow[] | undefined {
  const inputs = { ...listInputs(state, sample), users: undefined };
  const { pane, filter } = inputs;
  const [rows, column] = [pane.rows(sample), findColumn(pane.columns, 'user')];
  if (rows === undefined || column === undefined) return undefined;
  return Array.from({ length: rows.slots }, (_, slot) => slot).flatMap((slot): readonly UserRow[] => {
    if (rows.serial[slot] === 0 || !pane.isOfKind(inputs, slot)) return [];
    const name = column.value(sample, slot);
    const passes = filter === undefined || matches(filter, sample, slot);
    return name === undefined ? [] : [{ name: String(name), isListed: passes && pane.isWanted(inputs, slot) }];
  });
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
