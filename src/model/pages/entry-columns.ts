import { type PageRow, wrap } from '../list/page-content.js';
import type { Line, Span } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { displayWidth } from '../text/text.js';

/** A label and its meaning: a text, or spans that are not broken. */
export type Entry = { readonly label: string; readonly text: string | readonly Span[] };

const TWO_COLUMNS_FROM = 72;
const GAP = 2;

/** The entries side by side in two columns, read downwards; in one column if the page is narrow. */
export function inColumns(entries: readonly Entry[], width: number): readonly PageRow[] {
  const count = width < TWO_COLUMNS_FROM ? 1 : 2;
  const cells = Math.floor((width - GAP * count) / count);
  const labelCells = Math.max(...entries.map(({ label }) => displayWidth(label))) + 1;
  const blocks = entries.map((entry) => linesOf(entry, labelCells, cells));
  const [left, right] = count === 1 ? [blocks.flat(), []] : halves(blocks);
  return left.map((line, row) => {
    const beside = right[row];
    const both = [span(' '), ...(beside === undefined ? line : [...padLine(line, cells + GAP), ...beside])];
    return { cells: [both.map(({ text }) => text).join('')], line: both };
  });
}

/** The first blocks (at least half of all lines) and the rest. */
function halves(blocks: readonly (readonly Line[])[]): readonly [readonly Line[], readonly Line[]] {
  const half = blocks.flat().length / 2;
  let lines = 0;
  const left = blocks.findIndex((block) => {
    lines += block.length;
    return lines >= half;
  });
  return [blocks.slice(0, left + 1).flat(), blocks.slice(left + 1).flat()];
}

function linesOf({ label, text }: Entry, labelCells: number, cells: number): readonly Line[] {
  const room = cells - labelCells;
  const lines = typeof text === 'string' ? wrap(text, room).map((part) => [span(part)]) : wrapSpans(text, room);
  return lines.map((line, index) => [span((index === 0 ? label : '').padEnd(labelCells), 'key'), ...line]);
}

function wrapSpans(spans: readonly Span[], room: number): readonly Line[] {
  const lines: Span[][] = [[]];
  for (const next of spans) {
    const line = lines.at(-1) ?? [];
    if (line.length === 0) line.push(next);
    else if (lineWidth(line) + GAP + displayWidth(next.text) <= room) line.push(span(' '.repeat(GAP)), next);
    else lines.push([next]);
  }
  return lines;
}
