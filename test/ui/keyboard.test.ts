import { beforeEach, describe, expect, it } from 'vitest';
import { KEYS, sequenceOfKey } from '../../src/ui/key-sequences.js';
import { createKeyDecoder, type InputEvent, type KeyDecoder } from '../../src/ui/keyboard.js';
import { createRandom } from '../support/random.js';

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
    ['\x1bO5P', 'ctrl+f1'],
    ['\x1b[23$', 'shift+f11'],
    ['\x1b[3^', 'ctrl+delete'],
    ['\x1b[3@', 'ctrl+shift+delete'],
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
    for (const name of ['up', 'f9', 'shift+tab', 'ctrl+c', 'space', 'a', '漢', 'escape']) {
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

it('separates several keys in one read', () => {
  expect(keysOf('ab\x1b[A\x1bOB\x1b[15~\x1bx\r\x1b[<0;1;1Mq')).toEqual([
    'a',
    'b',
    'up',
    'down',
    'f5',
    'escape',
    'x',
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

it('joins a character that was cut between two reads', () => {
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

describe('keeps Esc and what is typed right after it apart', () => {
  /** Each key there is, by one of its forms each time. */
  const keys = [
    ...KEYS.flatMap(([, ...sequences]) => sequences),
    ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
    ...Array.from({ length: 26 }, (_, index) => String.fromCharCode(1 + index)).filter((key) => key !== '\t'),
    ...['ä', '漢', '😀', '\x1b[1;5P', '\x1b[23$', '\x1b[3^', '\x1bO5P'],
  ];

  function namesOf(...reads: readonly (string | Uint8Array | null)[]): string {
    events = [];
    return keysOf(...reads).join(' ');
  }

  const namesApart = () => new Map(keys.map((key) => [key, namesOf(key, null)]));

  it('whichever two keys come in one read, or in two that are cut anywhere', () => {
    const apart = namesApart();
    const wrong: string[] = [];
    for (const first of keys) {
      for (const second of keys) {
        const wanted = `${apart.get(first)} ${apart.get(second)}`;
        const bytes = Buffer.from(first + second);
        for (let cut = 0; cut < bytes.length; cut++) {
          const found = namesOf(bytes.subarray(0, cut), bytes.subarray(cut), null);
          if (found !== wanted) wrong.push(`${JSON.stringify(first + second)} cut after ${cut}: ${found}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('whichever key is typed between Esc and Enter, Esc or an arrow', () => {
    const apart = namesApart();
    for (const key of keys) {
      for (const last of ['\r', '\x1b', '\x1b[B', '\x1bOB']) {
        const wanted = `escape ${apart.get(key)} ${namesOf(last, null)}`;
        expect(namesOf(`\x1b${key}${last}`, null), JSON.stringify(key + last)).toBe(wanted);
        expect(namesOf(...`\x1b${key}${last}`, null), JSON.stringify(key + last)).toBe(wanted);
      }
    }
  });

  it('whatever is typed, unless it is what a terminal sends', () => {
    const sent =
      /^\x1b(?:\[(?:\[[A-E]|[0-?]+[ -/]*[@-~]|[ -/]+[@-~]|\d+\$|M[^\x00-\x1f]{3}|[A-IO-SZa-d])|O(?:[1-8][A-DFHP-S]|[A-DFHMP-SXa-dj-y])|\]\d+;|P[\d;]*[>!]\|)/;
    const { number, pick } = createRandom(17);
    const parts = [...'[O]PX^_|;?<>!12MABab~$\\ q', '\x1b', '\r', '\x07', 'é'];
    for (let round = 0; round < 20_000; round++) {
      const bytes = `\x1b${Array.from({ length: 1 + number(6) }, () => pick(parts)).join('')}`;
      if (!sent.test(bytes)) expect(namesOf(bytes, null), JSON.stringify(bytes)).toMatch(/^escape/);
    }
  });

  it('at once where no sequence begins so', () => {
    expect(namesOf('\x1bx')).toBe('escape x');
    expect(namesOf('\x1bPq')).toBe('escape P q');
    expect(namesOf('\x1b]]]')).toBe('escape ] ] ]');
  });

  it('of what is no key and no report keeps Esc alone, for no key is made of the middle of a sequence', () => {
    expect(namesOf('\x1b[q', null)).toBe('escape');
    expect(namesOf('\x1b[1;', null)).toBe('escape');
    expect(namesOf('\x1b]kill\x1b\\', null)).toBe('escape');
  });

  it('and takes one in a paste without an end for a key', () => {
    namesOf('\x1b[200~one', '\x1b', '\r', null);
    expect(events).toEqual([
      { type: 'paste', text: 'one' },
      { type: 'key', key: 'escape' },
    ]);
  });
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
    ['what the middle of the keypad sends', '\x1b[E'],
    ['controls of the upper half', '\u0085\u009b'],
    ['bytes that are no UTF-8', '\ufffd'],
  ];
  for (const [what, bytes] of noise) {
    it(what, () => expect(keysOf(`${bytes}q`, null).filter((key) => key !== 'paste')).toEqual(['q']));
  }

  it('all but Esc of a sequence without its rest', () => {
    expect(keysOf('\x1b[1;', null, 'q', '\x1b[12\x1b[200~\x1b[201~')).toEqual(['escape', 'q', 'escape', 'paste']);
  });
  it('all but Esc of a reply without its end, after a longer time', () => {
    keysOf('\x1b]11;rgb:00');
    expect(timer?.milliseconds).toBe(1000);
    expect(keysOf(null, 'q')).toEqual(['escape', 'q']);
  });
  it('all but Esc of a reply without its end, at ^C and Enter', () => {
    expect(keysOf('\x1bP>|ab', 'c', '\x03', '\r')).toEqual(['escape', 'ctrl+c', 'enter']);
  });
  it('a reply that is cut anywhere', () => {
    const reply = '\x1bP>|xterm(390)\x1b\\';
    for (let cut = 1; cut < reply.length; cut++) {
      events = [];
      expect(keysOf(reply.slice(0, cut), reply.slice(cut), 'q')).toEqual(['q']);
    }
  });
});

describe('reads a keyboard that another program has left in a mode', () => {
  /** What a key is in no mode, in kitty's protocol with every event and field, and by xterm's modifyOtherKeys. */
  const same: readonly (readonly [plain: string, ...reported: string[]])[] = [
    ['q', '\x1b[113u', '\x1b[113;1u', '\x1b[113;1:1u', '\x1b[113;1:2u', '\x1b[113;129u', '\x1b[113::113;;113u'],
    ['Q', '\x1b[113;2u', '\x1b[113:81;2u', '\x1b[113;65u', '\x1b[113;2;81u', '\x1b[27;2;81~', '\x1b[81;2u'],
    ['!', '\x1b[49:33;2u', '\x1b[49;2;33u', '\x1b[27;2;33~'],
    ['ä', '\x1b[228u', '\x1b[228;;228u', '\x1b[27;1;228~'],
    [' ', '\x1b[32u', '\x1b[32;2u', '\x1b[27;2;32~'],
    ['\x03', '\x1b[99;5u', '\x1b[99;6u', '\x1b[27;5;99~', '\x1b[27;6;67~', '\x1b[99;69u'],
    ['\x1a', '\x1b[122;5u', '\x1b[27;5;122~'],
    ['\r', '\x1b[13u', '\x1b[13;5u', '\x1b[27;5;13~', '\x1b[57414u', '\x1b[109;5u', '\x1bOM'],
    ['\t', '\x1b[9u', '\x1b[27;5;9~', '\x1b[105;5u'],
    ['\x1b[Z', '\x1b[9;2u', '\x1b[27;2;9~'],
    ['\x7f', '\x1b[127u', '\x1b[127;2u', '\x1b[27;5;8~'],
    ['\x1b', '\x1b[27u', '\x1b[27;1:1u', '\x1b[27;1;27~', '\x1b[91;5u'],
    ['\0', '\x1b[32;5u', '\x1b[27;5;32~'],
    ['\x1b[A', '\x1b[1;1:1A', '\x1b[1;129A', '\x1b[57419u'],
    ['\x1b[1;5C', '\x1b[1;5:2C'],
    ['\x1b[3~', '\x1b[3;1:1~', '\x1b[57426u'],
    ['7', '\x1b[57406u', '\x1bOw'],
    ['+', '\x1b[57413u', '\x1bOk'],
    ['=', '\x1b[57415u', '\x1bOX'],
  ];
  for (const [plain, ...reported] of same) {
    it(`${JSON.stringify(reported)} are ${JSON.stringify(plain)}`, () => {
      keysOf(plain, null);
      const [wanted] = events;
      for (const sequence of reported) {
        events = [];
        keysOf(sequence);
        expect(events, JSON.stringify(sequence)).toEqual([wanted]);
      }
    });
  }

  it('and takes no notice of a release, of shift alone, and of keys it does not know', () => {
    const nothing = ['\x1b[113;1:3u', '\x1b[27;1:3u', '\x1b[1;1:3A', '\x1b[3;5:3~', '\x1b[57441;2u', '\x1b[57376u'];
    const other = ['\x1b[120;3u', '\x1b[27;3;120~', '\x1b[120;9u', '\x1b[3u', '\x1b[1114112u', '\x1b[27;5;49~'];
    expect(keysOf(...nothing, ...other)).toEqual([]);
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
