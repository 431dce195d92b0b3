import type { PanelContext } from '../list/part.js';
import type { MemoryCounters } from '../machine/snapshot.js';
import { type SystemFigure, systemHistory } from '../sample/history.js';
import type { Sample } from '../sample/sample.js';
import type { Line, Tone } from '../text/line.js';
import { cutLine, lineWidth, padLine, span, trimLine } from '../text/line-layout.js';
import { graph } from '../text/sparkline.js';
import { asciiOnly } from '../text/text.js';
import {
  barLine,
  limitPieces,
  type Piece,
  partPieces,
  selectedPieces,
  shown,
  sumPieces,
  swapPieces,
  usedPieces,
} from './memory-figures.js';
import type { MemoryState } from './reduce.js';

/** The height of the panel by rows of the terminal; it does not depend on the figures. */
const HEIGHTS = [
  { rows: 30, lines: 7, wideLines: 6 },
  { rows: 16, lines: 2, wideLines: 2 },
] as const;
/** With no more lines than this the figures that nothing else on the screen shows go before the bar. */
const FEW_LINES = 2;
const GRAPH = { columns: 120, rows: 40, lines: 4, caption: 10 };
/** From this width each group of figures needs one line. */
const WIDE = 120;

/** The lines above the list of the memory pane: parts of the memory, swap, limits, and the selected process. */
export function memoryPanel(context: PanelContext<MemoryState>): readonly Line[] {
  const { size, unicode } = context;
  const lines = [...figureLines(context), ...graphLines(context)];
  const height = memoryPanelHeight(context);
  const whole = Array.from({ length: height }, (_, row) => trimLine(cutLine(lines[row] ?? [], size.columns)));
  return unicode ? whole : whole.map((line) => line.map(({ text, tone }) => span(asciiOnly(text), tone)));
}

export function memoryPanelHeight({ size }: PanelContext): number {
  return figureHeight(size) + (hasGraphs(size) ? GRAPH.lines : 0);
}

function figureHeight({ columns, rows }: PanelContext['size']): number {
  const height = HEIGHTS.find((one) => rows >= one.rows);
  return (columns >= WIDE ? height?.wideLines : height?.lines) ?? 0;
}

function hasGraphs({ columns, rows }: PanelContext['size']): boolean {
  return columns >= GRAPH.columns && rows >= GRAPH.rows;
}

/** Each group starts on a new line and is broken between its pieces. What does not fit is not shown. */
function figureLines(context: PanelContext<MemoryState>): readonly Line[] {
  const { sample, size } = context;
  const height = figureHeight(size);
  const memory = sample?.snapshot.system.memory;
  if (sample === undefined || memory === undefined) return Array.from({ length: height }, () => []);
  if (height <= FEW_LINES) return fewLines(context, sample, memory, height);
  const machine = [partPieces(context, memory), usedPieces(sample, memory), limitPieces(sample)];
  const others = [swapPieces(sample, memory), selectedPieces(context, sample)];
  const lines = [...machine, ...others].flatMap((pieces) => flow(pieces, size.columns));
  const shown = [barLine(context, memory), ...lines].slice(0, height);
  return Array.from({ length: height }, (_, row) => shown[row] ?? []);
}

/** What the memory is made of, and the limits and what is selected. */
function fewLines(
  context: PanelContext<MemoryState>,
  sample: Sample,
  memory: MemoryCounters,
  height: number,
): readonly Line[] {
  const groups = [sumPieces(context, memory), [...limitPieces(sample), ...selectedPieces(context, sample)]];
  const lines = groups.map((pieces) => flow(pieces, context.size.columns)[0] ?? []);
  return Array.from({ length: height }, (_, row) => lines[row] ?? []);
}

function flow(pieces: readonly Piece[], width: number): readonly Line[] {
  const lines: Line[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && lineWidth(last) + lineWidth(piece) + 1 <= width)
      lines.splice(-1, 1, [...last, span(' '), ...piece]);
    else lines.push([span(' '), ...piece]);
  }
  return lines;
}

const GRAPHS: readonly { readonly label: string; readonly figure: SystemFigure; readonly tone: Tone }[] = [
  { label: 'used', figure: 'memoryUsedBytes', tone: 'memoryUsed' },
  { label: 'available', figure: 'memoryAvailableBytes', tone: 'memoryCache' },
  { label: 'swap', figure: 'swapUsedBytes', tone: 'swapUsed' },
];

/** Graphs of the recent past, side by side, each scaled to the total. */
function graphLines({ sample, history, size, unicode }: PanelContext): readonly Line[] {
  const memory = sample?.snapshot.system.memory;
  if (!hasGraphs(size) || memory === undefined) return [];
  const shownGraphs = GRAPHS.filter(({ figure }) => figure !== 'swapUsedBytes' || memory.swapTotalBytes > 0);
  const each = Math.floor(size.columns / shownGraphs.length);
  const drawn = shownGraphs.map(({ label, figure, tone }) => {
    const max = figure === 'swapUsedBytes' ? memory.swapTotalBytes : memory.totalBytes;
    const cells = each - GRAPH.caption - 1;
    const lines = graph(systemHistory(history, figure, cells), cells, GRAPH.lines, { unicode, max });
    const captions = [shown(max), label, '', '0B'];
    return lines.map((text, row) => [span(`${captions[row].padStart(GRAPH.caption)} `, 'label'), span(text, tone)]);
  });
  return Array.from({ length: GRAPH.lines }, (_, row) => drawn.flatMap((lines) => padLine(lines[row], each)));
}
