import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { asciiInPlace, asciiOnly, clean, displayWidth, fit, skip } from '../../../src/model/text/text.js';

const UNSAFE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\ud800-\udfff\u{e0000}-\u{e0fff}]/u;

describe('clean', () => {
  it.each([
    ['leaves plain names alone', 'nginx: worker process', 'nginx: worker process'],
    ['leaves other scripts alone', 'größe 進程 процесс', 'größe 進程 процесс'],
    ['disarms escape sequences', '\x1b[2J\x1b]0;x\x07', '?[2J?]0;x?'],
    ['disarms C1 controls', '\x9b31m\x85', '?31m?'],
    ['makes one line of several', 'new\nline\r\ttab', 'new?line??tab'],
    ['disarms line and paragraph separators', 'a\u2028b\u2029c', 'a?b?c'],
    ['disarms bidi overrides and isolates', 'a\u202egpj.exe\u2066', 'a?gpj.exe?'],
    ['shows what has no width', 'root\u200b\u200d\ufeff\u2060', 'root????'],
    ['shows blank letters', 'a\u3164b\u115fc', 'a?b?c'],
    ['shows bytes that were not UTF-8', '\udcff\udcfex', '??x'],
    ['shows private and unassigned characters', '\ue000\u{10ffff}\u0378', '???'],
    ['keeps two marks on a letter and no more', 'x\u0316\u0317\u0318\u0319b', 'x\u0316\u0317?b'],
    ['lets no mark stand first', '\u0301a', '?a'],
    ['takes composed emoji apart', '👩\u200d💻', '👩?💻'],
    ['shows flags and skin colours as what they are not', '🇩🇪👍🏽', '??👍?'],
  ])('%s', (_, foreign, safe) => {
    expect(clean(foreign)).toBe(safe);
  });

  it('never lets an unsafe character through, and makes text with the same width in all terminals', () => {
    for (const foreign of hostileTexts(3000)) {
      const safe = clean(foreign);
      expect(safe).not.toMatch(UNSAFE);
      expect(displayWidth(safe)).toBe(stringWidth(safe));
      expect(clean(safe)).toBe(safe);
    }
  });

  it('treats a letter alike beside letters of any script', () => {
    for (let code = 0xa0; code <= 0x2800; code += 1) {
      const foreign = `a${String.fromCharCode(code)}b`;
      expect(clean(`進${foreign}`)).toBe(`進${clean(foreign)}`);
    }
  });

  it('survives a pile of a hundred thousand marks', () => {
    expect(clean(`a${'\u0316'.repeat(100_000)}`).length).toBeLessThan(10);
  });
});

describe('fit', () => {
  it.each([
    ['fills up on the right', 'abc', 5, 'left', undefined, 'abc  '],
    ['fills up on the left', '1.2G', 6, 'right', undefined, '  1.2G'],
    ['cuts what is too long', 'abcdef', 4, 'left', undefined, 'abcd'],
    ['says that it has cut', 'abcdef', 4, 'left', '…', 'abc…'],
    ['marks a cut figure', '1234567', 5, 'right', undefined, '1234+'],
    ['does not halve wide characters', '進程', 3, 'left', undefined, '進 '],
    ['keeps marks with their letter', 'a\u0316\u0317bc', 2, 'left', undefined, 'a\u0316\u0317b'],
    ['leaves out an ellipsis that has no room', 'abc', 1, 'left', '…', 'a'],
    ['has nothing to show in no room', 'abc', 0, 'left', '…', ''],
  ] as const)('%s', (_, text, width, align, ellipsis, cells) => {
    expect(fit(text, width, align, ellipsis)).toBe(cells);
  });

  it('always takes exactly the width it was given', () => {
    let width = 0;
    for (const foreign of hostileTexts(3000)) {
      width = (width + 1) % 25;
      const align = width % 2 === 0 ? 'left' : 'right';
      expect(stringWidth(fit(clean(foreign), width, align, '…'))).toBe(width);
    }
  });
});

it.each([
  ['scrolls plain text', 'abcdef', 2, 'cdef'],
  ['scrolls past the end', 'abc', 9, ''],
  ['puts a blank for half a wide character', '進程x', 1, ' 程x'],
  ['takes marks away with their letter', 'a\u0316bc', 1, 'bc'],
])('skip %s', (_, text, cells, rest) => {
  expect(skip(text, cells)).toBe(rest);
});

it.each([
  ['café', 'cafe'],
  ['進程', '??'],
  ['│ ├─', '? ??'],
  ['plain', 'plain'],
])('asciiOnly writes %s as %s', (text, ascii) => {
  expect(asciiOnly(text)).toBe(ascii);
});

/** The same texts at each run, made of what attackers and ordinary people write. */
function hostileTexts(count: number): readonly string[] {
  const next = pseudoRandom(20_261_123);
  const ranges = [
    [0, 0xff],
    [0x300, 0x370],
    [0x600, 0x700],
    [0x900, 0xe7f],
    [0x1100, 0x11ff],
    [0x1f00, 0x2fff],
    [0x3000, 0x9fff],
    [0xa960, 0xd7ff],
    [0xd800, 0xdfff],
    [0xe000, 0xffff],
    [0x10000, 0x11fff],
    [0x1f000, 0x1faff],
    [0xe0000, 0xe0fff],
  ];
  return Array.from({ length: count }, () => {
    const length = next(12);
    return Array.from({ length }, () => {
      const [from, to] = ranges[next(ranges.length)];
      return String.fromCodePoint(from + next(to - from + 1));
    }).join('');
  });
}

function pseudoRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

it.each([
  ['↑ ↓ ← →', '^ v < >'],
  ['déjà', 'deja'],
  ['漢字', '????'],
  ['ﬁx', '?x'],
  ['e\u0301', 'e'],
  ['plain', 'plain'],
])('asciiInPlace writes %s as %s, in as many cells', (text, ascii) => {
  expect(asciiInPlace(text)).toBe(ascii);
  expect(ascii.length).toBe(displayWidth(text));
});

it('measures characters as string-width does', () => {
  for (let code = 0x20; code < 0x10000; code++) {
    const character = String.fromCharCode(code);
    if (clean(character) !== character) continue;
    if (displayWidth(character) !== stringWidth(character)) expect.fail(`U+${code.toString(16)}`);
  }
});
