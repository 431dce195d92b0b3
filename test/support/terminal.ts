import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';
import { sequenceOfKey } from '../../src/ui/key-sequences.js';
import { type Modes, modesOf } from './modes.js';
import { PATIENCE_MILLISECONDS } from './patience.js';

type Options = {
  readonly command?: string;
  readonly args?: readonly string[];
  /** Added to a clean environment, or taken out of it with undefined. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
};

export type Cell = {
  readonly text: string;
  /** 2 for a wide character, 0 for the cell behind it. */
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  /** Number in the palette; undefined for the terminal's own colour. */
  readonly foreground: number | undefined;
  readonly background: number | undefined;
};

type Wanted = string | RegExp | ((screen: readonly string[]) => boolean);

export type TerminalSession = {
  readonly pid: number;
  /** The lines on the screen, without blanks at their ends. */
  screen(): string[];
  line(row: number): string;
  cell(row: number, column: number): Cell;
  /** Keys by the names that keyboard.ts gives them; waits where an Esc must not melt into the next key. */
  press(...keys: readonly string[]): Promise<void>;
  /** Text as one read, as a fast typist or a paste without brackets. */
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Looks at every whole frame until it fits. Fails with the screen in the message. */
  waitFor(wanted: Wanted): Promise<void>;
  /** Until nothing was written for a moment. */
  idle(): Promise<void>;
  /** All that was written so far. */
  bytes(): Buffer;
  modes(): Modes;
  /** How often the screen was scrolled, which a program that owns the whole of it never does. */
  scrolls(): number;
  readonly exit: Promise<{ readonly code: number; readonly signal: number }>;
  /** To the program that was started, and no other. */
  signal(name: NodeJS.Signals): void;
  /** Takes the terminal away, as a lost connection does. */
  hangUp(): void;
  close(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL('../../bin/ntop.js', import.meta.url));
const ESCAPE_MILLISECONDS = 90;
const QUIET_MILLISECONDS = 80;

/** Starts a program, ntop unless told otherwise, on a pseudo terminal, and a terminal emulator that shows its output. */
export async function openTerminal(options: Options = {}): Promise<TerminalSession> {
  const { command = process.execPath, args = [], columns = 80, rows = 24, cwd = process.cwd() } = options;
  const argv = options.command === undefined ? [PROGRAM, ...args] : [...args];
  const env = cleanEnvironment(options.env);
  // It sets TERM to its name.
  const name = env.TERM ?? 'xterm-256color';
  const pty = spawn(command, argv, { name, cols: columns, rows, cwd, env, encoding: null });
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  const chunks: Buffer[] = [];
  const onOutput = new Set<() => void>();
  let scrolls = 0;
  let exited = false;
  let ended = false;

  emulator.onScroll(() => {
    scrolls += 1;
  });
  // To change between its two screens is no scrolling, though the emulator reports it as such.
  emulator.buffer.onBufferChange(() => {
    scrolls = 0;
  });
  // Without an encoding node-pty gives buffers, though its types say string.
  pty.onData((data: unknown) => {
    const chunk = Buffer.from(data as Buffer);
    chunks.push(chunk);
    emulator.write(chunk, () => {
      for (const listener of [...onOutput]) listener();
    });
  });
  const exit = new Promise<{ code: number; signal: number }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      exited = true;
      // What it wrote last is parsed before anybody is told that it ended.
      emulator.write('', () => {
        ended = true;
        for (const listener of [...onOutput]) listener();
        resolve({ code: exitCode, signal: signal ?? 0 });
      });
    });
  });

  const line = (row: number) => emulator.buffer.active.getLine(emulator.buffer.active.baseY + row);
  // After a resize the emulator's lines may still be longer than it is wide.
  const text = (row: number) => line(row)?.translateToString(true, 0, emulator.cols) ?? '';
  const screen = () => Array.from({ length: emulator.rows }, (_, row) => text(row));
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (!exited) process.kill(pty.pid, signal);
    } catch (error) {
      // It has ended, and node-pty, which has not told yet, has buried it.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };

  function waitFor(wanted: Wanted): Promise<void> {
    return until(
      onOutput,
      // What people see is whole frames, however their bytes were cut into reads.
      () => !emulator.modes.synchronizedOutputMode && fits(wanted, screen()),
      () => ended,
      () => `waited for ${wanted} in vain; the screen${ended ? ' (program has ended)' : ''}:\n${screen().join('\n')}`,
    );
  }

  async function press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      pty.write(sequenceOfKey(key));
      if (key === 'escape') await pass(ESCAPE_MILLISECONDS);
    }
  }

  return {
    pid: pty.pid,
    exit,
    screen,
    waitFor,
    press,
    line: text,
    cell: (row, column) => toCell(line(row)?.getCell(column)),
    type: (text) => pty.write(text),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    idle: () => quiet(() => chunks.length, emulator),
    bytes: () => Buffer.concat(chunks),
    scrolls: () => scrolls,
    modes: () => modesOf(Buffer.concat(chunks).toString('latin1')),
    signal: kill,
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    async close() {
      kill('SIGKILL');
      await exit;
      emulator.dispose();
    },
  };
}

function cleanEnvironment(added: Options['env'] = {}): Record<string, string> {
  const { PATH, HOME, USER } = process.env;
  const all = { PATH, HOME, USER, LANG: 'C.UTF-8', TERM: 'xterm-256color', SHELL: '/bin/sh', ...added };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function fits(wanted: Wanted, screen: readonly string[]): boolean {
  if (typeof wanted === 'function') return wanted(screen);
  return typeof wanted === 'string' ? screen.some((line) => line.includes(wanted)) : wanted.test(screen.join('\n'));
}

/** Checks now and after every output. */
function until(onOutput: Set<() => void>, check: () => boolean, isOver: () => boolean, complaint: () => string) {
  return new Promise<void>((resolve, reject) => {
    const finish = (error?: Error) => {
      clearTimeout(timer);
      onOutput.delete(look);
      if (error === undefined) resolve();
      else reject(error);
    };
    const look = () => {
      if (check()) finish();
      else if (isOver()) finish(new Error(complaint()));
    };
    const timer = setTimeout(() => finish(new Error(complaint())), PATIENCE_MILLISECONDS);
    onOutput.add(look);
    look();
  });
}

async function quiet(countReads: () => number, emulator: xterm.Terminal): Promise<void> {
  for (let before = -1; before !== countReads(); ) {
    before = countReads();
    await pass(QUIET_MILLISECONDS);
    // After a while without the CPU, timers come before what waits to be read.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise<void>((resolve) => emulator.write('', resolve));
}

type BufferCell = NonNullable<
  ReturnType<NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>['getCell']>
>;

function toCell(cell: BufferCell | undefined): Cell {
  if (cell === undefined) throw new Error('there is no such cell');
  return {
    text: cell.getChars(),
    width: cell.getWidth(),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    foreground: cell.isFgDefault() ? undefined : cell.getFgColor(),
    background: cell.isBgDefault() ? undefined : cell.getBgColor(),
  };
}
