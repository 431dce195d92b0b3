import { describe, expect, it } from 'vitest';
import { wrap } from '../../../src/model/list/page-content.js';

describe('a text on a page', () => {
  it.each([
    ['', 10, ['']],
    ['short', 10, ['short']],
    ['exactly 10', 10, ['exactly 10']],
    ['one two three four', 10, ['one two', 'three four']],
    ['/usr/lib/program x', 10, ['/usr/lib/p', 'rogram x']],
    ['123456789  spaced', 10, ['123456789', 'spaced']],
    ['漢字漢字漢字', 8, ['漢字漢字', '漢字']],
    ['a漢字漢字', 8, ['a漢字漢', '字']],
    ['ends here ', 9, ['ends here']],
  ])('%j in %i cells is %j', (text, room, pieces) => {
    expect(wrap(text, room)).toEqual(pieces);
  });

  it.each([7, 1, 0, -4])('ends on a terminal with room for %i cells', (room) => {
    expect(wrap('123456789', room)).toEqual(['12345678', '9']);
  });

  it('takes no longer than a frame may, however long it is', () => {
    const began = performance.now();
    const pieces = wrap('é'.repeat(2_000_000), 76);
    expect(performance.now() - began).toBeLessThan(500);
    expect(pieces.at(-1)).toBe('and 1900000 more');
  });
});
