import type { Line, Span, Tone } from './line.js';

/** A part of a bar: its fraction of the whole, 0 to 1. NaN (unknown) draws nothing. */
export type Segment = { readonly tone: Tone; readonly fraction: number };

/** Each segment has its own glyph, so that a bar is readable without colours. */
const GLYPHS = {
  unicode: { segments: ['█', '▓', '▒', '░', '▚', '▄'], open: '▕', close: '▏' },
  ascii: { segments: ['|', '#', '=', ':', '%', '-'], open: '[', close: ']' },
};

/** The glyph of the n-th segment of a bar. */
export function segmentGlyph(index: number, unicode: boolean): string {
  const { segments } = unicode ? GLYPHS.unicode : GLYPHS.ascii;
  return segments[index % segments.length] ?? ' ';
}

/**
 * A bar of exactly `width` cells with its two ends; blank if that is too narrow.
 * The n-th segment has the n-th glyph.
 */
export function bar(segments: readonly Segment[], width: number, unicode: boolean): Line {
  const cells = Math.floor(width) - 2;
  if (cells < 1) return [{ text: ' '.repeat(Math.max(0, Math.floor(width))), tone: 'muted' }];

  const { open, close } = unicode ? GLYPHS.unicode : GLYPHS.ascii;
  const lengths = barLengths(segments, width);
  const line: Span[] = [{ text: open, tone: 'muted' }];
  segments.forEach(({ tone }, index) => {
    const length = lengths[index] ?? 0;
    if (length > 0) line.push({ tone, text: segmentGlyph(index, unicode).repeat(length) });
  });
  line.push({ text: `${' '.repeat(cells - sum(lengths))}${close}`, tone: 'muted' });
  return line;
}

/** The cells of each segment of such a bar: with the same ones it looks the same. */
export function barLengths(segments: readonly Segment[], width: number): readonly number[] {
  return apportion(
    segments.map(({ fraction }) => fraction),
    Math.max(0, Math.floor(width) - 2),
  );
}

/**
 * Whole cells for each fraction, by largest remainder: together as many as the sum of all comes to, and any that
 * is worth half a cell gets one. Never more than `cells`, whatever the fractions sum to.
 */
export function apportion(fractions: readonly number[], cells: number): readonly number[] {
  const shares = fractions.map((fraction) => (fraction > 0 ? Math.min(fraction, 1) : 0));
  const total = sum(shares);
  const exact = shares.map((share) => (share * cells) / Math.max(1, total));
  const lengths = exact.map((value) => (value >= 0.5 ? Math.max(1, Math.floor(value)) : 0));

  const wanted = Math.min(cells, Math.round(Math.min(1, total) * cells));
  const remainders = exact.map((value, index) => value - (lengths[index] ?? 0));
  for (let given = sum(lengths); given < wanted; given++) {
    const index = remainders.indexOf(Math.max(...remainders));
    if (!(remainders[index] > 0)) break;
    remainders[index] = 0;
    lengths[index] = (lengths[index] ?? 0) + 1;
  }
  return withinLimit(lengths, cells);
}

/** Takes cells from the longest segment if many halves were rounded up. */
function withinLimit(lengths: number[], cells: number): readonly number[] {
  while (sum(lengths) > cells) {
    const longest = lengths.indexOf(Math.max(...lengths));
    lengths[longest] = (lengths[longest] ?? 0) - 1;
  }
  return lengths;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
