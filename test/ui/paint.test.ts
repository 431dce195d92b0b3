import { describe, expect, it } from 'vitest';
import type { Line, Tone } from '../../src/model/text/line.js';
import { displayWidth } from '../../src/model/text/text.js';
import { createPainter } from '../../src/ui/paint.js';
import { chooseDepth } from '../../src/ui/theme.js';

const painter = createPainter({ theme: 'default', depth: '16' });
const mono = createPainter({ theme: 'default', depth: 'none' });

const spans = (...pairs: readonly (readonly [string, Tone])[]): Line => pairs.map(([text, tone]) => ({ text, tone }));
const visible = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '');

describe('paints a line', () => {
  const cases: readonly (readonly [string, Line, number, Tone | undefined, string])[] = [
    ['without a look as it is', spans(['ab', 'normal'], ['cd', 'normal']), 10, undefined, 'abcd'],
    ['with one sequence and one reset', spans(['ab', 'good']), 10, undefined, '\x1b[32mab\x1b[0m'],
    [
      'merging neighbours that look the same',
      spans(['ab', 'good'], ['cd', 'cpuUser']),
      9,
      undefined,
      '\x1b[32mabcd\x1b[0m',
    ],
    [
      'from look to look without a bare reset',
      spans(['a', 'good'], ['b', 'label']),
      9,
      undefined,
      '\x1b[32ma\x1b[0;36mb\x1b[0m',
    ],
    [
      'back to no look with a reset and none at the end',
      spans(['a', 'good'], ['b', 'normal']),
      9,
      undefined,
      '\x1b[32ma\x1b[0mb',
    ],
    [
      'with blanks in the look before them',
      spans(['a', 'good'], ['  ', 'normal'], ['b', 'good']),
      9,
      undefined,
      '\x1b[32ma  b\x1b[0m',
    ],
    ['without blanks at the end', spans(['a  ', 'good'], ['   ', 'normal']), 9, undefined, '\x1b[32ma\x1b[0m'],
    ['with blanks at the end that have a background', spans(['a  ', 'header']), 9, undefined, '\x1b[30;42ma  \x1b[0m'],
    ['cut to the width', spans(['abc', 'normal'], ['def', 'good']), 4, undefined, 'abc\x1b[32md\x1b[0m'],
    [
      'cut before a wide character that does not fit',
      spans(['a漢字', 'header']),
      4,
      undefined,
      '\x1b[30;42ma漢 \x1b[0m',
    ],
    ['of nothing as nothing', spans(['', 'good'], ['   ', 'muted']), 9, undefined, ''],
    ['of no width as nothing', spans(['abc', 'header']), 0, 'selected', ''],
    ['selected over the whole width', spans(['ab', 'good'], ['c', 'normal']), 5, 'selected', '\x1b[30;46mabc  \x1b[0m'],
    [
      'selected with what was found still marked',
      spans(['a', 'normal'], ['b', 'match']),
      3,
      'selected',
      '\x1b[30;46ma\x1b[0;1;4;30;46mb\x1b[0;30;46m \x1b[0m',
    ],
    ['tagged without filling it', spans(['ab', 'normal'], ['  ', 'normal']), 5, 'tagged', '\x1b[1;33mab\x1b[0m'],
  ];
  for (const [what, line, width, over, expected] of cases) {
    it(what, () => expect(painter.text(line, width, over)).toBe(expected));
  }

  it('never wider than asked, and a selected one exactly as wide', () => {
    const line = spans(['漢字', 'good'], ['ab', 'match'], ['e\u0301', 'normal'], ['   ', 'muted'], ['字', 'danger']);
    for (let width = 0; width <= 14; width++) {
      expect(displayWidth(visible(painter.text(line, width)))).toBeLessThanOrEqual(width);
      expect(displayWidth(visible(painter.text(line, width, 'selected')))).toBe(width);
    }
  });
});

describe('without colours', () => {
  it('uses no colour for any tone', () => {
    const tones: readonly Tone[] = ['muted', 'header', 'selected', 'match', 'danger', 'warning', 'keyLabel', 'cpuUser'];
    for (const tone of tones) {
      expect(mono.text([{ text: 'x', tone }], 5, 'followed')).not.toMatch(/[;[](?:3|4|9|10)\d/);
    }
  });
  it('still shows what is selected, tagged, found, dangerous and off', () => {
    for (const tone of ['selected', 'tagged', 'match', 'danger', 'keyOff', 'headerSorted'] as const) {
      expect(mono.text([{ text: 'x', tone }], 5)).not.toBe('x');
    }
    expect(mono.text([{ text: 'x', tone: 'headerSorted' }], 5)).not.toBe(mono.text([{ text: 'x', tone: 'header' }], 5));
  });
  it('looks the same under every theme', () => {
    const line = spans(['x', 'danger'], ['y', 'header']);
    for (const theme of ['light', 'contrast', 'mono'] as const) {
      expect(createPainter({ theme, depth: 'none' }).text(line, 5)).toBe(mono.text(line, 5));
    }
  });
});

it('uses a colour of 256 where there are as many', () => {
  const line = spans(['x', 'muted']);
  expect(createPainter({ theme: 'default', depth: '256' }).text(line, 5)).toBe('\x1b[38;5;244mx\x1b[0m');
  expect(painter.text(line, 5)).toBe('\x1b[90mx\x1b[0m');
});

describe('chooses colours', () => {
  const tty = { isTTY: true };
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, { isTTY?: boolean }, boolean, string])[] =
    [
      ['256 for xterm-256color', { TERM: 'xterm-256color' }, tty, false, '256'],
      ['256 when COLORTERM promises more', { TERM: 'xterm', COLORTERM: 'truecolor' }, tty, false, '256'],
      ['16 for the Linux console', { TERM: 'linux' }, tty, false, '16'],
      ['none under NO_COLOR', { TERM: 'xterm-256color', NO_COLOR: '1' }, tty, false, 'none'],
      ['colours when NO_COLOR is empty', { TERM: 'xterm', NO_COLOR: '' }, tty, false, '16'],
      ['none with -C', { TERM: 'xterm-256color' }, tty, true, 'none'],
      ['none on a dumb terminal', { TERM: 'dumb', COLORTERM: 'truecolor' }, tty, false, 'none'],
      ['none on a vt100', { TERM: 'vt100' }, tty, false, 'none'],
      ['none when TERM is unknown', {}, tty, false, 'none'],
      ['none for a file', { TERM: 'xterm-256color' }, {}, false, 'none'],
    ];
  for (const [what, env, stdout, noColor, depth] of cases) {
    it(what, () => expect(chooseDepth(env, stdout, noColor)).toBe(depth));
  }
});

it('lets nothing but ASCII through where the terminal shows no more', () => {
  const ascii = createPainter({ theme: 'default', depth: 'none', unicode: false });
  expect(ascii.text([{ text: '← Größe 漢', tone: 'normal' }], 10)).toBe('< Gro?e ??');
});
