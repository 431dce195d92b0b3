import { fitCell } from '../list/cell-text.js';
import type { CellContext, Column } from '../list/column-kinds.js';
import type { List } from '../list/list.js';
import type { Pane } from '../list/pane.js';
import type { Part } from '../list/part.js';
import { PARTS } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import { addKnown } from '../sample/selection-sums.js';
import { cellContext, paneOf, sortOf } from '../state/pane-state.js';
import { ownOf, type State } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span, Tone } from '../text/line.js';
import { skipLine } from '../text/line-layout.js';
import { displayWidth, fit } from '../text/text.js';
import { bearsSort, GUTTER, headerOf, type PlacedColumn, placeColumns, sortMark } from './column-places.js';

export type RowView = { readonly line: Line; readonly over: Tone | undefined };

/** The title of the sort column, if the screen is too narrow for it. */
export function sortedOutOfSight(state: State): string | undefined {
  const { columnId } = sortOf(state);
  if (placeColumns(state, state.size.columns).some(({ column }) => bearsSort(column, state))) return undefined;
  return paneOf(state).columns.find(({ id }) => id === columnId)?.header;
}

export function titleLine(state: State, columns: readonly PlacedColumn[]): Line {
  const spans = columns.map(({ column, width }): Span => {
    const text = fit(headerOf(column, state.settings) + sortMark(column, state), width, column.align);
    return { text: `${text} `, tone: bearsSort(column, state) ? 'headerSorted' : 'header' };
  });
  return skipLine([{ text: ' '.repeat(GUTTER), tone: 'header' }, ...spans], state.shift);
}

/** The rows from the first visible one on; fewer than `height` at the end of the list. */
export function listRows(state: State, columns: readonly PlacedColumn[], height: number): readonly RowView[] {
  const { list, sample } = state;
  if (list === undefined || sample === undefined) return [];
  const markers = PARTS.flatMap((part) => part.marker?.(ownOf(state, part)) ?? []);
  const context = cellContext(state, sample);
  const drawing: Drawing = { state, list, sample, pane: paneOf(state), context, columns, markers };
  const rows: RowView[] = [];
  for (let row = state.top; row < Math.min(state.top + height, list.count); row++) rows.push(rowView(drawing, row));
  return rows;
}

type Drawing = {
  readonly state: State;
  readonly list: List;
  readonly sample: Sample;
  readonly pane: Pane;
  readonly context: CellContext;
  readonly columns: readonly PlacedColumn[];
  readonly markers: readonly Marker[];
};

type Marker = NonNullable<ReturnType<NonNullable<Part['marker']>>>;

function rowView(drawing: Drawing, row: number): RowView {
  const { state, list, columns } = drawing;
  const serial = list.serials[row];
  const selected = serial === state.selected;
  const tagged = state.tagged.has(serial);
  const followed = selected && state.follow;
  const mark = followed ? 'followed' : tagged ? 'tagged' : isMarked(drawing, row) ? 'watched' : undefined;
  const spans: Span[] = [{ text: mark === undefined ? ' ' : glyph(mark, state.settings.unicode), tone: 'strong' }];
  for (const placed of columns) addCell(spans, drawing, placed, row);
  const over = selected ? (state.follow ? 'followed' : 'selected') : tagged ? 'tagged' : undefined;
  return { line: skipLine(spans, state.shift), over };
}

/** The last column is not padded, so that lines have no trailing blanks. */
function addCell(spans: Span[], drawing: Drawing, { column, width }: PlacedColumn, row: number): void {
  const { state, list, sample, pane, context, columns } = drawing;
  const slot = list.slots[row];
  const branch = column.id === pane.mainColumnId ? branchOf(drawing, row, slot) : '';
  const sum = foldedText(drawing, column, slot);
  const text = sum === undefined ? column.text(sample, slot, context) : markedSum(sum, width, context);
  const last = column === columns.at(-1)?.column;
  const cell = last ? text : fitCell(text, width - displayWidth(branch), column);
  if (branch !== '') spans.push({ text: branch, tone: 'muted' });
  const search = pane.words.includes(column.id) ? state.search : '';
  const tone = sum === undefined ? pane.tone(column, sample, slot) : 'strong';
  spans.push(...marked(`${cell} `, search, tone));
}

/** The sum sign at the left of a cell, if there is room. */
function markedSum(text: string, width: number, { unicode }: CellContext): string {
  const blanks = width - displayWidth(text) - 1;
  return blanks < 0 ? text : glyph('summed', unicode) + ' '.repeat(blanks) + text;
}

/** The cell of a folded row: a sum over its branch if the column has sums. */
function foldedText({ list, pane, sample, context }: Drawing, column: Column, slot: number): string | undefined {
  const members = list.folds.get(slot);
  if (members === undefined || !pane.summedIds?.includes(column.id)) return undefined;
  const figures = members.map((member) => Number(column.value(sample, member) ?? Number.NaN));
  const sum = figures.reduce(addKnown, Number.NaN);
  return Number.isNaN(sum) ? '-' : column.write(sum, context, sample);
}

function isMarked({ markers, list, pane, sample }: Drawing, row: number): boolean {
  return markers.some((isOwn) => isOwn(() => pane.port?.(sample, list.slots[row])));
}

/** The tree lines before a command, and for a folded row the number of processes. */
function branchOf({ list, context }: Drawing, row: number, slot: number): string {
  const fold = list.folds.get(slot);
  const sum = fold === undefined ? '' : `(${glyph('sum', context.unicode)} of ${fold.length}) `;
  return (list.prefixes?.[row] ?? '') + sum;
}

/** A text with its search match marked. */
function marked(text: string, search: string, tone: Tone): Line {
  const found = search === '' ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (found < 0) return [{ text, tone }];
  const end = found + search.length;
  return [
    { text: text.slice(0, found), tone },
    { text: text.slice(found, end), tone: 'match' },
    { text: text.slice(end), tone },
  ];
}
