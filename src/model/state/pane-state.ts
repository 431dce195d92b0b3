import type { Column } from '../list/column-kinds.js';
import { type CellContext, findColumn } from '../list/column-kinds.js';
import { slotOf } from '../list/list.js';
import { type Pane, WIDE_SCREEN_COLUMNS } from '../list/pane.js';
import { parseSort, type Sort, sortSetting } from '../list/sort-setting.js';
import { paneById } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import type { State } from './state.js';

/** The pane that is open. */
export function paneOf({ pane }: Pick<State, 'pane'>): Pane {
  return paneById(pane);
}

/** Ids of the columns that the open pane shows, in their order. */
export function columnIdsOf({ pane, settings, size }: Pick<State, 'pane' | 'settings' | 'size'>): readonly string[] {
  const { columnsSetting, wideColumnIds } = paneById(pane);
  const chosen = settings[columnsSetting.id];
  const isWide = wideColumnIds !== undefined && size.columns >= WIDE_SCREEN_COLUMNS;
  return isWide && chosen.join() === columnsSetting.initial.join() ? wideColumnIds : chosen;
}

export function shownColumns(state: Pick<State, 'pane' | 'settings' | 'size'>): readonly Column[] {
  const { columns } = paneOf(state);
  return columnIdsOf(state).flatMap((id) => findColumn(columns, id) ?? []);
}

export function sortOf(state: Pick<State, 'pane' | 'settings'>): Sort {
  return parseSort(state.settings[paneOf(state).sortSetting.id]);
}

export function withSort(state: State, sort: Sort): State {
  return { ...state, settings: { ...state.settings, [paneOf(state).sortSetting.id]: sortSetting(sort) } };
}

/** Whether the rows are groups of processes. */
export function showsGroups({ pane, memory }: Pick<State, 'pane' | 'memory'>): boolean {
  return pane === 'memory' && memory.grouping !== 'none';
}

/** What a row is called. */
export function nounOf(state: State): string {
  return showsGroups(state) ? 'group' : paneOf(state).noun;
}

/** A session is shown as a tree, whatever the person likes otherwise. */
export function isTree({ pane, session, settings }: Pick<State, 'pane' | 'session' | 'settings'>): boolean {
  return pane === 'processes' && (settings.tree || session !== undefined);
}

/** The slot of a row that was selected, tagged or listed, -1 when it is gone or nothing has been read. */
export function rowSlot(state: Pick<State, 'pane' | 'sample'>, serial: number): number {
  const rows = state.sample && paneOf(state).rows(state.sample);
  return rows === undefined ? -1 : slotOf(rows, serial);
}

export function selectedSlot(state: State): number {
  return rowSlot(state, state.selected);
}

/** The slot of the process that the selected row is about, -1 when there is none. */
export function selectedProcessSlot(state: State): number {
  const slot = selectedSlot(state);
  return state.sample === undefined || slot < 0 ? -1 : paneOf(state).processSlot(state.sample, slot);
}

/** How cells are written now. */
export function cellContext({ settings, hostNames }: State, sample: Sample): CellContext {
  const { cpuBasis, memoryUnits, fullPath, unicode } = settings;
  const { wallClockMilliseconds } = sample.snapshot.system;
  return { cpuBasis, memoryUnits, fullPath, unicode, wallClockMilliseconds, hostNames };
}
