import { beforeEach, describe, expect, it } from 'vitest';
import { KEYS, sequenceOfKey } from '../../src/ui/key-sequences.js';
import { createKeyDecoder, type InputEvent, type KeyDecoder } from '../../src/ui/keyboard.js';

let events: InputEvent[];
let decoder: KeyDecoder;
let timer: { readonly callback: () => void; readonly milliseconds: number } | undefined;

beforeEach(() => {
  events = [];
  timer = undefined;
  decoder = createKeyDecoder({
    onInput: (event) => events.push(event),
    schedule: (callback, milliseconds) => {
      timer = { callback, milliseconds };
      return () => {
        timer = undefined;
      };
    },
  });
});

/** The keys that some reads give; a `null` between them is time that passes. */
function keysOf(...reads: readonly (string | Uint8Array | null)[]): readonly string[] {
  for (const read of reads) {
    if (read === null) timer?.callback();
    else decoder.feed(read);
  }
  return events.map((event) => (event.type === 'key' ? event.key : event.type));
}

describe('knows keys by what terminals send', () => {
  for (const [name, ...sequences] of KEYS) {
    for (const sequence of sequences) {
      it(`${JSON.stringify(sequence)} is ${name}`, () => expect(keysOf(sequence, null)).toEqual([name]));
    }
  }

  const others: readonly (readonly [string, string])[] = [
    ['\x1b[1;2A', 'shift+up'],
    ['\x1b[1;3C', 'alt+right'],
    ['\x1b[1;6D', 'ctrl+shift+left'],
    ['\x1b[3;5~', 'ctrl+delete'],
    ['\x1b[24;2~', 'shift+f12'],
    ['\x1b[1;5P', 'ctrl+f1'],
    ['\x1b[23$', 'shift+f11'],
    ['\x1b[3^', 'ctrl+delete'],
    ['\x1b[3@', 'ctrl+shift+delete'],
    ['\x1b\x1b[A', 'alt+up'],
    ['\x1bx', 'alt+x'],
    ['\x1bX', 'alt+X'],
    ['\x1bä', 'alt+ä'],
    ['\x1b\r', 'alt+enter'],
    ['\x1b\x7f', 'alt+backspace'],
    ['\x1b ', 'alt+space'],
    ['\x01', 'ctrl+a'],
    ['\x03', 'ctrl+c'],
    ['\x1a', 'ctrl+z'],
    [' ', 'space'],
    ['/', '/'],
    ['A', 'A'],
    ['é', 'é'],
    ['漢', '漢'],
    ['😀', '😀'],
  ];
  for (const [sequence, name] of others) {
    it(`${JSON.stringify(sequence)} is ${name}`, () => expect(keysOf(sequence, null)).toEqual([name]));
  }

  it('and the other way round', () => {
    for (const name of ['up', 'f9', 'shift+tab', 'ctrl+c', 'alt+x', 'space', 'a', '漢', 'escape']) {
      events = [];
      expect(keysOf(sequenceOfKey(name), null)).toEqual([name]);
    }
  });
});

it('gives the text of a printable key and none of another', () => {
  keysOf('a', ' ', '\x1b[A', '\t');
  expect(events).toEqual([
    { type: 'key', key: 'a', text: 'a' },
    { type: 'key', key: 'space', text: ' ' },
    { type: 'key', key: 'up' },
    { type: 'key', key: 'tab' },
  ]);
});

it('tells several keys in one read apart', () => {
  expect(keysOf('ab\x1b[A\x1bOB\x1b[15~\x1bx\r\x1b[<0;1;1Mq')).toEqual([
    'a',
    'b',
    'up',
    'down',
    'f5',
    'alt+x',
    'enter',
    'mouse',
    'q',
  ]);
});

it('joins a sequence that was cut anywhere', () => {
  const whole = '\x1b[15~\x1bOP\x1b[1;5C\x1b[[A\x1b[<64;10;20M\x1b[200~hi\x1b[201~z';
  for (let cut = 1; cut < whole.length; cut++) {
    events = [];
    const keys = keysOf(whole.slice(0, cut), whole.slice(cut));
    expect(keys, `cut after ${cut}`).toEqual(['f5', 'f1', 'ctrl+right', 'f1', 'mouse', 'paste', 'z']);
  }
});

it('joins a sequence that came byte by byte', () => {
  expect(keysOf(...'\x1b[15~\x1bOP\x1b[3;5~')).toEqual(['f5', 'f1', 'ctrl+delete']);
});

it('joins a character whose bytes were cut', () => {
  const bytes = Buffer.from('ä漢😀');
  for (let cut = 1; cut < bytes.length; cut++) {
    events = [];
    expect(keysOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['ä', '漢', '😀']);
  }
});

describe('takes Esc for the Esc key', () => {
  it('when nothing follows in time', () => {
    expect(keysOf('\x1b')).toEqual([]);
    expect(timer?.milliseconds).toBe(50);
    expect(keysOf(null)).toEqual(['escape']);
    expect(keysOf(null)).toEqual(['escape']);
  });
  it('when another key follows in the next read', () => expect(keysOf('\x1b', 'x')).toEqual(['escape', 'x']));
  it('when it is pressed twice', () => expect(keysOf('\x1b', '\x1b', null)).toEqual(['escape', 'escape']));
  it('when it comes twice in one read', () => expect(keysOf('\x1b\x1b', null)).toEqual(['escape', 'escape']));
  it('when an arrow follows it', () => expect(keysOf('\x1b', null, '\x1b[A')).toEqual(['escape', 'up']));
});

it('takes Esc and a bracket for alt with that key when no sequence follows', () => {
  expect(keysOf('\x1b[', null, '\x1bO', null, '\x1b]', null)).toEqual(['alt+[', 'alt+O', 'alt+]']);
});

describe('swallows', () => {
  const noise: readonly (readonly [string, string])[] = [
    ['a device report', '\x1b[?62;22c'],
    ['a mode report', '\x1b[?2026;2$y'],
    ['a cursor report with odd parameters', '\x1b[24;80;1R'],
    ['focus events', '\x1b[I\x1b[O'],
    ['a colour report that BEL ends', '\x1b]11;rgb:0000/0000/0000\x07'],
    ['a colour report that ST ends', '\x1b]11;rgb:0000/0000/0000\x1b\\'],
    ['a version report', '\x1bP>|xterm(390)\x1b\\'],
    ['an application command', '\x1b_Gi=1;OK\x1b\\'],
    ['a mouse report of the old kind', '\x1b[M !!'],
    ['a key nobody knows', '\x1b[99~'],
    ['a sequence that another breaks off', '\x1b[12\x1b[200~\x1b[201~'],
    ['controls of the upper half', '\u0085\u009b'],
    ['bytes that are no UTF-8', '\ufffd'],
  ];
  for (const [what, bytes] of noise) {
    it(what, () => expect(keysOf(`${bytes}q`, null).filter((key) => key !== 'paste')).toEqual(['q']));
  }

  it('the torso of a sequence whose rest got lost', () => expect(keysOf('\x1b[1;', null, 'q')).toEqual(['q']));
  it('a reply whose end got lost, after a longer time', () => {
    keysOf('\x1b]11;rgb:00');
    expect(timer?.milliseconds).toBe(1000);
    expect(keysOf(null, 'q')).toEqual(['q']);
  });
  it('a reply whose end got lost, at ^C and Enter, which are in none', () => {
    expect(keysOf('\x1bPab', 'c', '\x03', '\r')).toEqual(['ctrl+c', 'enter']);
  });
  it('nothing, when Esc was pressed twice before a letter that could begin a reply', () => {
    expect(keysOf('\x1b\x1b', 'P', 'q')).toEqual(['escape', 'escape', 'P', 'q']);
  });
});

describe('takes a paste as one', () => {
  const pasted = (text: string) => [{ type: 'paste', text }];
  it('with keys and sequences inside', () => {
    keysOf('\x1b[200~q\x1b[A\r\nx\x1b[201~');
    expect(events).toEqual(pasted('q\x1b[A\r\nx'));
  });
  it('over many reads', () => {
    keysOf('\x1b[200~one ', 'two ', 'three\x1b[20', '1~');
    expect(events).toEqual(pasted('one two three'));
  });
  it('even when its end got lost', () => {
    keysOf('\x1b[200~one', null, 'q');
    expect(events).toEqual([...pasted('one'), { type: 'key', key: 'q', text: 'q' }]);
  });
  it('of bounded size, whatever is pasted', () => {
    const block = 'x'.repeat(100_000);
    keysOf('\x1b[200~', block, block, block, block, `${block}\x1b[2`, '01~', 'q');
    expect(events).toEqual([...pasted('x'.repeat(65_536)), { type: 'key', key: 'q', text: 'q' }]);
  });
});

describe('reads the mouse', () => {
  const cell = { type: 'mouse', column: 4, row: 2 };
  const cases: readonly (readonly [string, string, object | undefined])[] = [
    ['a left press', '\x1b[<0;5;3M', { ...cell, action: 'press', button: 'left' }],
    ['a release', '\x1b[<0;5;3m', { ...cell, action: 'release', button: 'left' }],
    ['a right press with ctrl', '\x1b[<18;5;3M', { ...cell, action: 'press', button: 'right' }],
    ['a drag', '\x1b[<32;5;3M', { ...cell, action: 'drag', button: 'left' }],
    ['the wheel up', '\x1b[<64;5;3M', { ...cell, action: 'wheelUp', button: 'middle' }],
    ['the wheel down', '\x1b[<65;5;3M', { ...cell, action: 'wheelDown', button: 'middle' }],
    ['beyond column 223', '\x1b[<0;500;3M', { ...cell, column: 499, action: 'press', button: 'left' }],
    ['no sideways wheel', '\x1b[<66;5;3M', undefined],
    ['no motion without a button', '\x1b[<35;5;3M', undefined],
    ['no side buttons', '\x1b[<128;5;3M', undefined],
  ];
  for (const [what, sequence, event] of cases) {
    it(what, () => {
      keysOf(sequence);
      expect(events).toEqual(event === undefined ? [] : [event]);
    });
  }
});
