import type { Line, Tone } from '../line.js';
import { displayWidth, fit, skip } from '../text.js';

export type PageColumn = { readonly title: string; readonly align: 'left' | 'right'; readonly width: number };

/** Cells are clean text. */
export type PageRow = { readonly cells: readonly string[]; readonly tone?: Tone };

export type PageContent = {
  readonly title: Line;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly PageRow[];
  /** Whether the columns' titles are drawn. */
  readonly heading: boolean;
};

/** What CompactTable puts around each cell. */
const PADDING = 2;

/** Columns as wide as what they hold anywhere on the page, so that nothing moves while it is scrolled. */
export function pageColumns(titles: readonly string[], rows: readonly PageRow[], right: readonly number[] = []) {
  return titles.map((title, index): PageColumn => {
    const widths = rows.map(({ cells }) => displayWidth(cells[index] ?? ''));
    const width = widths.reduce((widest, next) => Math.max(widest, next), displayWidth(title));
    return { title, align: right.includes(index) ? 'right' : 'left', width };
  });
}

/** A label and a text over as many rows as it takes. */
export function labelledRows(label: string, text: string, width: number, labelWidth: number): readonly PageRow[] {
  const room = Math.max(8, width - labelWidth - 2 * PADDING);
  return wrap(text, room).map((part, index) => ({ cells: [index === 0 ? label : '', part] }));
}

/** Clean text in pieces of at most `width` cells; an empty text is one empty piece. */
export function wrap(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (displayWidth(rest) > width) {
    pieces.push(fit(rest, width, 'left', '').trimEnd());
    rest = skip(rest, width).trimStart();
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

/** Why a part of a process can't be shown. */
export function refusedText(code: string): string {
  return code === 'EACCES' || code === 'EPERM' ? 'not permitted' : `unknown (${code})`;
}
