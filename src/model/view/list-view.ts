import { writeCpu, writeMemory } from '../cell-text.js';
import { type CellContext, type Column, columnById, columnWidth, findColumn } from '../columns.js';
import type { Line, Span, Tone } from '../line.js';
import { skipLine } from '../line-layout.js';
import type { List } from '../list.js';
import type { Sample } from '../rates.js';
import { parseSort } from '../sort-setting.js';
import type { State } from '../state.js';
import { fit } from '../text.js';
import { glyph } from './glyphs.js';

export type RowView = { readonly line: Line; readonly over: Tone | undefined };

export type PlacedColumn = { readonly column: Column; readonly left: number; readonly width: number };

/** The mark at the start of each row: tagged, followed or neither. */
const GUTTER = 1;
const NARROW = 60;
const SHORTEST_COMMAND = 12;

/** Where the room is too narrow, columns leave in this order; those not named leave before them, from the right. */
const LEAVE = ['priority', 'nice', 'cpuSeconds', 'memoryPercent', 'state', 'user', 'residentBytes', 'cpuPercent'];

/** The columns that are shown, and where. Below 60 cells some leave, so that the command can be read. */
export function placeColumns(state: State, width: number): readonly PlacedColumn[] {
  const columns = shownColumns(state);
  const shown = width < NARROW ? leaveRoom(columns, state.sample, width) : columns;
  let left = GUTTER;
  return shown.map((column, index) => {
    const last = index === shown.length - 1;
    const own = cellsOf(column, state.sample);
    const cells = last && column.align === 'left' ? Math.max(own, width + state.shift - left) : own;
    const placed = { column, left, width: cells };
    left += cells + 1;
    return placed;
  });
}

export function shownColumns({ settings }: State): readonly Column[] {
  return settings.columns.flatMap((id) => findColumn(id) ?? []);
}

/** The title of the column that sorts, when it is not among those shown. */
export function sortedOutOfSight({ settings }: State): string | undefined {
  const { columnId } = parseSort(settings.sort);
  return settings.columns.includes(columnId) ? undefined : findColumn(columnId)?.header;
}

/** Memory that is written as a share says so. */
function headerOf({ header, kind, id }: Column, { memoryUnits }: State['settings']): string {
  const isMemory = kind === 'bytes' && !id.endsWith('PerSecond');
  return isMemory && memoryUnits === 'percent' ? `${header}%` : header;
}

export function titleLine(state: State, columns: readonly PlacedColumn[]): Line {
  const sort = parseSort(state.settings.sort);
  const { unicode } = state.settings;
  const spans = columns.flatMap(({ column, width }): Span[] => {
    const sorted = column.id === sort.columnId;
    const tone = sorted ? 'headerSorted' : 'header';
    const mark = sorted ? glyph(sort.descending ? 'descending' : 'ascending', unicode) : ' ';
    if (column.align === 'right') return [{ text: fit(headerOf(column, state.settings), width, 'right') + mark, tone }];
    return [{ text: fit(column.header + (sorted ? mark : ''), width + 1, 'left'), tone }];
  });
  return skipLine([{ text: ' '.repeat(GUTTER), tone: 'header' }, ...spans], state.shift);
}

/** The rows from the first visible one on; fewer than `height` at the end of the list. */
export function listRows(state: State, columns: readonly PlacedColumn[], height: number): readonly RowView[] {
  const { list, sample } = state;
  if (list === undefined || sample === undefined) return [];
  const context = cellContext(state, sample);
  const rows: RowView[] = [];
  for (let row = state.top; row < Math.min(state.top + height, list.count); row++) {
    rows.push(rowView(state, sample, columns, row, context));
  }
  return rows;
}

function rowView(
  state: State,
  sample: Sample,
  columns: readonly PlacedColumn[],
  row: number,
  context: CellContext,
): RowView {
  const { list, settings } = state;
  const slot = list?.slots[row] ?? -1;
  const serial = sample.snapshot.processes.columns.serial[slot];
  const selected = serial === state.selected;
  const tagged = state.tagged.has(serial);
  const spans: Span[] = [{ text: gutter(selected && state.follow, tagged, settings.unicode), tone: 'strong' }];
  for (const { column, width } of columns) {
    if (column.id === 'command') spans.push(...commandSpans(state, list?.prefixes?.[row] ?? '', slot, sample, context));
    else {
      const text = list?.folds.has(slot)
        ? foldedText(list, column, slot, sample, context)
        : column.text(sample, slot, context);
      spans.push({ text: `${fit(text, width, column.align)} `, tone: cellTone(column, sample, slot) });
    }
  }
  const over = selected ? (state.follow ? 'followed' : 'selected') : tagged ? 'tagged' : undefined;
  return { line: skipLine(spans, state.shift), over };
}

export function cellContext({ settings }: State, sample: Sample): CellContext {
  const { cpuBasis, memoryUnits, fullPath, unicode } = settings;
  const { wallClockMilliseconds } = sample.snapshot.system;
  return { cpuBasis, memoryUnits, fullPath, unicode, wallClockMilliseconds };
}

/** A folded row stands for its whole branch: its CPU% and RES are sums, and the command says over how many. */
function foldedText(list: List, column: Column, slot: number, sample: Sample, context: CellContext): string {
  const sums = list.folds.get(slot);
  if (sums === undefined) return column.text(sample, slot, context);
  switch (column.id) {
    case 'cpuPercent':
      return Number.isNaN(sums.cpuPercent) ? '-' : writeCpu(sums.cpuPercent, context, sample);
    case 'residentBytes':
      return Number.isNaN(sums.residentBytes) ? '-' : writeMemory(sums.residentBytes, context, sample);
    default:
      return column.text(sample, slot, context);
  }
}

function gutter(followed: boolean, tagged: boolean, unicode: boolean): string {
  if (followed) return glyph('followed', unicode);
  return tagged ? glyph('tagged', unicode) : ' ';
}

const command = columnById('command');

function commandSpans(state: State, prefix: string, slot: number, sample: Sample, context: CellContext): Line {
  const fold = state.list?.folds.get(slot);
  const sum = fold === undefined ? '' : `(${glyph('sum', context.unicode)} of ${fold.processes}) `;
  const text = command.text(sample, slot, context);
  const branch: Span = { text: prefix + sum, tone: 'muted' };
  const found = state.search === '' ? -1 : text.toLowerCase().indexOf(state.search.toLowerCase());
  if (found < 0) return [branch, { text, tone: 'normal' }, { text: ' ', tone: 'normal' }];
  const end = found + state.search.length;
  return [
    branch,
    { text: text.slice(0, found), tone: 'normal' },
    { text: text.slice(found, end), tone: 'match' },
    { text: `${text.slice(end)} `, tone: 'normal' },
  ];
}

/** What stands out without being asked for: running, stuck and dead tasks, and heavy ones. */
function cellTone(column: Column, sample: Sample, slot: number): Tone {
  switch (column.id) {
    case 'state':
      return STATE_TONES[column.value(sample, slot) as string] ?? 'muted';
    case 'cpuPercent':
      return Number(column.value(sample, slot)) >= 50 ? 'strong' : 'normal';
    case 'nice':
      return column.value(sample, slot) === 0 ? 'muted' : 'normal';
    default:
      return 'normal';
  }
}

const STATE_TONES: { readonly [state: string]: Tone } = {
  R: 'good',
  D: 'danger',
  Z: 'warning',
  T: 'warning',
  t: 'warning',
};

function leaveRoom(columns: readonly Column[], sample: Sample | undefined, width: number): readonly Column[] {
  const unnamed = columns.map(({ id }) => id).filter((id) => !LEAVE.includes(id) && id !== 'pid' && id !== 'command');
  const order = [...unnamed.reverse(), ...LEAVE];
  let kept = columns;
  for (const id of order) {
    const used = kept.reduce((cells, column) => cells + (isFlexible(column) ? 0 : cellsOf(column, sample) + 1), GUTTER);
    if (width - used >= SHORTEST_COMMAND) break;
    kept = kept.filter((column) => column.id !== id);
  }
  return kept;
}

function cellsOf(column: Column, sample: Sample | undefined): number {
  return sample === undefined ? column.width : columnWidth(column, sample);
}

function isFlexible({ id }: Column): boolean {
  return id === 'command';
}
