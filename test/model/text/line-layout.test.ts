import { describe, expect, it } from 'vitest';
import { cutLine, lineWidth, padLine, span, trimLine } from '../../../src/model/text/line-layout.js';

const line = [span('CPU ', 'label'), span('宽宽 12'), span('  ')];

function textOf(spans: readonly { readonly text: string }[]): string {
  return spans.map(({ text }) => text).join('');
}

describe('a line of spans', () => {
  it('is as wide as its characters are on the screen', () => {
    expect(lineWidth(line)).toBe(13);
    expect(lineWidth([span('▕█░▏')])).toBe(4);
    expect(lineWidth([])).toBe(0);
  });

  it.each([
    { width: 13, text: 'CPU 宽宽 12  ' },
    { width: 10, text: 'CPU 宽宽 +' },
    { width: 7, text: 'CPU 宽+' },
    { width: 6, text: 'CPU + ' },
    { width: 4, text: 'CPU ' },
    { width: 0, text: '' },
  ])('is cut to $width cells, never through a wide character, and shows it', ({ width, text }) => {
    expect(textOf(cutLine(line, width))).toBe(text);
  });

  it('is filled with blanks where it is short', () => {
    expect(textOf(padLine([span('ab')], 4))).toBe('ab  ');
    expect(textOf(padLine([span('abcdef')], 4))).toBe('abc+');
  });

  it('loses the plain blanks at its end, but none that a tone may colour', () => {
    expect(textOf(trimLine(line))).toBe('CPU 宽宽 12');
    expect(textOf(trimLine([span('a '), span('  ')]))).toBe('a');
    expect(textOf(trimLine([span(' 1 ', 'tabActive')]))).toBe(' 1 ');
    expect(trimLine([])).toEqual([]);
  });
});
