import { constants } from 'node:os';
import { parseArguments } from './cli/cli.js';
import { type Options, settingsFor, type UserChoice, withoutScreen } from './cli/options.js';
import { resolveUsers } from './cli/users.js';
import { runBatch } from './commands/batch.js';
import { doctorText } from './commands/doctor.js';
import { openScreen } from './commands/screen.js';
import { runWatch } from './commands/watch.js';
import { EnvironmentError, reportFailure } from './commands/ways-out.js';
import { clean } from './model/text/text.js';
import { createPaper, untilEnough } from './output/paper.js';
import { endNow } from './probe/addon.js';
import { createMachineProbe } from './probe/machine-probe.js';
import { createMemoryProbe } from './probe/memory.js';
import { createProbe } from './probe/probe.js';
import { createSessionProbe } from './probe/sessions.js';
import { createSocketProbe } from './probe/sockets.js';
import { hasUnicode } from './settings/locale.js';
import type { FoundSettings } from './settings/settings-file.js';
import { canDraw, chooseDepth } from './ui/theme.js';

const FAILED = 1;
const USAGE = 2;

try {
  end(await main(process.argv.slice(2)));
} catch (error) {
  reportFailure(error, process.stderr);
  process.stderr.write('', () => end(FAILED));
}

/** At once: a reading that hangs in the kernel must not keep the program. All output has been written. */
function end(status: number): void {
  process.exitCode = status;
  // What Node would do at a slower end, where it can.
  const { flushCompileCache } = process.getBuiltinModule('node:module') as { flushCompileCache?: () => void };
  flushCompileCache?.();
  endNow(status);
}

/** Runs what the command line asks for and returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv);
  if (parsed.kind === 'usage') return refuse(parsed.message);
  if (parsed.kind === 'information') return print(parsed.text);
  if (parsed.kind === 'examination') return examine(parsed.options);
  const options = process.stdout.isTTY && canDraw(process.env) ? parsed : withoutScreen(parsed);
  if (process.stdout.isTTY && options !== parsed) tell(`no screen on a terminal ${termOf(process.env)}; printing`);

  const users = options.users && resolveUsers(options.users);
  if (users !== undefined && 'kind' in users) return refuse(users.message);
  const found = settingsFor(options);
  if ('failure' in found) throw new EnvironmentError(found.failure);
  await (options.output === 'screen' ? openScreen : printSamples)(options, users, found);
  return 0;
}

async function examine(options: Options): Promise<number> {
  const { env, stdout } = process;
  const found = settingsFor(options);
  if ('failure' in found) throw new EnvironmentError(found.failure);
  const { columns, rows } = stdout;
  const colours = chooseDepth(env, stdout, options.color === false);
  const terminal = { isTTY: stdout.isTTY === true, columns, rows, colours, unicode: hasUnicode(env) };
  return print(
    await doctorText({ probe: createProbe(), sessions: createSessionProbe(), env, terminal, settings: found }),
  );
}

async function printSamples(
  options: Options,
  users: UserChoice | undefined,
  { settings, faults }: FoundSettings,
): Promise<void> {
  faults.forEach(tell);
  const stop = new AbortController();
  stopOnSignals(stop);
  const paper = createPaper(process.stdout, options.width, settings.unicode && hasUnicode(process.env));
  const probe = createMachineProbe(createProbe(), createSocketProbe(), createMemoryProbe(), createSessionProbe());
  const input = { probe, options, settings, users, paper, tell, stop: stop.signal };
  await (options.watch.print === 'ports' ? runWatch : runBatch)(input);
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
  await untilEnough(createPaper(process.stdout, undefined, true).write(text));
  return 0;
}
