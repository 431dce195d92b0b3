import { clean } from '../model/text/text.js';

type Terminal = { leave(): void; suspend(group: boolean): void; resume(): void };

type Streams = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
};

/** Signals that end a program and can be caught. */
const DEADLY = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGABRT',
  'SIGALRM',
  'SIGUSR2',
  'SIGXCPU',
  'SIGVTALRM',
] as const;

/** Something outside of ntop is wrong; the message is a sentence for the person, and a stack would only hide it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Sees to it that the terminal is given back on every way out of the program, and around every stop. */
export function guardWaysOut(terminal: Terminal, { stdin, stdout, stderr }: Streams): void {
  const fail = (error: unknown) => {
    terminal.leave();
    reportFailure(error, stderr);
    process.exit(1);
  };
  // What a lost terminal amounts to. A plain exit would abort: Node insists on resetting the terminal.
  const hangUp = () => die(terminal, 'SIGHUP');
  process.on('exit', () => terminal.leave());
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  stdin.on('end', hangUp).on('error', hangUp).on('close', hangUp);
  stdout.on('error', hangUp);
  process.on('SIGTSTP', () => terminal.suspend(false));
  process.on('SIGCONT', () => terminal.resume());
  for (const signal of DEADLY) process.on(signal, () => die(terminal, signal));
}

/** One sentence for what the surroundings did, a stack for what ntop did. */
export function reportFailure(error: unknown, stderr: { write(text: string): unknown }): void {
  const text = isEnvironmental(error) ? `ntop: ${error.message}` : stackOf(error);
  stderr.write(`${text.split('\n').map(clean).join('\n')}\n`);
}

function isEnvironmental(error: unknown): error is Error {
  return error instanceof EnvironmentError || (error instanceof Error && 'syscall' in error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Dies of the signal itself, so that a shell sees what happened. */
function die(terminal: Terminal, signal: NodeJS.Signals): void {
  terminal.leave();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
