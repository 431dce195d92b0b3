import { describe, expect, it } from 'vitest';
import { apportion, bar } from '../../../src/model/text/bars.js';
import type { Tone } from '../../../src/model/text/line.js';

function drawn(fractions: readonly number[], width: number, unicode = true): string {
  const tones: readonly Tone[] = ['cpuUser', 'cpuNice', 'cpuSystem', 'cpuWait', 'cpuSteal'];
  const segments = fractions.map((fraction, index) => ({ tone: tones[index] ?? 'muted', fraction }));
  return bar(segments, width, unicode)
    .map(({ text }) => text)
    .join('');
}

describe('a bar', () => {
  it.each([
    { fractions: [], text: '▕          ▏' },
    { fractions: [1], text: '▕██████████▏' },
    { fractions: [0.5, 0, 0.2, 0.1], text: '▕█████▒▒░  ▏' },
    { fractions: [0.2, 0.2, 0.2, 0.2, 0.2], text: '▕██▓▓▒▒░░▚▚▏' },
  ])('draws $fractions as $text', ({ fractions, text }) => {
    expect(drawn(fractions, 12)).toBe(text);
  });

  it('gives every segment a glyph of its own in ASCII too', () => {
    expect(drawn([0.2, 0.2, 0.2, 0.2, 0.1], 12, false)).toBe('[||##==::% ]');
  });

  it('shows unknown and negative shares as nothing', () => {
    expect(drawn([Number.NaN, -3, 0.5], 12)).toBe('▕▒▒▒▒▒     ▏');
  });

  it('is full, and no more, when a share is over one', () => {
    expect(drawn([7], 12)).toBe('▕██████████▏');
    expect(drawn([Number.POSITIVE_INFINITY, 1], 12)).toBe('▕█████▓▓▓▓▓▏');
  });

  it('shows a segment that is worth half a cell beside a large one', () => {
    expect(drawn([0.95, 0, 0.05], 12)).toBe('▕█████████▒▏');
    expect(drawn([0.949, 0, 0.05], 12)).toBe('▕█████████▒▏');
  });

  it('keeps to its width whatever it is given', () => {
    const shares = [0, 0.01, 0.049, 0.05, 0.3, 0.5, 0.95, 1, 3, Number.NaN];
    for (let width = 0; width <= 24; width++) {
      for (const one of shares) {
        for (const other of shares) expect(drawn([one, other, one, other, other], width)).toHaveLength(width);
      }
    }
  });

  it('fills as many cells as all its segments come to', () => {
    const counts = apportion([0.11, 0.11, 0.11, 0.11], 10);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});
