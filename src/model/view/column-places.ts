import { type Column, columnWidth } from '../column-kinds.js';
import type { Pane } from '../pane.js';
import { paneOf, shownColumns, sortOf } from '../pane-state.js';
import type { State } from '../state.js';
import { displayWidth } from '../text.js';
import { glyph } from './glyphs.js';

export type PlacedColumn = { readonly column: Column; readonly left: number; readonly width: number };

/** The mark at the start of each row: followed, tagged, at a watched port, or nothing of these. */
export const GUTTER = 1;

/** What is left of a text whose end is kept: a port, and a little of its address. */
const SHORTEST = 9;

/**
 * The columns that are shown, and where. On a narrow screen some leave, so that the main one can be read, and of texts
 * that make sense without their beginning as much is cut as it takes.
 */
export function placeColumns(state: State, width: number): readonly PlacedColumn[] {
  const pane = paneOf(state);
  const isNarrow = width < pane.narrowCells;
  const shown = isNarrow ? leaveRoom(shownColumns(state), pane, state, width) : shownColumns(state);
  const missing = isNarrow ? Math.max(0, -spareCells(shown, pane, state, width)) : 0;
  let left = GUTTER;
  return shown.map((column, index) => {
    const last = index === shown.length - 1;
    const whole = cellsOf(column, state);
    const own = column.keptEnd === undefined ? whole : Math.max(Math.min(SHORTEST, whole), whole - missing);
    const cells = last && column.align === 'left' ? Math.max(own, width + state.shift - left) : own;
    const placed = { column, left, width: cells };
    left += cells + 1;
    return placed;
  });
}

function leaveRoom(columns: readonly Column[], pane: Pane, state: State, width: number): readonly Column[] {
  const { leave, stay } = pane;
  const unnamed = columns.map(({ id }) => id).filter((id) => !leave.includes(id) && !stay.includes(id));
  let kept = columns;
  for (const id of [...unnamed.reverse(), ...leave]) {
    if (spareCells(kept, pane, state, width) >= 0) break;
    kept = kept.filter((column) => column.id !== id);
  }
  return kept;
}

/** Cells that are left over once the main column has its room; less than 0 are missing. */
function spareCells(
  columns: readonly Column[],
  { mainColumnId, mainCells }: Pane,
  state: State,
  width: number,
): number {
  const own = (column: Column) => (column.id === mainColumnId ? mainCells : cellsOf(column, state) + 1);
  return columns.reduce((spare, column) => spare - own(column), width - GUTTER);
}

/** The column that sorts has room for its mark, so that the mark never touches the next title. */
function cellsOf(column: Column, state: State): number {
  const { sample, settings } = state;
  const own = sample === undefined ? column.width : columnWidth(column, sample);
  const mark = sortMark(column, state);
  return mark === '' ? own : Math.max(own, displayWidth(headerOf(column, settings) + mark));
}

/** Memory that is written as a share says so. */
export function headerOf({ header, kind, id }: Column, { memoryUnits }: State['settings']): string {
  const isMemory = kind === 'bytes' && !id.endsWith('PerSecond');
  return isMemory && memoryUnits === 'percent' ? `${header}%` : header;
}

export function sortMark(column: Column, state: State): string {
  const { columnId, descending } = sortOf(state);
  return column.id === columnId ? glyph(descending ? 'descending' : 'ascending', state.settings.unicode) : '';
}
