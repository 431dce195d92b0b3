import { describe, expect, it } from 'vitest';
import { plot, stepAbove } from '../../../src/model/text/braille.js';

const unicode = true;

describe('a braille graph', () => {
  it('draws two values a cell, four levels a line', () => {
    expect(plot([25, 50, 75, 100], 2, 1, { unicode, max: 100 })).toEqual(['⣠⣾']);
    expect(plot([50, 100], 1, 2, { unicode, max: 100 })).toEqual(['⢸', '⣿']);
  });

  it('keeps the newest values at the right, and leaves what is not known blank, unlike zeros', () => {
    expect(plot([100, 100, 100, 0, Number.NaN], 1, 1, { unicode, max: 100 })).toEqual(['⡀']);
    expect(plot([0], 2, 1, { unicode, max: 100 })).toEqual([' ⢀']);
  });

  it('cuts what is above its scale, and draws the ground alone where the scale is not known', () => {
    expect(plot([250, 100], 1, 1, { unicode, max: 100 })).toEqual(['⣿']);
    expect(plot([7, 7], 1, 1, { unicode, max: Number.NaN })).toEqual(['⣀']);
  });

  it('is a graph of one value a cell in ASCII', () => {
    expect(plot([0, 50, 100], 3, 1, { unicode: false, max: 100 })).toEqual(['.=#']);
  });
});

describe('the scale of a rate', () => {
  it.each([
    [0, 1024],
    [1024, 1024],
    [1025, 2048],
    [300 * 1024, 500 * 1024],
    [501 * 1024, 1024 ** 2],
    [7 * 1024 ** 3, 10 * 1024 ** 3],
  ])('of %d is %d', (value, scale) => expect(stepAbove(value)).toBe(scale));
});
