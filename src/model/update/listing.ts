import { COLUMNS, findColumn } from '../columns.js';
import { type ListInputs, makeList } from '../list.js';
import { describeSetting, nextChoice, type SettingId } from '../settings.js';
import { parseSort, sortSetting } from '../sort-setting.js';
import { type State, say } from '../state.js';
import { clampTop, showSelected } from './moving.js';

/** Makes the list anew after anything it depends on has changed. */
export function relist(state: State, holdOrder = false): State {
  const { sample } = state;
  if (sample === undefined) return state;
  const list = makeList(listInputs(state, sample, holdOrder), state.list);
  const listed = { ...state, list };
  return state.follow ? showSelected(listed) : { ...listed, top: clampTop(listed, listed.top) };
}

function listInputs(state: State, sample: ListInputs['sample'], holdOrder: boolean): ListInputs {
  const { settings, users, pids, filter } = state;
  return {
    sample,
    filter: filter.filter,
    users,
    pids,
    tree: settings.tree,
    folded: state.folded,
    sort: parseSort(settings.sort),
    showThreads: settings.threads,
    showKernelThreads: settings.kernelThreads,
    hideIdle: settings.hideIdle,
    unicode: settings.unicode,
    holdOrder,
  };
}

/** The same column again turns the order round. */
export function sortBy(state: State, columnId: string): State {
  const column = findColumn(columnId);
  if (column === undefined) return state;
  const now = parseSort(state.settings.sort);
  const descending = now.columnId === column.id ? !now.descending : column.firstOrder === 'descending';
  return setSort(state, column.id, descending);
}

export function invertSort(state: State): State {
  const { columnId, descending } = parseSort(state.settings.sort);
  return setSort(state, columnId, !descending);
}

/** Sorts by the column shown before or after the one that sorts now. */
export function shiftSort(state: State, by: 1 | -1): State {
  const shown = state.settings.columns;
  const next = shown[shown.indexOf(parseSort(state.settings.sort).columnId) + by];
  const column = COLUMNS.find(({ id }) => id === next);
  return column === undefined ? state : setSort(state, column.id, column.firstOrder === 'descending');
}

export function setSort(state: State, columnId: string, descending: boolean): State {
  const settings = { ...state.settings, sort: sortSetting({ columnId, descending }) };
  return relist({ ...state, settings, holdUntil: 0 });
}

/** Switches a setting to its next value. */
export function toggle(state: State, id: SettingId): State {
  const settings = { ...state.settings, [id]: nextChoice(id, state.settings[id]) };
  return relist(say({ ...state, settings }, describeSetting(id, settings)));
}
