import type { Command } from '../../src/model/list/commands.js';
import type { Layer } from '../../src/model/state/layers.js';
import { DEFAULT_SETTINGS, type Settings } from '../../src/model/state/settings.js';
import { type Beginning, initialState, type State, topLayer } from '../../src/model/state/state.js';
import type { Line } from '../../src/model/text/line.js';
import { createView, type Frame, view as viewAlone } from '../../src/model/view/view.js';
import { createAct } from '../../src/ui/acting.js';
import { createEffectRunner, type ScreenRecorder } from '../../src/ui/effects.js';
import type { InputEvent } from '../../src/ui/keyboard.js';
import { createModel } from '../../src/ui/model-loop.js';
import { type FakeProcess, type FakeReading, fakeSnapshot } from './snapshots.js';
import { type FakeWorld, fakeWorld } from './world.js';

type Options = Partial<Omit<Beginning, 'settings'>> & {
  readonly settings?: Partial<Settings>;
  /** What the first reading holds; none is taken without. */
  readonly processes?: readonly FakeProcess[];
  readonly screenRecorder?: ScreenRecorder;
};

/** ntop without a screen: keys in, state and effects out, in a fake world. */
export type Session = FakeWorld & {
  readonly state: State;
  readonly quits: number;
  /** Keys by their names; a character types itself. Wait for it where a key acts on a process. */
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  input(event: InputEvent): Promise<void>;
  command(command: Command): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Takes a reading, a second and a half after the last one. */
  sample(processes: readonly FakeProcess[], rest?: FakeReading): void;
  /** As on a screen: it may hold lines of the last one. */
  frame(): Frame;
  /** The same, made without those before. */
  freshFrame(): Frame;
  /** The lines of the list's part of the screen, without titles. */
  rows(): readonly string[];
  status(): string;
  footer(): string;
  /** The topmost dialog, which has to be of this kind. */
  top<Kind extends Layer['kind']>(kind: Kind): Extract<Layer, { kind: Kind }>;
  /** PID of the selected process, 0 when none is. */
  selectedPid(): number;
  pids(): readonly number[];
};

export function openSession({ settings, processes, screenRecorder, ...beginning }: Options = {}): Session {
  const fake = fakeWorld();
  let quits = 0;
  let seconds = 0;
  let state = initialState({
    // A test that does not speak of ended processes has only those that live.
    settings: { ...DEFAULT_SETTINGS, sort: '+pid', ...{ endedProcesses: false }, ...settings },
    pane: 'processes',
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    size: { columns: 80, rows: 24 },
    ...beginning,
  });
  const run = createEffectRunner({ ...fake.world, recorder: screenRecorder }, () => {
    quits += 1;
  });
  const outside = { run, act: createAct(fake.world.source), now: fake.world.now };
  const { send, type } = createModel(state, outside, (shown) => {
    state = shown;
  });
  const input = (...events: readonly InputEvent[]) => {
    type(events);
    return settle();
  };
  const view = createView();
  const moment = () => ({ now: fake.clock, clock: '14:02', staleSeconds: undefined });
  const frame = () => view(state, moment());
  fake.listener = (reading) =>
    send([
      reading.ok
        ? { type: 'sample', snapshot: reading.snapshot, now: fake.clock }
        : { type: 'error', text: reading.error },
    ]);

  const session: Omit<Session, keyof FakeWorld> = {
    get state() {
      return state;
    },
    get quits() {
      return quits;
    },
    input,
    frame,
    freshFrame: () => viewAlone(state, moment()),
    press: (...keys) => input(...keys.map(keyEvent)),
    type: (text) => input(...[...text].map((character) => keyEvent(character === ' ' ? 'space' : character))),
    command(command) {
      send([{ type: 'command', command, now: fake.clock }]);
      return settle();
    },
    resize: (columns, rows) => send([{ type: 'resize', columns, rows }]),
    sample(given, rest = {}) {
      seconds += 1.5;
      fake.clock += 1500;
      fake.push(fakeSnapshot({ seconds, ...rest, processes: given }));
    },
    rows: () => (frame().list?.rows ?? []).map(({ line }) => textOf(line)),
    status: () => textOf(frame().status ?? []),
    footer: () => textOf(frame().footer ?? []),
    top(kind) {
      const layer = topLayer(state);
      if (layer?.kind !== kind) throw new Error(`on top is ${layer?.kind ?? 'the list'}, not a ${kind}`);
      return layer as Extract<Layer, { kind: typeof kind }>;
    },
    selectedPid() {
      const { columns } = state.sample?.snapshot.processes ?? {};
      const slot = columns === undefined || state.selected === 0 ? -1 : columns.serial.indexOf(state.selected);
      return columns?.pid[slot] ?? 0;
    },
    pids: () => [...(state.list?.slots ?? [])].map((slot) => state.sample?.snapshot.processes.columns.pid[slot] ?? 0),
  };
  const whole = Object.defineProperties(fake, Object.getOwnPropertyDescriptors(session)) as Session;
  if (processes !== undefined) whole.sample(processes);
  return whole;
}

/** Until what was asked of the fake world has been answered. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function keyEvent(key: string): InputEvent {
  if (key === 'space') return { type: 'key', key, text: ' ' };
  return [...key].length === 1 ? { type: 'key', key, text: key } : { type: 'key', key };
}

export function textOf(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** Processes with the PIDs from 1 on. */
export function crowd(count: number, rest: (pid: number) => Partial<FakeProcess> = () => ({})): readonly FakeProcess[] {
  return Array.from({ length: count }, (_, index) => ({
    pid: index + 1,
    name: `task${index + 1}`,
    ...rest(index + 1),
  }));
}
