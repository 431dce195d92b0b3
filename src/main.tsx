import { openSync } from 'node:fs';
import { userInfo } from 'node:os';
import { ReadStream } from 'node:tty';
import { runBatch } from './batch.js';
import { parseArguments } from './cli.js';
import { doctorText } from './doctor.js';
import { needsOf } from './model/needs.js';
import type { Settings } from './model/settings.js';
import { type Beginning, initialState } from './model/state.js';
import { clean } from './model/text.js';
import { applyFilter } from './model/update/prompts.js';
import { type Options, type UserChoice, withoutScreen } from './options.js';
import { createPaper } from './paper.js';
import { createActions } from './probe/actions.js';
import { createMachineProbe } from './probe/machine-probe.js';
import { createProbe } from './probe/probe.js';
import { createSampler } from './probe/sampler.js';
import { createSocketProbe } from './probe/sockets.js';
import { withFirstSample } from './reading.js';
import { saveSettings, settingsFor } from './settings-file.js';
import { App } from './ui/App.js';
import { openTerminal } from './ui/terminal.js';
import { chooseDepth } from './ui/theme.js';
import { resolveUsers } from './users.js';
import { EnvironmentError, guardWaysOut, reportFailure } from './ways-out.js';

/** Until the terminal has been asked for its own. */
const SMALL_SIZE = { columns: 80, rows: 24 };
const FAILED = 1;
const USAGE = 2;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  reportFailure(error, process.stderr);
  process.exitCode = FAILED;
}

/** Does what the command line asks for; the result is the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv);
  if (parsed.kind === 'usage') return refuse(parsed.message);
  if (parsed.kind === 'information') return print(parsed.text);
  if (parsed.kind === 'examination') return examine(parsed.options);
  const options = process.stdout.isTTY ? parsed : withoutScreen(parsed);

  const users = options.users && resolveUsers(options.users);
  if (users !== undefined && 'kind' in users) return refuse(users.message);
  const found = settingsFor(options);
  if ('failure' in found) throw new EnvironmentError(found.failure);
  return options.output === 'screen' ? openScreen(options, users, found) : printSamples(options, users, found);
}

async function examine(options: Options): Promise<number> {
  const { env, stdout } = process;
  const found = settingsFor(options);
  if ('failure' in found) throw new EnvironmentError(found.failure);
  const { columns, rows } = stdout;
  const colours = chooseDepth(env, stdout, options.color === false);
  const terminal = { isTTY: stdout.isTTY === true, columns, rows, colours, unicode: hasUnicode(env) };
  return print(await doctorText({ probe: createProbe(), env, terminal, settings: found }));
}

async function printSamples(
  options: Options,
  users: UserChoice | undefined,
  { settings, faults }: Found,
): Promise<number> {
  for (const fault of faults) process.stderr.write(`ntop: ${fault}\n`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const paper = createPaper(process.stdout, options.width, settings.unicode && hasUnicode(process.env));
  await runBatch({
    probe: createMachineProbe(createProbe(), createSocketProbe()),
    options,
    settings,
    users,
    paper,
    stop: stop.signal,
  });
  return 0;
}

type Found = { readonly path: string; readonly settings: Settings; readonly faults: readonly string[] };

async function openScreen(
  options: Options,
  users: UserChoice | undefined,
  { path, settings: wanted, faults }: Found,
): Promise<number> {
  // What the locale can't show is not what the person chose, and must not end up in the settings file.
  const settings = { ...wanted, unicode: wanted.unicode && hasUnicode(process.env) };
  const { stdout, stderr } = process;
  const stdin = process.stdin.isTTY ? process.stdin : openKeyboard();
  const beginning = beginningOf(options, settings, users, faults);
  const needs = needsOf(initialState({ ...beginning, size: SMALL_SIZE }));
  const probe = await withFirstSample(createMachineProbe(createProbe(), createSocketProbe()), needs);
  const terminal = openTerminal({ stdin, stdout, mouse: settings.mouse });
  guardWaysOut(terminal, { stdin, stdout, stderr });
  const world = {
    probe,
    actions: createActions(),
    sampler: createSampler(probe, { delaySeconds: settings.delaySeconds }),
    terminal,
    save: (changed: Settings) =>
      save(path, hasUnicode(process.env) ? changed : { ...changed, unicode: wanted.unicode }),
    now: () => performance.now(),
    clock: () => new Date().toTimeString().slice(0, 5),
  };
  const depth = chooseDepth(process.env, stdout, options.color === false);
  await terminal.render(<App beginning={beginning} depth={depth} world={world} />);
  return 0;
}

function beginningOf(
  options: Options,
  settings: Settings,
  users: UserChoice | undefined,
  faults: readonly string[],
): Omit<Beginning, 'size'> {
  const beginning = {
    pane: options.pane,
    settings,
    sockets: options.sockets,
    readonly: options.readonly,
    userName: userInfo().username,
    filter: { text: '', filter: undefined },
    users: users && { names: new Set(users.names), negate: users.negate },
    pids: options.pids && new Set(options.pids),
    notice: faults.length > 0 ? ({ text: faults.join('; '), tone: 'danger' } as const) : undefined,
  };
  const unseen = initialState({ ...beginning, size: SMALL_SIZE });
  return { ...beginning, filter: applyFilter(unseen, options.filter ?? '').state.filter };
}

function save(path: string, settings: Settings) {
  const { ok, message } = saveSettings(path, settings);
  return { text: message, tone: ok ? 'good' : 'danger' } as const;
}

/** Keys come from the terminal even when standard input is a pipe. */
function openKeyboard(): ReadStream {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    throw new EnvironmentError('there is no terminal to read keys from; --batch or --json print without one');
  }
}

function hasUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

function refuse(message: string): number {
  process.stderr.write(`ntop: ${clean(message)}\nTry: ntop --help\n`);
  return USAGE;
}

/** A reader that has closed the pipe has read enough. */
async function print(text: string): Promise<number> {
  try {
    await createPaper(process.stdout, undefined, true).write(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
  return 0;
}
