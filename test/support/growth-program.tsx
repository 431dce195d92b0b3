// Draws thousands of frames in a fake world, then says as JSON what was held after each thousand.
import { readdirSync } from 'node:fs';
import { Writable } from 'node:stream';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { initialState } from '../../src/model/state/state.js';
import { sequenceOfKey } from '../../src/ui/key-sequences.js';
import { runScreen } from '../../src/ui/run-screen.js';
import { openTerminal } from '../../src/ui/terminal.js';
import { Keyboard } from './app.js';
import { type FakeProcess, fakeSnapshot } from './snapshots.js';
import { fakeWorld, GONE } from './world.js';

const PROCESSES = 120;
const FRAMES = 1000;
/** Three to warm up, when caches fill and code is compiled, that of menus late, and five that are compared. */
const ROUNDS = 8;

/** What a person does again and again; each line comes back to the list. */
const DOINGS: readonly (readonly string[])[] = [
  ['down', 'down', 'pageDown', 'space', 'U'],
  ['P', 'M', 'I', 't', '*', '*', 't'],
  ['/', 't', 's', 'k', 'enter', 'n', '/', 'ctrl+g'],
  ['f4', 'p', 'i', 'd', '>', '9', 'enter', 'f4', 'ctrl+u', 'enter'],
  ['home', 'k', 'down', 'ctrl+g'],
  ['home', 'f9', 'enter', 'f8'],
  ['home', 'enter', 'tab', 'tab', 'tab', 'q'],
  ['?', 'pageDown', 'end', 'q'],
  ['S', 'down', 'ctrl+g', 'u', 'ctrl+g', 'f', 'ctrl+g', 'f6', 'ctrl+g'],
  ['home', 'a', 'ctrl+g', 'i', 'ctrl+g', 'r', 'ctrl+g'],
];

/** A terminal that shows nobody anything, and counts. */
class Sink extends Writable {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  writes = 0;
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.writes += 1;
    done();
  }
}

const fake = fakeWorld();
const keyboard = new Keyboard();
const sink = new Sink();
const stdin = keyboard as unknown as NodeJS.ReadStream;
const terminal = openTerminal({
  stdin,
  stdout: sink as unknown as NodeJS.WriteStream,
  mouse: true,
});
const beginning = {
  settings: DEFAULT_SETTINGS,
  pane: 'processes' as const,
  readonly: false,
  userName: 'ada',
  filter: { text: '', filter: undefined },
  users: undefined,
  pids: undefined,
  notice: undefined,
};
const state = initialState({ ...beginning, size: { columns: sink.columns, rows: sink.rows } });
const ended = terminal.run((output) => runScreen(output, stdin, { state, depth: '256', world: fake.world }));
await turn();

const held: { readonly heapBytes: number; readonly residentBytes: number; readonly descriptors: number }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (let frame = 0; frame < FRAMES; frame++) await draw(round * FRAMES + frame);
  held.push(await measure());
}
keyboard.write('\x03');
await ended;
process.stdout.write(`${JSON.stringify({ held, writes: sink.writes, production: process.env.NODE_ENV })}\n`);

/** A reading with a few new processes, and a key or some. */
async function draw(frame: number): Promise<void> {
  fake.clock += 1500;
  fake.push(fakeSnapshot({ seconds: 1.5 * (frame + 1), processes: crowdAt(frame) }));
  const doing = DOINGS[Math.floor(frame / 10) % DOINGS.length] ?? [];
  if (frame % 10 === 0) keyboard.write(doing.map(sequenceOfKey).join(''));
  if (frame % 500 === 2) {
    sink.columns = 60 + (frame % 7) * 20;
    sink.emit('resize');
  }
  for (const pid of fake.asked()) await fake.answer(pid, frame % 3 === 0 ? GONE : {});
  fake.done.length = 0;
  await turn();
}

/** One place in four gets somebody new all the time, with a name that nobody had before. */
function crowdAt(frame: number): readonly FakeProcess[] {
  return Array.from({ length: PROCESSES }, (_, slot) => {
    const life = slot % 4 === 0 ? Math.floor((frame + slot) / 20) : 0;
    const serial = life * 1000 + slot + 1;
    const name = `täsk${serial}`;
    return {
      pid: slot + 1,
      slot,
      serial,
      ppid: slot >> 1,
      startTicks: 100 + life,
      name,
      cpuSeconds: frame * (slot % 3),
    };
  });
}

async function turn(): Promise<void> {
  for (let count = 0; count < 4; count++) await new Promise((resolve) => setImmediate(resolve));
}

async function measure() {
  if (gc === undefined) throw new Error('run with --expose-gc');
  await new Promise((resolve) => setTimeout(resolve, 100));
  gc();
  gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, residentBytes: rss, descriptors: readdirSync('/proc/self/fd').length };
}
