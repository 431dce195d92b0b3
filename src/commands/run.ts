import { constants } from 'node:os';
import type { UsageError } from '../cli/arguments.js';
import { parseArguments } from '../cli/cli.js';
import {
  type Options,
  type RecordOptions,
  type ReplayChoice,
  type ServeOptions,
  settingsFor,
  withoutScreen,
} from '../cli/options.js';
import { resolveUsers } from '../cli/users.js';
import type { Source, UserDirectory } from '../model/machine/source.js';
import { clean } from '../model/text/text.js';
import { createOutputStream, untilEnough } from '../output/output-stream.js';
import { endNow } from '../probe/addon.js';
import type { FirstSample } from '../probe/first-sample.js';
import { giveBackMemoryNowAndThen, keepMemorySmall } from '../probe/own-memory.js';
import { createParts, createSource } from '../probe/source.js';
import { hasUnicode } from '../settings/locale.js';
import type { FoundSettings } from '../settings/settings-file.js';
import { canDraw, chooseDepth } from '../ui/theme.js';
import { type Listing, runBatch } from './batch.js';
import { connect } from './connect.js';
import { type Compiled, doctorText } from './doctor.js';
import { runEvents } from './events.js';
import { EnvironmentError } from './failure.js';
import { runPorts } from './ports.js';
import { runRecord } from './record.js';
import { recordedUsers } from './recorded-users.js';
import { runReplay } from './replay.js';
import { infoText, openedRecording } from './replay-info.js';
import { rangeOf } from './replay-range.js';
import { openScreen, type ScreenInput } from './screen.js';
import { versionText } from './version-text.js';

const USAGE = 2;
const FOUND = 3;

/** What was done before it was known what to do: the place of compiled code, and a first sample if it is for a screen. */
export type Begun = { readonly compiled: Compiled; readonly first: FirstSample | undefined };

/**
 * Does what the command line asks for and returns the exit status. This is the one place that puts the parts of ntop
 * together: what it reads, what it was asked, and where that is shown.
 */
export async function run(argv: readonly string[], { compiled, first }: Begun): Promise<number> {
  const parsed = parseArguments(argv);
  if (parsed.kind === 'usage') return refuse(parsed.message);
  if (parsed.kind === 'information') return print(parsed.text);
  if (parsed.kind === 'version') return print(versionText());
  const parts = createParts(first);
  if (parsed.kind === 'serve') return serve(parsed, createSource(parts));
  const sourceOf = async ({ host }: { readonly host: string | undefined }) =>
    host === undefined ? createSource(parts) : await connect(host);
  if (parsed.kind === 'record') return record(parsed, await sourceOf(parsed));
  if (parsed.kind === 'examination') return examine(parsed.options, parts, compiled);
  const options = process.stdout.isTTY && canDraw(process.env) ? parsed : withoutScreen(parsed);
  if (process.stdout.isTTY && options !== parsed) tell(`no screen on a terminal ${termOf(process.env)}; printing`);

  const source = await sourceOf(options);
  if (options.replay !== undefined) return replay(source, options, options.replay);
  const asked = await askedFor(source, options, source.users);
  if ('message' in asked) return refuse(asked.message);
  if (options.output !== 'screen') return printSamples(asked);
  await openScreen(asked);
  return 0;
}

async function askedFor(source: Source, options: Options, directory: UserDirectory): Promise<ScreenInput | UsageError> {
  const users = options.users && (await resolveUsers(options.users, directory));
  if (users !== undefined && 'kind' in users) return users;
  return { source, options, users, found: foundFor(options) };
}

async function record(options: RecordOptions, source: Source): Promise<number> {
  const stop = new AbortController();
  stopOnSignals(stop);
  // What reads its messages may be gone long before the recording ends.
  process.stderr.on('error', () => {});
  keepMemorySmall();
  giveBackMemoryNowAndThen();
  await runRecord({ source, options, tell, stop: stop.signal });
  return 0;
}

async function serve(options: ServeOptions, source: Source): Promise<number> {
  const stop = new AbortController();
  stopOnSignals(stop);
  process.stderr.on('error', () => {});
  keepMemorySmall();
  giveBackMemoryNowAndThen();
  // Nothing else needs Node's HTTP, which takes longer to load than all of ntop.
  const { runServe } = await import('./serve.js');
  await runServe({ options, source, tell, stop: stop.signal });
  return 0;
}

async function replay(source: Source, options: Options, choice: ReplayChoice): Promise<number> {
  const recording = openedRecording(choice);
  if (choice.isInfo) return print(infoText(recording));
  const asked = await askedFor(source, options, recordedUsers(recording, source.users.ownUid));
  if ('message' in asked) return refuse(asked.message);
  if (asked.options.output === 'screen') {
    const index = choice.from === undefined ? undefined : rangeOf(recording, choice).begin;
    await openScreen(asked, { recording, index });
    return 0;
  }
  return printed(asked, (input) => runReplay({ ...input, recording, choice }));
}

function foundFor(options: Options): FoundSettings {
  const found = settingsFor(options);
  if ('failure' in found) throw new EnvironmentError(found.failure);
  return found;
}

async function examine(
  options: Options,
  { processes, sessions, events }: ReturnType<typeof createParts>,
  compiled: Begun['compiled'],
): Promise<number> {
  const { env, stdout } = process;
  const settings = foundFor(options);
  const { columns, rows } = stdout;
  const colours = chooseDepth(env, stdout, options.color === false);
  const terminal = { isTTY: stdout.isTTY === true, columns, rows, colours, unicode: hasUnicode(env) };
  return print(await doctorText({ probe: processes, sessions, events, env, terminal, settings, compiled }));
}

function printSamples(asked: ScreenInput): Promise<number> {
  const { source, options } = asked;
  return printed(asked, (input) => commandOf(options)({ ...input, source }));
}

async function printed(
  { options, users, found: { settings, problems } }: ScreenInput,
  print: (input: Listing) => Promise<void>,
): Promise<number> {
  problems.forEach(tell);
  const stop = new AbortController();
  stopOnSignals(stop);
  const out = createOutputStream(process.stdout, options.width, settings.unicode && hasUnicode(process.env));
  let status = 0;
  const found = (count: number) => {
    if (options.failIfAny && count > 0) status = FOUND;
  };
  await print({ options, settings, users, out, tell, found, stop: stop.signal });
  return status;
}

function commandOf({ watch: { print } }: Options) {
  if (print === 'events') return runEvents;
  return print === 'ports' ? runPorts : runBatch;
}

/** The first signal ends the printing after a whole line, the second at once. */
function stopOnSignals(stop: AbortController): void {
  // Whatever ends others: the first process of a container survives a signal that it does not handle.
  const signals = process.pid === 1 ? (['SIGINT', 'SIGTERM', 'SIGHUP'] as const) : (['SIGINT', 'SIGTERM'] as const);
  for (const signal of signals) {
    process.on(signal, () => (stop.signal.aborted ? endNow(128 + constants.signals[signal]) : stop.abort()));
  }
}

function tell(sentence: string): void {
  process.stderr.write(`ntop: ${clean(sentence)}\n`);
}

function termOf({ TERM }: NodeJS.ProcessEnv): string {
  return TERM ? `with TERM=${TERM}` : 'without TERM';
}

function refuse(message: string): number {
  process.stderr.write(`ntop: ${clean(message)}\nTry: ntop --help\n`);
  return USAGE;
}

async function print(text: string): Promise<number> {
  await untilEnough(createOutputStream(process.stdout, undefined, true).write(text));
  return 0;
}
