import { findColumn } from '../list/column-kinds.js';
import { makeList, withEnded } from '../list/list.js';
import type { ListInputs } from '../list/list-inputs.js';
import { partnerOf } from '../panes.js';
import { isTree } from '../state/context.js';
import { aloneSlots, columnIdsOf, paneOf, sortOf, withSort } from '../state/pane-state.js';
import { describeSetting, nextChoice, type SettingId, settingValue } from '../state/settings.js';
import { asOpen, ownOf, paneStateOf, type State, say, withOwn } from '../state/state.js';
import { clampTop, isOnScreen, selectedRow, selectFirst, showSelected } from './moving.js';

/** Makes the list again after anything that it depends on has changed. */
export function relist(state: State, holdOrder = false): State {
  return arrange(prepareRows({ ...state, ended: [] }), holdOrder);
}

/** Makes the list again from prepared rows: preparing them may visit all processes. And the other list of its pane. */
export function arrange(state: State, holdOrder = false): State {
  const arranged = arrangeOpen(state, holdOrder);
  const partner = partnerOf(paneOf(state));
  if (partner === undefined || state.sample === undefined) return arranged;
  const other = arrangeOpen(asOpen(arranged, partner.id), holdOrder);
  return { ...arranged, parked: new Map(arranged.parked).set(partner.id, paneStateOf(other)) };
}

function arrangeOpen(state: State, holdOrder: boolean): State {
  const { sample } = state;
  if (sample === undefined) return state;
  const made = makeList({ ...listInputs(state, sample), holdOrder }, state.list);
  const list = made && withEnded(made, state.ended);
  const listed = selectFirst({ ...state, list });
  return state.follow ? showSelected(listed) : { ...listed, top: clampTop(listed, topOf(state, listed)) };
}

/** The first visible row: the same one as before, or below new rows the one that keeps the selection in its place. */
function topOf(before: State, listed: State): number {
  if (!paneOf(before).growsAtTop || before.top === 0) return before.top;
  const [old, row] = [selectedRow(before), selectedRow(listed)];
  return old >= 0 && row >= 0 && isOnScreen(before, old) ? before.top + row - old : before.top;
}

/** Some panes must prepare their rows first. */
export function prepareRows(state: State): State {
  const { sample } = state;
  const pane = paneOf(state);
  if (sample === undefined || pane.prepare === undefined) return state;
  const made = pane.prepare(ownOf(state, pane), listInputs(state, sample));
  if (made !== undefined) return { ...withOwn(state, pane.id, made.own), sample: { ...sample, prepared: made.rows } };
  return sample.prepared === undefined ? state : { ...state, sample: { ...sample, prepared: undefined } };
}

export function listInputs(state: State, sample: ListInputs['sample']): Omit<ListInputs, 'holdOrder'> {
  const { settings, users, pids, filter } = state;
  const pane = paneOf(state);
  return {
    pane,
    sample,
    filter: filter.filter,
    users,
    pids,
    own: ownOf(state, pane),
    alone: aloneSlots(state),
    tree: isTree(state),
    folded: state.folded,
    sort: sortOf(state),
    showThreads: settings.threads,
    showKernelThreads: settings.kernelThreads,
    hideIdle: settings.hideIdle,
    unicode: settings.unicode,
    setting: (id) => settingValue(settings, id),
  };
}

export function sortBy(state: State, columnId: string, turns = false): State {
  const column = findColumn(paneOf(state).columns, columnId);
  if (column === undefined) return state;
  const now = sortOf(state);
  const again = turns && now.columnId === column.id;
  return setSort(state, column.id, again ? !now.descending : column.firstOrder === 'descending');
}

export function invertSort(state: State): State {
  const { columnId, descending } = sortOf(state);
  return setSort(state, columnId, !descending);
}

/** Sorts by the visible column before or after the current sort column. */
export function shiftSort(state: State, by: 1 | -1): State {
  const shown = columnIdsOf(state);
  const { columnId } = sortOf(state);
  const current = shown.includes(columnId) ? columnId : (paneOf(state).standIns?.[columnId] ?? columnId);
  const next = shown[shown.indexOf(current) + by];
  const column = paneOf(state).columns.find(({ id }) => id === next);
  return column === undefined ? state : setSort(state, column.id, column.firstOrder === 'descending');
}

/** After sorting, the list scrolls to its top. */
export function setSort(state: State, columnId: string, descending: boolean): State {
  return relist({ ...withSort(state, { columnId, descending }), holdUntil: 0, top: 0 });
}

/** Switches a setting to its next value. */
export function toggle(state: State, id: SettingId): State {
  const settings = { ...state.settings, [id]: nextChoice(id, settingValue(state.settings, id)) };
  return relist(say({ ...state, settings }, describeSetting(id, settings)));
}
