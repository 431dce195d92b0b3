import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line, Tone } from '../../src/model/text/line.js';
import { createPainter, type Painted } from '../../src/ui/paint.js';
import { ScreenOutput } from '../../src/ui/screen-output.js';
import { FakeTerminal } from '../support/fake-terminal.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import { plain } from '../support/painted.js';
import { createRandom, type Random } from '../support/random.js';

const painter = createPainter({ theme: 'default', depth: '256' });

let terminal: FakeTerminal;
let output: ScreenOutput;

beforeEach(() => open(120, 40));
afterEach(() => output.destroy());

function open(columns: number, rows: number): void {
  terminal = new FakeTerminal(columns, rows);
  output = new ScreenOutput(terminal.asStream());
  output.mute(false);
}

/** What was sent for a frame, without the marks of its begin and end. */
async function show(lines: readonly (string | Painted)[], left = 0, top = 0): Promise<string> {
  const painted = lines.map((line) => (typeof line === 'string' ? plain(line) : line));
  output.place('lines', { left, top, lines: painted });
  return /^(?:\x1b\[\?2026h(.*)\x1b\[\?2026l)?$/s.exec(await terminal.take())?.[1] ?? '';
}

describe('whatever is drawn after whatever', () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`the screen is as if drawn afresh (seed ${seed})`, async () => {
      const random = createRandom(seed);
      open(5 + random.number(60), 3 + random.number(10));
      let lines = randomLines(random);
      for (let round = 0; round < 40; round++) {
        lines = changed(lines, random);
        if (random.number(12) === 0) {
          terminal.resize(5 + random.number(60), 3 + random.number(10));
          lines = randomLines(random);
          output.redraw();
        }
        const [left, top] = [random.number(3), random.number(2)];
        const cut = lines.map((spans) => painter.line(spans.line, terminal.columns - left, spans.over));
        const strings = lines.map((spans) => painter.text(spans.line, terminal.columns - left, spans.over));
        const bytes = await show(cut.slice(0, terminal.rows - top), left, top);
        assertNoForeignControls(Buffer.from(bytes));
        expect(terminal.cells()).toEqual(await drawnAfresh(strings, left, top));
      }
    });
  }

  async function drawnAfresh(lines: readonly string[], left: number, top: number) {
    const fresh = new FakeTerminal(terminal.columns, terminal.rows);
    for (const [row, line] of lines.slice(0, fresh.rows - top).entries()) {
      fresh.write(`\x1b[${top + row + 1};${left + 1}H${line}`);
    }
    await fresh.take();
    return fresh.cells();
  }

  type Wanted = { readonly line: Line; readonly over: Tone | undefined };
  const TONES: readonly Tone[] = [
    'normal',
    'muted',
    'strong',
    'header',
    'match',
    'good',
    'danger',
    'cpuUser',
    'tabActive',
  ];
  const TEXTS = [
    'a',
    ' ',
    '    ',
    '0.0',
    '漢字',
    'é',
    'e\u0301',
    '█▓▒',
    'ｱ',
    'process --flag',
    '한',
    '            ',
    '▼',
  ];

  function randomLines(random: Random): readonly Wanted[] {
    return Array.from({ length: terminal.rows }, () => randomLine(random));
  }

  function randomLine(random: Random): Wanted {
    const over = random.number(6) === 0 ? random.pick<Tone>(['selected', 'header', 'tagged']) : undefined;
    const length = random.number(12);
    return { over, line: Array.from({ length }, () => ({ text: random.pick(TEXTS), tone: random.pick(TONES) })) };
  }

  /** Mostly the same, as screens are. */
  function changed(lines: readonly Wanted[], random: Random): readonly Wanted[] {
    return lines.map((painted) => {
      if (random.number(3) > 0) return painted;
      if (random.number(3) === 0) return randomLine(random);
      const at = random.number(painted.line.length + 1);
      const line = painted.line.map((span, index) => (index === at ? { ...span, text: random.pick(TEXTS) } : span));
      return { ...painted, line };
    });
  }
});

describe('writes little', () => {
  const width = 120;
  const rows = (cpu: (row: number) => number, text = 'service'): readonly Painted[] =>
    Array.from({ length: 40 }, (_, row) => row).map((row) => {
      if (row < 4) return painter.line(meter(cpu(row)), width);
      return painter.line(process(row, cpu(row), text), width, row === 9 ? 'selected' : undefined);
    });
  const meter = (percent: number): Line => [
    { text: ' CPU ', tone: 'label' },
    { text: '█'.repeat(Math.round(percent / 3)), tone: 'cpuUser' },
    { text: ' '.repeat(34 - Math.round(percent / 3)), tone: 'muted' },
    { text: `${percent.toFixed(1)}%`, tone: 'normal' },
  ];
  const process = (row: number, cpu: number, name: string): Line => [
    { text: `  ${1000 + row} root     `, tone: 'normal' },
    { text: ' 20   0 ', tone: 'muted' },
    { text: ` ${(cpu / 7).toFixed(1)}G S `, tone: 'normal' },
    { text: `${cpu.toFixed(1).padStart(5)} `, tone: cpu > 50 ? 'strong' : 'normal' },
    { text: `/usr/libexec/${name} --number ${row}`, tone: 'normal' },
  ];

  it('for an unchanged frame nothing', async () => {
    await show(rows((row) => row));
    expect(await show(rows((row) => row))).toBe('');
  });

  it('for the meters and five rows not 500 bytes', async () => {
    await show(rows((row) => row));
    const bytes = await show(rows((row) => (row < 9 ? row + 31 : row)));
    expect(terminal.screen()[0]).toContain('31.0%');
    expect(Buffer.byteLength(bytes)).toBeLessThan(500);
  });

  it('for a figure that changes its last digit not more than a place and the digit', async () => {
    await show(rows(() => 4));
    const bytes = await show(rows((row) => (row === 20 ? 4.1 : 4)));
    expect(bytes).toBe('\x1b[21;37H1');
  });

  it('for a completely different screen less than 5,000 bytes', async () => {
    await show(rows((row) => row));
    const other = rows((row) => 99 - row, 'another');
    expect(Buffer.byteLength(await show([...other.slice(7), ...other.slice(0, 7)]))).toBeLessThan(5000);
  });

  it('for a row that ends an erasure, not blanks', async () => {
    await show(['x'.repeat(100)]);
    expect(await show(['x'])).toBe('\x1b[1;2H\x1b[K');
  });
});

describe('is one frame', () => {
  it('for all that changes in one turn', async () => {
    output.place('one', { left: 0, top: 0, lines: [plain('first')] });
    output.place('two', { left: 10, top: 0, lines: [plain('second')] });
    output.write('Ink\nbelow');
    output.place('one', { left: 0, top: 3, lines: [plain('moved')] });
    await terminal.take();
    expect(terminal.screen().slice(0, 4)).toEqual(['Ink       second', 'below', '', 'moved']);
    output.remove('two');
    expect(await terminal.take()).not.toBe('');
    expect(terminal.screen()[0]).toBe('Ink');
  });

  it('in one write, shown at once by a terminal that can', async () => {
    output.place('lines', { left: 0, top: 0, lines: [plain('one'), plain('two')] });
    await Promise.resolve();
    expect(terminal.writes).toEqual(['\x1b[?2026h\x1b[1Hone\r\ntwo\x1b[?2026l']);
  });

  it('the newest, once a slow terminal can take more', async () => {
    await show(['one']);
    terminal.writableNeedDrain = true;
    expect(await show(['two'])).toBe('');
    expect(await show(['three'])).toBe('');
    terminal.writableNeedDrain = false;
    terminal.emit('drain');
    expect(await terminal.take()).not.toContain('two');
    expect(terminal.screen()[0]).toBe('three');
    expect(terminal.listenerCount('drain')).toBe(0);
  });

  it('of nothing while another program has the terminal', async () => {
    output.mute(true);
    expect(await show(['hidden'])).toBe('');
  });

  it('on an empty screen when all has to be drawn again', async () => {
    await show(['one', 'two']);
    output.redraw();
    expect(await show(['one', 'two'])).toBe('\x1b[H\x1b[J\x1b[1Hone\r\ntwo');
  });
});

it('lets no control through but its own', async () => {
  await show(['a\x07b\x1bc\x9bd\x1b]0;title\x07\x1b[2J\x7f\r\nz']);
  expect(terminal.screen()[0]).toBe('a?b?c?d?]0;title??[2J???z');
});

it('never leaves half of a wide character', async () => {
  open(6, 2);
  await show(['漢字漢字']);
  expect(terminal.screen()[0]).toBe('漢字漢');
  await show(['a漢字漢']);
  expect(terminal.screen()[0]).toBe('a漢字');
  await show(['ab字']);
  expect(terminal.screen()[0]).toBe('ab字');
});

it('ignores modes that Ink or its helpers would set', async () => {
  await show(['text']);
  output.write('\x1b[?25h');
  expect(await terminal.take()).toBe('');
});
