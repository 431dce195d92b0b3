import type { PastMark } from '../list/part.js';
import type { ProcessEvent } from '../machine/events.js';
import { PARTS } from '../panes.js';
import { stripHeight } from '../state/layout.js';
import { ownOf, type Past, type State } from '../state/state.js';
import { plot, valuesAcross } from '../text/braille.js';
import { glyph } from '../text/glyphs.js';
import type { Line, Span, Tone } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { createKeep } from '../text/remembered.js';
import type { Summary, Timeline } from '../timeline/timeline.js';

/** Before the graph: its name. */
const LABEL_CELLS = 5;
/** Of the last ends of processes that are held, so many at most are looked at. */
const MOST_ENDS = 2000;
/** From here on memory or storage are short. */
const PRESSED_PERCENT = 20;
/** From here on the CPUs are, which is only a colour. */
const BUSY_PERCENT = 90;

/** What a cell of the strip shows in place of its graph: what weighs most. */
type Cell = { readonly text: string; readonly tone: Tone; readonly weight: number };

const GAP: Omit<Cell, 'text'> = { tone: 'muted', weight: 1 };
const PRESSED: Cell = { text: '~', tone: 'warning', weight: 2 };
const CELLS: Readonly<Record<PastMark['kind'], Cell>> = {
  login: { text: 'l', tone: 'strong', weight: 3 },
  port: { text: 'p', tone: 'strong', weight: 4 },
  failed: { text: 'x', tone: 'warning', weight: 5 },
  oomKilled: { text: '!', tone: 'danger', weight: 6 },
};

type Drawn = {
  readonly cpu: string;
  readonly memory: string;
  readonly cells: ReadonlyMap<number, Cell>;
  readonly busy: ReadonlySet<number>;
};

/** Makes the lines over all samples that are held, with the moment that is shown. */
export function createStrip(): (state: State) => readonly Line[] {
  const keep = createKeep<Drawn>();
  return (state) => {
    const { past, size, settings } = state;
    const height = stripHeight(state);
    if (past === undefined || height === 0) return [];
    const { timeline } = past;
    const { unicode } = settings;
    const width = widthOf(size.columns);
    const drawn = keep([timeline, timeline.first, timeline.end, width, unicode], () => draw(state, past, width));
    const cursor = cellOf(timeline, past.index, width, unicode);
    const cells = withMarked(drawn.cells, past, width, unicode);
    const cpu = line(' CPU ', drawn.cpu, height === 1 ? cells : NO_CELLS, drawn.busy, cursor, unicode);
    return height === 1 ? [cpu] : [cpu, line(' Mem ', drawn.memory, cells, NO_BUSY, cursor, unicode)];
  };
}

/** The sample at a column of the strip. */
export function sampleAt({ past, size, settings }: State, column: number): number | undefined {
  if (past === undefined || column < LABEL_CELLS) return undefined;
  const { timeline } = past;
  const width = widthOf(size.columns);
  for (let index = timeline.first; index < timeline.end; index++) {
    if (cellOf(timeline, index, width, settings.unicode) >= column - LABEL_CELLS) return index;
  }
  return timeline.end - 1;
}

const NO_CELLS: ReadonlyMap<number, Cell> = new Map();
const NO_BUSY: ReadonlySet<number> = new Set();

function widthOf(columns: number): number {
  return Math.max(1, columns - LABEL_CELLS);
}

/** Where a sample is: each has a place of its own at the right if there is room, else several share one. */
function placeOf({ first, end }: Timeline, index: number, room: number): number {
  const count = end - first;
  const at = Math.max(0, index - first);
  return count <= room ? room - count + at : Math.floor((at * room) / count);
}

function cellOf(timeline: Timeline, index: number, width: number, unicode: boolean): number {
  const room = valuesAcross(width, unicode);
  return Math.floor((placeOf(timeline, index, room) * width) / room);
}

function draw(state: State, { timeline, live }: Past, width: number): Drawn {
  const { unicode } = state.settings;
  const room = valuesAcross(width, unicode);
  const [cpu, memory] = [unknownValues(room), unknownValues(room)];
  const cells = new Map<number, Cell>();
  const busy = new Set<number>();
  const put = (index: number, cell: Cell | undefined) => {
    const at = cellOf(timeline, index, width, unicode);
    if (cell !== undefined && cell.weight > (cells.get(at)?.weight ?? 0)) cells.set(at, cell);
  };
  for (let index = timeline.first; index < timeline.end; index++) {
    const summary = timeline.summary(index);
    const place = placeOf(timeline, index, room);
    cpu[place] = larger(cpu[place], summary.cpuPercent);
    memory[place] = larger(memory[place], summary.memoryPercent);
    if (summary.isAfterGap && index > timeline.first) put(index, { ...GAP, text: glyph('gap', unicode) });
    if (isPressed(summary)) put(index, PRESSED);
    if (summary.cpuPercent >= BUSY_PERCENT) busy.add(cellOf(timeline, index, width, unicode));
  }
  for (const { index, event } of timeline.events(timeline.end - 1, MOST_ENDS)) put(index, cellOfEvent(event));
  for (const { index, kind } of marksIn(live ?? state, timeline)) put(index, CELLS[kind]);
  const graphOf = (values: readonly number[]) => plot(values, width, 1, { unicode, max: 100 })[0];
  return { cpu: graphOf(cpu), memory: graphOf(memory), cells, busy };
}

/** With the moments that the user has marked, above all else. */
function withMarked(cells: Drawn['cells'], { timeline, marks = [] }: Past, width: number, unicode: boolean) {
  if (marks.length === 0) return cells;
  const marked: Cell = { text: glyph('marked', unicode), tone: 'strong', weight: Number.POSITIVE_INFINITY };
  const held = marks.filter((index) => index >= timeline.first);
  return new Map([...cells, ...held.map((index) => [cellOf(timeline, index, width, unicode), marked] as const)]);
}

function unknownValues(room: number): number[] {
  return new Array<number>(room).fill(Number.NaN);
}

function cellOfEvent({ event, exitStatus }: ProcessEvent): Cell | undefined {
  if (event === 'oomKilled') return CELLS.oomKilled;
  return event === 'crashed' || (event === 'exited' && (exitStatus ?? 0) !== 0) ? CELLS.failed : undefined;
}

/** What parts know, each at the first sample that can have it. */
function marksIn(
  state: State,
  timeline: Timeline,
): readonly { readonly index: number; readonly kind: PastMark['kind'] }[] {
  const oldest = timeline.summary(timeline.first).wallMilliseconds;
  const all = PARTS.flatMap((part) => part.marks?.(ownOf(state, part)) ?? []);
  return all
    .filter(({ wallMilliseconds }) => wallMilliseconds >= oldest)
    .map(({ wallMilliseconds, kind }) => {
      const index = timeline.indexAt(wallMilliseconds);
      const isLater = timeline.summary(index).wallMilliseconds < wallMilliseconds;
      return { index: isLater ? Math.min(index + 1, timeline.end - 1) : index, kind };
    });
}

function larger(one: number, other: number): number {
  return Number.isNaN(one) || other > one ? other : one;
}

function isPressed({ memoryPressurePercent, ioPressurePercent }: Summary): boolean {
  return memoryPressurePercent >= PRESSED_PERCENT || ioPressurePercent >= PRESSED_PERCENT;
}

/** The graph with what stands in its place, cell by cell; the moment that is shown above all. */
function line(
  label: string,
  graph: string,
  cells: ReadonlyMap<number, Cell>,
  busy: ReadonlySet<number>,
  cursor: number,
  unicode: boolean,
): Line {
  const spans: Span[] = [];
  [...graph].forEach((text, at) => {
    const cell = cells.get(at);
    const shown = at === cursor ? span(glyph('ascending', unicode), 'tabActive') : undefined;
    const own = cell === undefined ? span(text, busy.has(at) ? 'busy' : 'cpuUser') : span(cell.text, cell.tone);
    const next = shown ?? own;
    const last = spans.at(-1);
    if (last?.tone === next.tone) spans[spans.length - 1] = span(last.text + next.text, next.tone);
    else spans.push(next);
  });
  return [span(label, 'label'), ...spans];
}
