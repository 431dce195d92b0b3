import { fitCell } from '../list/cell-text.js';
import type { CellContext, Column } from '../list/column-kinds.js';
import { type Head, sumOfColumn } from '../list/heads.js';
import type { EndedRow, List } from '../list/list.js';
import type { Pane } from '../list/pane.js';
import type { Part } from '../list/part.js';
import { PARTS } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import { cellContext, paneOf, sortOf } from '../state/pane-state.js';
import { settingValue } from '../state/settings.js';
import { ownOf, type State } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span, Tone } from '../text/line.js';
import { skipLine } from '../text/line-layout.js';
import { createKeep } from '../text/remembered.js';
import { asciiOnly, displayWidth, fit } from '../text/text.js';
import { bearsSort, GUTTER, headerOf, type PlacedColumn, placeColumns, sortMark } from './column-places.js';

export type RowView = { readonly line: Line; readonly over: Tone | undefined };

/** The title of the sort column, if the screen is too narrow for it. */
export function sortedOutOfSight(state: State): string | undefined {
  const { columnId } = sortOf(state);
  if (placeColumns(state, state.size.columns).some(({ column }) => bearsSort(column, state))) return undefined;
  return paneOf(state).columns.find(({ id }) => id === columnId)?.header;
}

/** Makes the line of column titles. */
export function createTitles(): (state: State, columns: readonly PlacedColumn[]) => Line {
  const keep = createKeep<Line>();
  return (state, columns) => {
    const { pane, settings, own, size, shift } = state;
    return keep([pane, settings, own, size, shift, ...whatAndHowWide(columns)], () => titleLine(state, columns));
  };
}

function whatAndHowWide(columns: readonly PlacedColumn[]): readonly unknown[] {
  return columns.flatMap(({ column, width }) => [column, width]);
}

function titleLine(state: State, columns: readonly PlacedColumn[]): Line {
  const spans = columns.map(({ column, width }): Span => {
    const text = fit(headerOf(column, state.settings) + sortMark(column, state), width, column.align);
    return { text: `${text} `, tone: bearsSort(column, state) ? 'headerSorted' : 'header' };
  });
  return skipLine([{ text: ' '.repeat(GUTTER), tone: 'header' }, ...spans], state.shift);
}

type DrawRows = (state: State, top: number, columns: readonly PlacedColumn[], height: number) => readonly RowView[];

/**
 * Makes the rows from the first visible one on; fewer than `height` at the end of the list. A row that says the same as in
 * the last frame is not laid out again. That is known from its words themselves, whatever they come from.
 */
export function createRows(): DrawRows {
  const keepShown = createKeep<Map<number, Drawn>>();
  return (state, top, columns, height) => {
    const { list, sample, search, shift, settings } = state;
    if (list === undefined || sample === undefined) return [];
    const markers = PARTS.flatMap((part) => part.marker?.(ownOf(state, part)) ?? []);
    const context = cellContext(state, sample);
    const drawing: Drawing = { state, list, sample, pane: paneOf(state), context, columns, markers };
    const layout = [state.pane, search, shift, settings.unicode, ...whatAndHowWide(columns)];
    const shown = keepShown(layout, () => new Map());
    const rows: RowView[] = [];
    const last = Math.min(top + height, list.count);
    for (let row = top; row < last; row++) rows.push(drawnOnce(shown, drawing, row));
    if (shown.size > 2 * height) forgetOthers(shown, list.serials.subarray(top, last));
    return rows;
  };
}

/** A row, and the words that it was made of. */
type Drawn = { readonly words: readonly string[]; readonly view: RowView };

function drawnOnce(shown: Map<number, Drawn>, drawing: Drawing, row: number): RowView {
  const serial = drawing.list.serials[row];
  const known = shown.get(serial);
  putWords(scratch, drawing, row);
  if (known !== undefined && isSame(scratch, known.words)) return known.view;
  const words = [...scratch];
  const view = rowView(drawing, words);
  shown.set(serial, { words, view });
  return view;
}

/** Used anew for each row. */
const scratch: string[] = [];

function isSame(one: readonly string[], other: readonly string[]): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return one.length === other.length;
}

function forgetOthers(shown: Map<number, Drawn>, serials: Float64Array): void {
  for (const serial of shown.keys()) if (!serials.includes(serial)) shown.delete(serial);
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

/** All that a row shows: its mark, what is laid over it, its branch in the tree, then text and tone of each cell. */
function putWords(words: string[], drawing: Drawing, row: number): void {
  const { list, sample, pane, context, columns } = drawing;
  const slot = list.slots[row];
  const ended = list.ended.get(list.serials[row]);
  words.length = 0;
  if (ended !== undefined) return void words.push(...wordsOfEnded(drawing, ended));
  words.push(markOf(drawing, row), overOf(drawing, row), branchOf(drawing, row, slot));
  const head = list.heads.get(slot);
  if (head !== undefined) return void words.push(...wordsOfHead(drawing, head));
  for (let at = 0; at < columns.length; at++) {
    const { column, width } = columns[at];
    const sum = list.folds.size === 0 ? undefined : foldedText(drawing, column, slot);
    if (sum === undefined) words.push(column.text(sample, slot, context), pane.tone(column, sample, slot));
    else words.push(markedSum(sum, width, context), 'strong');
  }
}

/** Its name, and the sums of what is below it. */
function wordsOfHead({ columns, pane, sample, context }: Drawing, { text, members }: Head): readonly string[] {
  return columns.flatMap(({ column, width }) => {
    if (column.id === pane.mainColumnId) return [context.unicode ? text : asciiOnly(text), 'strong'];
    if (!pane.summedIds?.includes(column.id)) return ['', 'muted'];
    const sum = sumOfColumn(column, sample, members);
    return [Number.isNaN(sum) ? '-' : markedSum(column.write(sum, context, sample), width, context), 'strong'];
  });
}

/** What was there, muted. */
function wordsOfEnded({ columns }: Drawing, { texts, prefix }: EndedRow): readonly string[] {
  return [' ', '', prefix, ...columns.flatMap(({ column }) => [texts.get(column.id) ?? '-', 'muted'])];
}

function markOf(drawing: Drawing, row: number): string {
  const over = overOf(drawing, row);
  const mark = over === 'followed' ? over : isTagged(drawing, row) ? 'tagged' : undefined;
  const shown = mark ?? (isMarked(drawing, row) ? 'watched' : isNew(drawing, row) ? 'new' : undefined);
  return shown === undefined ? ' ' : glyph(shown, drawing.context.unicode);
}

function isNew({ state, list, sample, pane }: Drawing, row: number): boolean {
  const { comingAndGoing, isNew: test } = pane;
  const isWanted = comingAndGoing !== undefined && settingValue(state.settings, comingAndGoing.new) === true;
  return isWanted && test?.(sample, list.slots[row]) === true;
}

function overOf(drawing: Drawing, row: number): string {
  const { selected, follow } = drawing.state;
  if (drawing.list.serials[row] === selected) return follow ? 'followed' : 'selected';
  return isTagged(drawing, row) ? 'tagged' : '';
}

function isTagged({ state, list }: Drawing, row: number): boolean {
  return state.tagged.has(list.serials[row]);
}

function rowView(drawing: Drawing, words: readonly string[]): RowView {
  const [mark, over, branch, ...cells] = words;
  const spans: Span[] = [{ text: mark, tone: 'strong' }];
  drawing.columns.forEach((placed, at) => {
    addCell(spans, drawing, placed, cells[2 * at], cells[2 * at + 1] as Tone, branch);
  });
  return { line: skipLine(spans, drawing.state.shift), over: over === '' ? undefined : (over as Tone) };
}

/** The last column is not padded, so that lines have no trailing blanks. */
function addCell(
  spans: Span[],
  { state, pane, columns }: Drawing,
  { column, width }: PlacedColumn,
  text: string,
  tone: Tone,
  ofTree: string,
): void {
  const branch = column.id === pane.mainColumnId ? ofTree : '';
  const last = column === columns.at(-1)?.column;
  const cell = last ? text : fitCell(text, width - displayWidth(branch), column);
  if (branch !== '') spans.push({ text: branch, tone: 'muted' });
  const search = pane.words.includes(column.id) ? state.search : '';
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
  const sum = sumOfColumn(column, sample, members);
  return Number.isNaN(sum) ? '-' : column.write(sum, context, sample);
}

function isMarked({ markers, list, pane, sample }: Drawing, row: number): boolean {
  return markers.length > 0 && markers.some((isOwn) => isOwn(() => pane.port?.(sample, list.slots[row])));
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
