import { expect, it } from 'vitest';
import { assertNoForeignControls } from './foreign-controls.js';

const check = (text: string) => () => assertNoForeignControls(Buffer.from(text, 'utf8'));

it("lets ntop's own sequences through", () => {
  const own =
    '\x1b[?1049h\x1b[H\x1b[J\x1b[?25l\x1b[?2026h\x1b[1;32mab漢é\x1b[0m\r\n\x1b[5G\x1b[K\x1b[C\x1b[12C\x1b[m\x1b[2K\x1b[12H\x1b[12;1H\x1b]52;c;YQ==\x07';
  expect(check(own)).not.toThrow();
});

const foreign: readonly (readonly [string, string])[] = [
  ['a title', '\x1b]0;owned\x07'],
  ['a link', '\x1b]8;;http://x\x07'],
  ['a device query', '\x1b[c'],
  ['a scroll region', '\x1b[2;5r'],
  ['a mode of no business', '\x1b[?1003h'],
  ['a lone Esc', 'a\x1bz'],
  ['a control that own text takes apart', '\x1b\x1b[0m[5n'],
  ['a bell', 'a\x07'],
  ['a backspace', 'a\bb'],
  ['a DEL', 'a\x7f'],
  ['a C1 control', 'a\u009b5n'],
  ['a bidi override', 'a\u202eb'],
  ['a zero-width joiner', 'a\u200db'],
  ['a line separator', 'a\u2028b'],
];
for (const [what, text] of foreign) it(`finds ${what}`, () => expect(check(`x${text}`)).toThrow(/foreign control/));

it('finds bytes that are no UTF-8', () => {
  expect(() => assertNoForeignControls(Buffer.from([0x61, 0x9b, 0x35]))).toThrow();
});

it('takes no notice of a sequence that has not been written whole yet', () => {
  for (const text of ['a\x1b', 'a\x1b[99', 'a\x1b[?202']) expect(check(text)).not.toThrow();
  expect(check('a\x1b[99a')).toThrow(/foreign control/);
});
