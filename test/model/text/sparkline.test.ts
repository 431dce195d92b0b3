import { describe, expect, it } from 'vitest';
import { graph, sparkline } from '../../../src/model/text/sparkline.js';

const unicode = true;

describe('a sparkline', () => {
  it('goes from the ground to a full cell', () => {
    expect(sparkline([0, 12.5, 25, 50, 75, 100], 6, { unicode, max: 100 })).toBe('▁▁▂▄▆█');
  });

  it('has eight levels in ASCII too', () => {
    expect(sparkline([0, 25, 37.5, 50, 62.5, 75, 87.5, 100], 8, { unicode: false, max: 100 })).toBe('.:-=+*%#');
  });

  it('leaves unknown values blank, unlike zeros', () => {
    expect(sparkline([Number.NaN, 0, Number.NaN, 100], 4, { unicode, max: 100 })).toBe(' ▁ █');
  });

  it('keeps the newest values at the right', () => {
    expect(sparkline([100, 100, 0, 50], 2, { unicode, max: 100 })).toBe('▁▄');
    expect(sparkline([50], 4, { unicode, max: 100 })).toBe('   ▄');
  });

  it('is as high as its largest value where no height is given', () => {
    expect(sparkline([2, 4], 2, { unicode })).toBe('▄█');
    expect(sparkline([0, 0], 2, { unicode })).toBe('▁▁');
  });

  it('cuts what is above its height', () => {
    expect(sparkline([250, -5], 2, { unicode, max: 100 })).toBe('█▁');
  });

  it('has no cells at no width', () => {
    expect(sparkline([1, 2], 0, { unicode })).toBe('');
  });
});

describe('a graph', () => {
  it('stacks its lines, the highest first', () => {
    expect(graph([0, 25, 50, 75, 100], 5, 2, { unicode, max: 100 })).toEqual(['   ▄█', '▁▄███']);
  });

  it('has exactly the size it was given', () => {
    const lines = graph([1, 2, 3], 10, 4, { unicode });
    expect(lines.map((line) => line.length)).toEqual([10, 10, 10, 10]);
  });

  it('takes a typed array as well', () => {
    expect(graph(Float64Array.of(1, Number.NaN, 2), 3, 1, { unicode })).toEqual(['▄ █']);
  });
});
