import { isOnMeters, paneAt } from '../header/header.js';
import type { Command, PartId } from '../list/commands.js';
import { detailTitle } from '../pages/detail-title.js';
import { headerInput } from '../state/header-input.js';
import type { DetailPage } from '../state/layers.js';
import { layoutOf, listPlaces, stripHeight, titleHeight } from '../state/layout.js';
import { type State, topLayer } from '../state/state.js';
import { placeColumns } from './column-places.js';
import { footerItems } from './footer.js';
import { noteLines } from './note.js';
import { isStatusInFooter } from './status-line.js';
import { sampleAt } from './strip.js';
import { modeOf, type PickerView, pickerView } from './view.js';

/** A position on the screen, counted from 0. */
type Place = { readonly column: number; readonly row: number };

const WHEEL_ROWS = 3;

/** The command of a click: a column title sorts, a row is selected, a footer label runs its command. */
export function commandAt(state: State, place: Place): Command | undefined {
  const layout = layoutOf(state);
  const bodyTop = layout.header + layout.status;
  if (layout.footer > 0 && place.row === state.size.rows - 1) return inFooter(state, place.column);
  const row = place.row - bodyTop;
  if (topLayer(state) === undefined) {
    const inHeader = place.row < layout.header ? commandInHeader(state, place, layout.header) : undefined;
    if (place.row === 0 || inHeader !== undefined) return inHeader;
  }
  const body = layout.body - noteLines(state).length;
  const layer = topLayer(state);
  if (row < 0 || row >= body) return undefined;
  if (layer?.kind === 'picker') return inPicker(pickerView(state, layer, body), layer.index, place.column, row);
  if (layer?.kind === 'detail' && row === 0) return inDetailTabs(state, layer, place.column);
  return layer === undefined ? inList(state, place.column, row) : undefined;
}

/** Tells how wide the clock is; its text does not matter. */
const SOME_TIME = { clock: '00:00', staleSeconds: undefined };

/** A tab, a moment of the strip, or on the meters what they are read from. */
function commandInHeader(state: State, { column, row }: Place, header: number): Command | undefined {
  if (row > 0 && row >= header - stripHeight(state)) return inStrip(state, column);
  if (isOnMeters(headerInput(state, SOME_TIME), row)) return { type: 'openPane', pane: 'sensors' };
  return row === 0 ? inTabs(state, column) : undefined;
}

function inTabs(state: State, column: number): Command | undefined {
  const pane = paneAt(headerInput(state, SOME_TIME), column);
  return pane && { type: 'openPane', pane: pane.id as PartId };
}

function inStrip(state: State, column: number): Command | undefined {
  const index = sampleAt(state, column);
  return index === undefined ? undefined : { type: 'goToSample', index };
}

function inDetailTabs(state: State, page: DetailPage, column: number): Command | undefined {
  const found = detailTitle(state, page).tabs.find(({ left, width }) => column >= left && column < left + width);
  return found && { type: 'openTab', tab: found.tab };
}

export function wheelCommand(state: State, direction: 1 | -1): Command {
  const inPicker = topLayer(state)?.kind === 'picker';
  return inPicker ? { type: 'move', by: direction, unit: 'row' } : { type: 'scrollRows', by: direction * WHEEL_ROWS };
}

function inList(state: State, column: number, bodyRow: number): Command | undefined {
  const { open, other } = listPlaces(state);
  const row = bodyRow - open.top;
  if (other !== undefined && (row < 0 || row >= open.height)) {
    return { type: 'selectRow', pane: other.pane, row: bodyRow - other.top - titleHeight(other.height) };
  }
  const titles = titleHeight(open.height);
  if (row < titles) {
    const at = column + state.shift;
    const placed = placeColumns(state, state.size.columns).find(({ left, width }) => at >= left && at <= left + width);
    return placed && { type: 'sortBy', columnId: placed.column.id, turns: true };
  }
  return { type: 'selectRow', row: row - titles };
}

/** Below the menu's title. A click highlights an entry; Enter or Space runs it. */
function inPicker(
  { items, selected, width }: PickerView,
  index: number,
  column: number,
  row: number,
): Command | undefined {
  const isEntry = column < width && row >= 1 && row <= items.length;
  return isEntry ? { type: 'selectRow', row: index - selected + row - 1 } : undefined;
}

function inFooter(state: State, column: number): Command | undefined {
  const mode = modeOf(state);
  if (mode === 'prompt' || isStatusInFooter(state)) return undefined;
  return footerItems(state, mode).find(({ left, width }) => column >= left && column < left + width)?.binding?.command;
}
