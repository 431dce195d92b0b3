import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { askedOf, type Options, type UserChoice } from '../cli/options.js';
import { ownName } from '../cli/users.js';
import { needsOf } from '../model/state/needs.js';
import type { Settings } from '../model/state/settings.js';
import { initialState, type State } from '../model/state/state.js';
import { applyFilter } from '../model/update/prompts.js';
import { update } from '../model/update/update.js';
import { createActions } from '../probe/actions.js';
import { addon, endNow } from '../probe/addon.js';
import { createMachineProbe } from '../probe/machine-probe.js';
import { createMemoryProbe } from '../probe/memory.js';
import { createProbe } from '../probe/probe.js';
import { createSampler } from '../probe/sampler.js';
import { createSessionProbe } from '../probe/sessions.js';
import { createSocketProbe } from '../probe/sockets.js';
import { hasUnicode } from '../settings/locale.js';
import { type FoundSettings, saveSettings } from '../settings/settings-file.js';
import { runScreen } from '../ui/run-screen.js';
import { openTerminal } from '../ui/terminal.js';
import { chooseDepth } from '../ui/theme.js';
import { readSample } from './reading.js';
import { EnvironmentError, guardSignals, guardWaysOut } from './ways-out.js';

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/** Opens the screen until the user quits. */
export async function openScreen(
  options: Options,
  users: UserChoice | undefined,
  { path, settings: wanted, faults }: FoundSettings,
): Promise<void> {
  // A limit of the locale is not the user's choice and must not get into the settings file.
  const settings = { ...wanted, unicode: wanted.unicode && hasUnicode(process.env) };
  const { stdout, stderr } = process;
  // Keys come from the terminal even when standard input is a pipe.
  const keyboard = process.stdin.isTTY ? STANDARD_INPUT : openKeyboard();
  const stdin = process.stdin.isTTY ? process.stdin : new ReadStream(keyboard);
  const begun = stateOf(options, settings, users, faults);
  const probe = createMachineProbe(createProbe(), createSocketProbe(), createMemoryProbe(), createSessionProbe());
  const lastSample = performance.now();
  const firstSample = readSample(probe, needsOf(begun));

  const farewell = {
    keep: (text: string) => addon().keepFarewell(keyboard, STANDARD_OUTPUT, text),
    forget: () => addon().forgetFarewell(),
  };
  const terminal = openTerminal({ stdin, stdout, mouse: settings.mouse, farewell });
  const depth = chooseDepth(process.env, stdout, options.color === false);
  const world = {
    probe,
    actions: createActions(),
    sampler: createSampler(probe, { delaySeconds: settings.delaySeconds, needs: needsOf(begun), lastSample }),
    terminal,
    save: (changed: Settings) =>
      save(path, hasUnicode(process.env) ? changed : { ...changed, unicode: wanted.unicode }),
    now: () => performance.now(),
    clock: () => new Date().toTimeString().slice(0, 5),
  };
  // Unhandled signals end the program even while the first sample hangs, but not PID 1 of a container.
  if (process.pid === 1) guardSignals(terminal, endNow);
  const snapshot = await firstSample;
  if (process.pid !== 1) guardSignals(terminal, endNow);
  guardWaysOut(terminal, { stdin, stdout, stderr }, endNow);
  await terminal.run(async (output) => {
    const { columns, rows } = output;
    const sized = update(begun, { type: 'resize', columns, rows }).state;
    const { state } = update(sized, { type: 'sample', snapshot, now: world.now() });
    await runScreen(output, stdin, { state, depth, world });
  });
}

function stateOf(
  options: Options,
  settings: Settings,
  users: UserChoice | undefined,
  faults: readonly string[],
): State {
  const state = initialState({
    pane: options.pane,
    settings,
    asked: askedOf(options),
    readonly: options.readonly,
    userName: ownName(),
    filter: { text: '', filter: undefined },
    users: users && { names: new Set(users.names), negate: users.negate },
    pids: options.pids && new Set(options.pids),
    notice: faults.length > 0 ? ({ text: faults.join('; '), tone: 'danger' } as const) : undefined,
    size: { columns: 80, rows: 24 },
  });
  return { ...state, filter: applyFilter(state, options.filter ?? '').state.filter };
}

function save(path: string | undefined, settings: Settings) {
  const { ok, message } = saveSettings(path, settings);
  return { text: message, tone: ok ? 'good' : 'danger' } as const;
}

function openKeyboard(): number {
  try {
    return openSync('/dev/tty', 'r');
  } catch {
    throw new EnvironmentError('no terminal to read keys from; use --batch or --json to print without one');
  }
}
