import type { Column } from '../list/column-kinds.js';
import { type CellContext, findColumn } from '../list/column-kinds.js';
import { slotOf } from '../list/list.js';
import { columnIdsFor, isInitial, type Pane, sortFor, WIDE_SCREEN_COLUMNS } from '../list/pane.js';
import { parseSort, type Sort, sortSetting } from '../list/sort.js';
import { paneById } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import { settingValue } from './settings.js';
import { type Lost, ownOf, type State } from './state.js';

/** The open pane. */
export function paneOf({ pane }: Pick<State, 'pane'>): Pane {
  return paneById(pane);
}

/** What is said of a chosen row that is gone. */
export function lostText(state: State, { text }: Lost): string {
  return `${text} ${paneOf(state).vanished ?? 'has ended'}`;
}

type Shown = Pick<State, 'pane' | 'settings' | 'size' | 'own'>;

/** Ids of the open pane's shown columns, in their order. */
export function columnIdsOf(state: Shown): readonly string[] {
  const pane = paneOf(state);
  const { settings, size } = state;
  const { columnsSetting, wideColumnIds } = pane;
  const chosen = columnIdsFor(pane, settings[columnsSetting.id], ownOf(state, pane));
  const isWide = wideColumnIds !== undefined && size.columns >= WIDE_SCREEN_COLUMNS;
  return isWide && isInitial(chosen, columnsSetting.initial) ? wideColumnIds : chosen;
}

export function shownColumns(state: Shown): readonly Column[] {
  const { columns } = paneOf(state);
  return columnIdsOf(state).flatMap((id) => findColumn(columns, id) ?? []);
}

export function sortOf(state: Pick<State, 'pane' | 'settings' | 'own'>): Sort {
  const pane = paneOf(state);
  return parseSort(sortFor(pane, state.settings[pane.sortSetting.id], ownOf(state, pane)));
}

export function withSort(state: State, sort: Sort): State {
  return { ...state, settings: { ...state.settings, [paneOf(state).sortSetting.id]: sortSetting(sort) } };
}

/** The name of a row. */
export function nounOf(state: State): string {
  const pane = paneOf(state);
  return pane.noun(ownOf(state, pane), (id) => settingValue(state.settings, id));
}

/** Slots of the only processes that are shown; undefined: all. */
export function aloneSlots({ alone, sample }: State): ReadonlySet<number> | undefined {
  if (alone === undefined) return undefined;
  return new Set(sample && paneById(alone.pane).members?.(sample, alone.serial));
}

/** The slot of a row, -1 if it is gone or nothing has been read. */
export function rowSlot(state: Pick<State, 'pane' | 'sample'>, serial: number): number {
  const rows = state.sample && paneOf(state).rows(state.sample);
  return rows === undefined ? -1 : slotOf(rows, serial);
}

export function selectedSlot(state: State): number {
  return rowSlot(state, state.selected);
}

/** The slot of the selected row's process, -1 if there is none. */
export function selectedProcessSlot(state: State): number {
  const slot = selectedSlot(state);
  return state.sample === undefined || slot < 0 ? -1 : paneOf(state).processSlot(state.sample, slot);
}

/** How to write cells now. */
export function cellContext(state: State, sample: Sample): CellContext {
  const { cpuBasis, memoryUnits, fullPath, unicode } = state.settings;
  const { wallClockMilliseconds } = sample.snapshot.system;
  const pane = paneOf(state);
  const hostNames = pane.hostNames?.(ownOf(state, pane));
  return { cpuBasis, memoryUnits, fullPath, unicode, wallClockMilliseconds, hostNames };
}
