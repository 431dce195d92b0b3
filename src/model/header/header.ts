import { WIDE_SCREEN_COLUMNS } from '../list/pane.js';
import { coreCount, coresOf } from '../sample/cores.js';
import type { History } from '../sample/history.js';
import type { Sample } from '../sample/sample.js';
import type { Line } from '../text/line.js';
import { cutLine, lineWidth, span, trimLine } from '../text/line-layout.js';
import { remembered } from '../text/remembered.js';
import { displayWidth } from '../text/text.js';
import { coreFactsOf } from './core-facts.js';
import { createCoreGrid } from './core-grid.js';
import { GRAPHS, graphLines } from './graphs.js';
import { basisText, createMeterLines, METER_LINES } from './meter-lines.js';
import { type MeterId, meterText } from './meters.js';
import { type Tab, tabBar } from './tab-bar.js';

export type HeaderInput = {
  readonly sample?: Sample | undefined;
  readonly history: History;
  readonly width: number;
  /** Rows of the whole terminal. */
  readonly rows: number;
  readonly panes: readonly Tab[];
  readonly delaySeconds: number;
  readonly paused: boolean;
  /** Which moment of the past is shown, in words. */
  readonly past?: string | undefined;
  /** It is one of a recording, which has neither the delay of this screen nor its clock. */
  readonly isRecorded?: boolean;
  /** Of the recording that is written meanwhile, if there is one. */
  readonly recorder?: { readonly isFailing: boolean } | undefined;
  /** How long the next sample is overdue; undefined if it is not. */
  readonly staleSeconds?: number | undefined;
  readonly readonly: boolean;
  /** The other machine that is shown, as it was asked for; safe for a terminal. */
  readonly remote?: string | undefined;
  /** Whether 100 % in the list is one CPU or all of them. */
  readonly cpuBasis: 'core' | 'machine';
  /** As in MeterContext. */
  readonly cpuOfQuota?: boolean;
  readonly unicode: boolean;
  readonly show: boolean;
  /** Lines below the meters while there is something to say. */
  readonly headlines?: readonly Line[];
  /** Local time as HH:MM. */
  readonly clock: string;
};

/** Fewer rows than this leave one line for the header. */
const LOW_ROWS = 12;
/** The meters of that line, as far as they fit. */
const ONLY_LINE: readonly MeterId[] = ['cpu', 'memory', 'swap', 'load', 'tasks', 'pressure', 'temperature', 'battery'];
/** From this size there is room for cores and a graph. */
const LARGE = { width: 120, rows: 30, tallRows: 40 };
const LEAST_HEADLINE_ROWS = 18;
const LOWEST_GRAPH = 4;
const HIGHEST_GRAPH = 12;
/** Between the graphs. */
const GAP = 1;
/** Cells of a CPU on a wide screen: enough for its bar. */
const CORE_CELLS = 28;

type HeightInput = Pick<HeaderInput, 'sample' | 'history' | 'width' | 'rows' | 'headlines'>;

export type Header = (input: HeaderInput) => readonly Line[];

/**
 * Makes the lines above the list, none wider than `width`: the pane tabs, the meters and, on a large screen, the cores. A line
 * that says the same as the last one is the same object.
 */
export function createHeader(): Header {
  const tabLine = remembered(tabBar);
  const meterLines = createMeterLines();
  const panel = createPanel();
  const ends = createEnds();
  return (input) => {
    const lines = () => {
      if (input.rows < LOW_ROWS) return input.show ? [onlyLine(input)] : [];
      const tabs = tabLine(...tabsIn(input));
      if (!input.show) return [tabs];
      const large = isLarge(input);
      return [tabs, ...meterLines(input, large), ...(large ? panel(input) : []), ...headlines(input)];
    };
    return ends(lines(), input.width);
  };
}

/** What is above the list, for one frame. */
export function headerLines(input: HeaderInput): readonly Line[] {
  return createHeader()(input);
}

/** Cuts lines at the width of the screen, and leaves out blanks at their end. */
function createEnds(): (lines: readonly Line[], width: number) => readonly Line[] {
  const made: ((line: Line, width: number) => Line)[] = [];
  return (lines, width) =>
    lines.map((line, at) => {
      made[at] ??= remembered((whole: Line, cells: number) => trimLine(cutLine(whole, cells)));
      return made[at](line, width);
    });
}

/** The number of lines of headerLines for this input. */
export function headerHeight(input: HeightInput & Pick<HeaderInput, 'show'>): number {
  if (input.rows < LOW_ROWS) return input.show ? 1 : 0;
  if (!input.show) return 1;
  return 1 + METER_LINES + (isLarge(input) ? panelHeight(input) : 0) + headlines(input).length;
}

/** On a low terminal the list needs the room. */
function headlines({ headlines = [], rows }: Pick<HeaderInput, 'headlines' | 'rows'>): readonly Line[] {
  return rows < LEAST_HEADLINE_ROWS ? [] : headlines;
}

function isLarge({ width, rows }: Pick<HeaderInput, 'width' | 'rows'>): boolean {
  return width >= LARGE.width && rows >= LARGE.rows;
}

/** The pane whose tab is in this column of the topmost line. */
export function paneAt(input: HeaderInput, column: number): Tab | undefined {
  if (headerHeight(input) === 0 || input.rows < LOW_ROWS) return undefined;
  const spans = tabBar(...tabsIn(input));
  let left = 0;
  for (const [index, pane] of input.panes.entries()) {
    // A narrow terminal does not show all tabs.
    const width = displayWidth(spans[index]?.text ?? '');
    if (column >= left && column < left + width) return pane;
    left += width;
  }
  return undefined;
}

/** Whether a line of the screen is one of the meters. */
export function isOnMeters(input: HeightInput & Pick<HeaderInput, 'show'>, row: number): boolean {
  if (input.rows < LOW_ROWS) return input.show && row === 0;
  return row >= 1 && row < headerHeight({ ...input, headlines: [] });
}

function tabsIn(input: HeaderInput): Parameters<typeof tabBar> {
  const read = (id: MeterId) => meterText(id, input.sample, input);
  const [battery, host, uptime] = [read('battery'), read('host'), read('uptime')];
  const [delay, clock] = input.isRecorded ? ['', ''] : [read('delay'), read('clock')];
  return [input.panes, marks(input), battery, host, uptime, delay, clock, input.width];
}

/** The whole header of a low terminal. What does not fit is dropped from the right. */
function onlyLine(input: HeaderInput): Line {
  const texts = ONLY_LINE.map((id) => meterText(id, input.sample, input)).filter((text) => text !== '');
  const spans = [
    ...marks(input).map((mark) => span(mark, 'warning')),
    ...[...texts, basisText(input.cpuBasis)].map((text) => span(text)),
  ];
  let line: Line = [];
  for (const next of spans) {
    const longer = line.length === 0 ? [next] : [...line, span(' '), next];
    if (lineWidth(longer) > input.width) break;
    line = longer;
  }
  return line;
}

const marks = ({ remote, recorder, paused, past, staleSeconds, readonly }: HeaderInput) =>
  marksOf(remote, recorder?.isFailing, paused, past, staleSeconds, readonly);

type Marks = [
  remote: string | undefined,
  recordingFails: boolean | undefined,
  paused: boolean,
  past: string | undefined,
  staleSeconds: number | undefined,
  readonly: boolean,
];

const marksOf = remembered((...[remote, recordingFails, paused, past, staleSeconds, readonly]: Marks) => [
  ...(remote === undefined ? [] : [`SSH ${remote}`]),
  ...(recordingFails === undefined ? [] : [recordingFails ? 'REC FAILS' : 'REC']),
  ...(paused ? ['PAUSED'] : []),
  ...(past === undefined ? [] : [past]),
  ...(staleSeconds === undefined ? [] : [`STALE ${staleSeconds.toFixed(0)}s`]),
  ...(readonly ? ['READONLY'] : []),
]);

/** Cores at the left, graphs at the right. */
function createPanel(): Header {
  const coreGrid = createCoreGrid();
  return (input) => {
    const height = panelHeight(input);
    const graphs = isWide(input) ? GRAPHS : GRAPHS.slice(0, 1);
    const cores = coresOf(input.sample, input.history);
    const most = Math.floor(input.width / (isWide(input) ? 4 : 2));
    const leftWidth = isWide(input) ? Math.min(most, Math.ceil(cores.length / height) * CORE_CELLS) : most;
    const each = Math.floor((input.width - leftWidth) / graphs.length) - GAP;
    const drawn = graphs.map((graph) => graphLines(graph, input, each, height));
    const facts = coreFactsOf(input.sample?.snapshot.sensors);
    return coreGrid(cores, facts, leftWidth, height, input.unicode).map((line, row) => [
      ...line,
      ...drawn.flatMap((lines) => [span(' '.repeat(GAP)), ...(lines[row] ?? [])]),
    ]);
  };
}

/** On a wide screen as tall as possible, but less than the list; otherwise as tall as the cores need. */
function panelHeight({ sample, history, width, rows }: HeightInput): number {
  if (isWide({ width })) return Math.min(Math.floor((rows - LARGE.rows) / 5) + LOWEST_GRAPH, HIGHEST_GRAPH);
  const highest = rows >= LARGE.tallRows ? 4 : 3;
  return Math.min(Math.max(2, coreCount(sample, history)), highest);
}

/** Whether there is room for all graphs, and in the list for more columns. */
function isWide({ width }: Pick<HeaderInput, 'width'>): boolean {
  return width >= WIDE_SCREEN_COLUMNS;
}
