import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/model/pattern.js';

function test(source: string, text: string): boolean {
  const pattern = compilePattern(source);
  if ('fault' in pattern) throw new Error(pattern.fault);
  return pattern.test(text);
}

const PATTERNS = [
  ...['a', 'ab', 'a|b', '', 'a*', 'a+b', 'a?b', '^a', 'a$', '^$', '^a*$', '(ab)+', '(?:a|bc)*d', 'a{2}', 'a{2,}b'],
  ...['a{1,2}$', '^(a|ab)(c|bcd)$', '.b', 'a.c', '[ab]c', '[^ab]', '[a-c]+$', '[]a]', '\\bab', 'b\\b', 'a\\Bb', '\\d+'],
  ...[
    '\\w\\s\\w',
    '\\W',
    '\\S+\\D',
    '[\\d-]',
    'A',
    '[A-B]c',
    '\\x61b',
    '\\u0061',
    'a{',
    'a{,2}',
    '\\.',
    '(a*)*b',
    '(a|a)*$',
  ],
  ...['^(?:(a?){3})$', 'ab??', '(^a|b$)', '(|a)b', 'ß', 'é+', '[é-ö]', 'a-b', '[a-]', '\\[a\\]', '\\/', '(a+)+$'],
];

const TEXTS = [
  ...[
    '',
    'a',
    'b',
    'ab',
    'abc',
    'aab',
    'abab',
    'bcd',
    'abcd',
    'abcbcd',
    'aaa',
    'A',
    'AB C',
    'a b',
    'a.b',
    'x1',
    '12',
    'a-1',
  ],
  ...['ba', 'ca c', 'É', 'ö', 'ß', '[a]', 'a/b', ']', 'a{', 'a{,2}', '-', '_a', 'ab ab', '\n', 'bc\n', 'aB', ' '],
];

describe('a pattern', () => {
  it('matches what a regular expression matches', () => {
    for (const source of PATTERNS) {
      // A first ] is a character here and in grep, and a dot is any character at all.
      const oracle = new RegExp(source.replace('[]', '[\\]'), 'is');
      for (const text of TEXTS) expect([source, text, test(source, text)]).toEqual([source, text, oracle.test(text)]);
    }
  });

  it('takes one pass over a text that was made to hold it up', () => {
    const started = performance.now();
    for (const source of [
      '(a+)+$b',
      '(a|a)*$b',
      '(.*.*.*.*)*x',
      'a*a*a*a*a*a*b',
      '(a?){30}a{30}b',
      '(.*)\\d+(ab|.*)*z',
    ]) {
      expect(test(source, 'a'.repeat(100_000))).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('does not remember every character it ever saw', () => {
    const pattern = compilePattern('x.*y');
    let text = '';
    for (let code = 0x100; code < 0xd000; code++) text += String.fromCharCode(code);
    for (let from = 0; from < text.length; from += 4000) {
      expect('test' in pattern && pattern.test(`x${text.slice(from, from + 4000)}y`)).toBe(true);
    }
  });
});

it.each([
  ['[a', 'this [ is not closed'],
  ['[', 'this [ is not closed'],
  ['(a', 'this ( is not closed'],
  ['a)', 'this ) in the pattern closes nothing'],
  ['*a', '* has nothing to repeat'],
  ['a**', '* has nothing to repeat'],
  ['^*', '* has nothing to repeat'],
  ['a{3,2}', '{3,2} ends before it begins'],
  ['a{1000}', '{1000} repeats more than 100 times'],
  ['((a{99}){99}){99}', 'this pattern is too large'],
  ['[z-a]', 'the range after z- is none'],
  ['(?=a)', 'groups that begin with (? are not understood'],
  ['(a)\\1', '\\1 is not understood'],
  ['a\\', 'the \\ at the end escapes nothing'],
])('the pattern %s is refused in words', (source, fault) => {
  expect(compilePattern(source)).toEqual({ fault });
});
