import { writeMemory } from '../list/cell-text.js';
import { type Column, columnWidth, findColumn } from '../list/column-kinds.js';
import { CUT, type Pane } from '../list/pane.js';
import { paneOf, shownColumns, sortOf } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import { remembered } from '../text/remembered.js';
import { displayWidth } from '../text/text.js';

export type PlacedColumn = { readonly column: Column; readonly left: number; readonly width: number };

/** The cell for the mark of each row: followed, tagged, watched port, or none. */
export const GUTTER = 1;

/** The minimum width of a text whose end is kept: a port and some of its address. */
const SHORTEST = 9;

type SizedColumn = Omit<PlacedColumn, 'left'>;

/** The visible columns and their places. On a narrow screen some are dropped, so that the main one is readable. */
export const placeColumns = remembered((state: State, screenWidth: number): readonly PlacedColumn[] => {
  const pane = paneOf(state);
  const all = withSorting(state, pane).map((column) => ({ column, width: cellsOf(column, state) }));
  const shown =
    screenWidth < pane.narrowCells ? cutAddresses(leaveRoom(state, all, pane, screenWidth), pane, screenWidth) : all;
  let left = GUTTER;
  return shown.map(({ column, width }, index) => {
    const isLast = index === shown.length - 1;
    const own = isLast && column.align === 'left' ? Math.max(width, screenWidth + state.shift - left) : width;
    const placed = { column, left, width: own };
    left += own + 1;
    return placed;
  });
});

/** A sort column that is not among the chosen columns is shown before the main column while it sorts. */
function withSorting(state: State, { columns, mainColumnId }: Pane): readonly Column[] {
  const shown = shownColumns(state);
  const sorting = findColumn(columns, sortOf(state).columnId);
  if (sorting === undefined || shown.some((column) => bearsSort(column, state))) return shown;
  const last = shown.at(-1)?.id === mainColumnId ? shown.length - 1 : shown.length;
  return [...shown.slice(0, last), sorting, ...shown.slice(last)];
}

/** The sort column is dropped after all columns that are not in `leave`. */
function leaveRoom(state: State, all: readonly SizedColumn[], pane: Pane, screenWidth: number): readonly SizedColumn[] {
  const { columnId } = sortOf(state);
  const { leave, stay } = pane;
  const unnamed = all.map(({ column }) => column.id).filter((id) => !leave.includes(id) && !stay.includes(id));
  const sorting = unnamed.filter((id) => id === columnId);
  const others = unnamed.filter((id) => id !== columnId).reverse();
  const gone = new Set<string>();
  let usual = false;
  const kept = () => all.filter(({ column }) => !gone.has(column.id));
  for (const id of [...others, ...leave, ...sorting]) {
    const sized = usual ? kept().map((one) => cutTo(one, one.column.width)) : kept();
    if (spareCells(sized, pane, screenWidth) >= 0) break;
    if (id === CUT) usual = true;
    else gone.add(id);
  }
  return kept();
}

/** Gives texts whose end is kept as much width as there is room. */
function cutAddresses(columns: readonly SizedColumn[], pane: Pane, screenWidth: number): readonly SizedColumn[] {
  let most = Math.max(...columns.map(({ width }) => width));
  let cut = columns;
  while (spareCells(cut, pane, screenWidth) < 0 && most > SHORTEST) {
    most -= 1;
    cut = columns.map((one) => cutTo(one, most));
  }
  return cut;
}

function cutTo({ column, width }: SizedColumn, most: number): SizedColumn {
  return { column, width: column.keptEnd === undefined ? width : Math.min(width, most) };
}

/** The cells left over besides the main column's minimum; negative if some are missing. */
function spareCells(columns: readonly SizedColumn[], { mainColumnId, mainCells }: Pane, screenWidth: number): number {
  const own = ({ column, width }: SizedColumn) => (column.id === mainColumnId ? mainCells : width + 1);
  return columns.reduce((spare, column) => spare - own(column), screenWidth - GUTTER);
}

/** The sort column has room for its mark, so that the mark never touches the next title. */
function cellsOf(column: Column, state: State): number {
  const { sample, settings } = state;
  const own = sample === undefined ? column.width : columnWidth(column, sample);
  const mark = sortMark(column, state);
  return mark === '' ? own : Math.max(own, displayWidth(headerOf(column, settings) + mark));
}

/** The header of columns that are written as shares of the memory ends in %. */
export function headerOf({ header, write }: Column, { memoryUnits }: State['settings']): string {
  const isMemory = write === (writeMemory as Column['write']);
  return isMemory && memoryUnits === 'percent' ? `${header}%` : header;
}

/** Whether it shows what is sorted by. */
export function bearsSort({ id }: Column, state: State): boolean {
  const { columnId } = sortOf(state);
  if (id === columnId || id !== paneOf(state).standIns?.[columnId]) return id === columnId;
  return !shownColumns(state).some((column) => column.id === columnId);
}

export function sortMark(column: Column, state: State): string {
  const { descending } = sortOf(state);
  return bearsSort(column, state) ? glyph(descending ? 'descending' : 'ascending', state.settings.unicode) : '';
}
