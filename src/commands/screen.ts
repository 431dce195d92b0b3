import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { askedOf, type Options, type UserChoice } from '../cli/options.js';
import { ownName } from '../cli/users.js';
import type { Source } from '../model/machine/source.js';
import type { Settings } from '../model/state/settings.js';
import { asOpen, initialState, paneStateOf, type State } from '../model/state/state.js';
import { clean } from '../model/text/text.js';
import { applyFilter } from '../model/update/prompts.js';
import { addon, endNow } from '../probe/addon.js';
import { giveBackMemoryNowAndThen } from '../probe/own-memory.js';
import { hasUnicode } from '../settings/locale.js';
import { type FoundSettings, saveSettings } from '../settings/settings-file.js';
import { openTerminal } from '../ui/terminal.js';
import { chooseDepth } from '../ui/theme.js';
import { EnvironmentError } from './failure.js';
import { type Shown, showRecording } from './replay-screen.js';
import { restoreAtExit, restoreAtSignals } from './restore-terminal.js';
import { show } from './show.js';

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/** What was asked for on the command line, and of what. */
export type ScreenInput = {
  readonly source: Source;
  readonly options: Options;
  readonly users: UserChoice | undefined;
  readonly found: FoundSettings;
};

/** Opens the screen until the user quits; of a recording, if there is one. */
export async function openScreen({ source, options, users, found }: ScreenInput, recording?: Shown): Promise<void> {
  const { path, settings: wanted, problems } = found;
  // A limit of the locale is not the user's choice and must not get into the settings file.
  const settings: Settings = { ...wanted, unicode: wanted.unicode && hasUnicode(process.env) };
  const { stdout, stderr } = process;
  // Keys come from the terminal even when standard input is a pipe.
  const keyboard = process.stdin.isTTY ? STANDARD_INPUT : openKeyboard();
  const stdin = process.stdin.isTTY ? process.stdin : new ReadStream(keyboard);
  const farewell = {
    keep: (text: string) => addon().keepFarewell(keyboard, STANDARD_OUTPUT, text),
    forget: () => addon().forgetFarewell(),
  };
  const title = titleOf(options.host);
  const terminal = openTerminal({ stdin, stdout, mouse: settings.mouse, title, farewell });
  // Unhandled signals end the program even while the first sample hangs, but not PID 1 of a container.
  if (process.pid === 1) restoreAtSignals(terminal, endNow);
  const showing = {
    state: stateOf({ options, users, userName: await ownName(source.users) }, settings, problems),
    terminal,
    stdin,
    depth: chooseDepth(process.env, stdout, options.color === false),
    save: (changed: Settings) =>
      save(path, hasUnicode(process.env) ? changed : { ...changed, unicode: wanted.unicode }),
    guard: () => {
      giveBackMemoryNowAndThen();
      if (process.pid !== 1) restoreAtSignals(terminal, endNow);
      restoreAtExit(terminal, { stdin, stdout, stderr }, endNow);
    },
  };
  await (recording === undefined ? show({ ...showing, source }) : showRecording({ ...showing, ...recording }));
}

type Asked = Pick<ScreenInput, 'options' | 'users'> & { readonly userName: string };

function stateOf({ options, users, userName }: Asked, settings: Settings, problems: readonly string[]): State {
  const state = initialState({
    pane: options.pane,
    settings,
    asked: askedOf(options),
    readonly: options.readonly,
    remote: options.host && clean(options.host),
    userName,
    filter: { text: '', filter: undefined },
    users: users && { names: new Set(users.names), negate: users.negate },
    pids: options.pids && new Set(options.pids),
    notice: problems.length > 0 ? ({ text: problems.join('; '), tone: 'danger' } as const) : undefined,
    size: { columns: 80, rows: 24 },
  });
  const filtered = withFilter(state, options.filter);
  const { second } = options;
  if (second === undefined) return filtered;
  const other = withFilter(asOpen(filtered, second.pane), second.filter);
  return { ...filtered, parked: new Map(filtered.parked).set(second.pane, paneStateOf(other)) };
}

function withFilter(state: State, text = ''): State {
  return { ...state, filter: applyFilter(state, text).state.filter };
}

function save(path: string | undefined, settings: Settings) {
  const { ok, message } = saveSettings(path, settings);
  return { text: message, tone: ok ? 'good' : 'danger' } as const;
}

/** So that a row of windows says which machine each of them shows. The Linux console would print it. */
function titleOf(host: string | undefined): string | undefined {
  return host === undefined || process.env.TERM === 'linux' ? undefined : `ntop ${clean(host)}`;
}

function openKeyboard(): number {
  try {
    return openSync('/dev/tty', 'r');
  } catch {
    throw new EnvironmentError('no terminal to read keys from; use --batch or --json to print without one');
  }
}
