import type { Line, Tone } from '../text/line.js';
import { displayWidth } from '../text/text.js';

export type PageColumn = { readonly title: string; readonly align: 'left' | 'right'; readonly width: number };

/** Cells are clean text. A row with a line of its own is drawn as that line. */
export type PageRow = { readonly cells: readonly string[]; readonly tone?: Tone; readonly line?: Line };

export type PageContent = {
  readonly title: Line;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly PageRow[];
  /** Whether the columns' titles are drawn. */
  readonly heading: boolean;
};

/** The blanks that CompactTable adds to each cell. */
const PADDING = 2;

/** Columns as wide as their widest cell on the page, so that nothing moves while it scrolls. */
export function pageColumns(titles: readonly string[], rows: readonly PageRow[], right: readonly number[] = []) {
  return titles.map((title, index): PageColumn => {
    const widths = rows.map(({ cells }) => displayWidth(cells[index] ?? ''));
    const width = widths.reduce((widest, next) => Math.max(widest, next), displayWidth(title));
    return { title, align: right.includes(index) ? 'right' : 'left', width };
  });
}

/** A label and a text, wrapped over as many rows as needed. */
export function labelledRows(label: string, text: string, width: number, labelWidth: number): readonly PageRow[] {
  const room = width - labelWidth - 2 * PADDING;
  return wrap(text, room).map((part, index) => ({ cells: [index === 0 ? label : '', part] }));
}

/** On a narrower terminal the lines of a text are cut. */
const NARROWEST = 8;
/** Arguments may be megabytes, and the whole page is laid out for each frame. */
const LONGEST_TEXT = 100_000;

/** Clean text in lines of at most `room` cells, without the blanks around a break; an empty text is one empty line. */
export function wrap(text: string, room: number): readonly string[] {
  const width = Math.max(NARROWEST, room);
  const pieces: string[] = [];
  let piece = '';
  let cells = 0;
  for (const character of text.slice(0, LONGEST_TEXT)) {
    const next = displayWidth(character);
    if (cells + next > width) {
      const end = character === ' ' ? piece.length : breakOf(piece);
      pieces.push(piece.slice(0, end).trimEnd());
      piece = piece.slice(end).trimStart();
      cells = displayWidth(piece);
    }
    if (piece === '' && pieces.length > 0 && character === ' ') continue;
    piece += character;
    cells += next;
  }
  const missing = text.length - LONGEST_TEXT;
  const ends = [...(piece === '' && pieces.length > 0 ? [] : [piece]), ...(missing > 0 ? [`and ${missing} more`] : [])];
  return [...pieces, ...ends];
}

/** Where to break a line: behind its last blank, or at its end if that would leave it half empty (paths have no blanks). */
function breakOf(piece: string): number {
  const blank = piece.lastIndexOf(' ');
  return blank >= piece.length / 2 ? blank + 1 : piece.length;
}

/** In place of what a page would read now, when it shows the past. */
export const NOT_RECORDED = 'not recorded';

/** Why a part of a process can't be shown. */
export function refusedText(code: string): string {
  if (code === NOT_RECORDED) return code;
  if (code === 'ETIMEDOUT') return 'no answer';
  return code === 'EACCES' || code === 'EPERM' ? 'not permitted' : `unknown (${code})`;
}
