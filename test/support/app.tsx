import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { DEFAULT_SETTINGS, type Settings } from '../../src/model/state/settings.js';
import { type Beginning, initialState } from '../../src/model/state/state.js';
import { sequenceOfKey } from '../../src/ui/key-sequences.js';
import { runScreen } from '../../src/ui/run-screen.js';
import { openTerminal } from '../../src/ui/terminal.js';
import { PATIENCE_MILLISECONDS } from './patience.js';
import { type FakeProcess, type FakeReading, fakeSnapshot } from './snapshots.js';
import { type FakeWorld, fakeWorld } from './world.js';

type Options = Partial<Omit<Beginning, 'settings' | 'size'>> & {
  readonly settings?: Partial<Settings>;
  readonly size?: readonly [columns: number, rows: number];
  /** What the first reading holds; none is taken without. */
  readonly processes?: readonly FakeProcess[];
};

/** The whole screen of ntop in a fake world, drawn on a terminal emulator without a process or a pty. */
export type FakeApp = FakeWorld & {
  /** The lines on the screen, without blanks at their ends. */
  screen(): readonly string[];
  /** One read with all of these keys. */
  press(...keys: readonly string[]): Promise<void>;
  /** One read with these bytes. */
  type(bytes: string): Promise<void>;
  /** Takes a reading, a second and a half after the last one. */
  sample(processes: readonly FakeProcess[], rest?: FakeReading): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  waitFor(wanted: Wanted): Promise<void>;
  /** Until the program has nothing more to do before something comes from outside. */
  idle(): Promise<void>;
  /** How many times the screen was written to. */
  readonly frames: number;
  /** All that was written. */
  output(): string;
  /** Ends when the program does; rejects when it breaks. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
};

type Wanted = string | RegExp | ((screen: readonly string[]) => boolean);

/** A message takes a few turns of the event loop to the screen: where it opens a menu, Ink's. */
const TURNS = 25;

export async function openApp(options: Options = {}): Promise<FakeApp> {
  const { settings, size: [columns, rows] = [80, 24], processes, ...beginning } = options;
  const fake = fakeWorld();
  const keyboard = new Keyboard();
  const tty = new FakeTty(columns, rows);
  const terminal = openTerminal({
    stdin: keyboard as unknown as NodeJS.ReadStream,
    stdout: tty as unknown as NodeJS.WriteStream,
    mouse: true,
  });
  const begun = {
    settings: { ...DEFAULT_SETTINGS, sort: '+pid', ...settings },
    pane: 'processes' as const,
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    ...beginning,
  };
  const state = initialState({ ...begun, size: { columns, rows } });
  const ended = terminal.run((output) =>
    runScreen(output, keyboard as unknown as NodeJS.ReadStream, { state, depth: 'none', world: fake.world }),
  );
  // Whoever waits for it gets the rejection; it must not end the tests when nobody does.
  ended.catch(() => {});
  let seconds = 0;

  const app: Omit<FakeApp, keyof FakeWorld> = {
    screen: () => tty.screen(),
    output: () => tty.output,
    get frames() {
      return tty.frames;
    },
    ended,
    async press(...keys) {
      keyboard.write(keys.map(sequenceOfKey).join(''));
      await app.idle();
    },
    async type(bytes) {
      keyboard.write(bytes);
      await app.idle();
    },
    async sample(given, rest = {}) {
      seconds += 1.5;
      fake.clock += 1500;
      fake.push(fakeSnapshot({ seconds, ...rest, processes: given }));
      await app.idle();
    },
    async resize(newColumns, newRows) {
      tty.resize(newColumns, newRows);
      await app.idle();
    },
    waitFor: (wanted) => tty.waitFor(wanted),
    async idle() {
      for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
      await tty.written();
    },
    async close() {
      keyboard.write('\x03');
      await ended.catch(() => {});
      tty.close();
    },
  };
  const whole = Object.defineProperties(fake, Object.getOwnPropertyDescriptors(app)) as FakeApp;
  await whole.idle();
  if (processes !== undefined) await whole.sample(processes);
  return whole;
}

/** As much of a terminal's input as Ink uses. */
export class Keyboard extends PassThrough {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** As much of a terminal's output as ntop uses, shown by an emulator. */
export class FakeTty extends Writable {
  readonly isTTY = true;
  output = '';
  frames = 0;
  private readonly emulator: xterm.Terminal;
  private readonly shown = new EventEmitter();

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super({ decodeStrings: false });
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 50 });
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const text = String(chunk);
    this.output += text;
    this.frames += 1;
    this.emulator.write(text, () => this.shown.emit('shown'));
    done();
  }

  screen(): readonly string[] {
    const { buffer, cols, rows } = this.emulator;
    return Array.from({ length: rows }, (_, row) => {
      // The emulator keeps what is right of a terminal that became narrower.
      return buffer.active.getLine(row)?.translateToString(true, 0, cols).trimEnd() ?? '';
    });
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emulator.resize(columns, rows);
    this.emit('resize');
  }

  written(): Promise<void> {
    return new Promise((resolve) => this.emulator.write('', resolve));
  }

  waitFor(wanted: Wanted): Promise<void> {
    const fits = () => {
      const screen = this.screen();
      if (typeof wanted === 'function') return wanted(screen);
      return typeof wanted === 'string' ? screen.join('\n').includes(wanted) : wanted.test(screen.join('\n'));
    };
    return new Promise((resolve, reject) => {
      const finish = (error?: Error) => {
        clearTimeout(timer);
        this.shown.off('shown', look);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = () => {
        if (fits()) finish();
      };
      const fail = () => finish(new Error(`waited for ${wanted} in vain; the screen:\n${this.screen().join('\n')}`));
      const timer = setTimeout(fail, PATIENCE_MILLISECONDS);
      this.shown.on('shown', look);
      look();
    });
  }

  close(): void {
    this.emulator.dispose();
  }
}
