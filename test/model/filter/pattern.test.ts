import { expect, it } from 'vitest';
import { compilePattern } from '../../../src/model/filter/pattern.js';

function test(source: string, text: string): boolean {
  const pattern = compilePattern(source);
  if ('problem' in pattern) throw new Error(pattern.problem);
  return pattern.test(text);
}

it.each([
  ['nginx.*worker', 'NGINX: master and worker', true],
  ['^a|b$', 'xb', true],
  ['^a$', 'ab', false],
  ['a.c', 'a\nc', true],
  ['\\bssh\\b', 'sshd', false],
  ['[0-9]{3}', 'port 443', true],
  ['é+', 'CAFÉ', true],
])('the pattern %s tested on %j is %s', (source, text, expected) => {
  expect(test(source, text)).toBe(expected);
});

it.each(['(a+)+$b', '(a|a)*$b', '(.*.*.*.*)*x', 'a*a*a*a*a*a*b'])(
  '%s ends on a text that makes a backtracking engine hang',
  (source) => {
    expect(test(source, 'a'.repeat(100_000))).toBe(false);
  },
);

it.each([
  ['[a', 'missing closing ] in the pattern'],
  ['(a', 'missing closing ) in the pattern'],
  ['*a', 'missing argument to repetition operator in the pattern'],
  ['(?=a)', 'invalid or unsupported Perl syntax in the pattern'],
  ['a\\', 'trailing backslash at end of expression in the pattern'],
])('the pattern %s is refused with a sentence', (source, problem) => {
  expect(compilePattern(source)).toEqual({ problem });
});
