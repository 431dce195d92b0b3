import { constants } from 'node:os';
import { clean } from '../model/text/text.js';

type Terminal = { leave(): void; suspend(group: boolean): void; resume(): void };

type Streams = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
};

/** Fatal signals that are handled in JavaScript; for the others see native/terminal/farewell.h. */
const DEADLY = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGALRM', 'SIGUSR2', 'SIGXCPU', 'SIGVTALRM'] as const;

/** An error outside of ntop. The message is a sentence for the user; a stack trace would only hide it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Restores the terminal whenever the program exits, and around every stop (^Z). `endNow` exits without waiting. */
export function guardWaysOut(
  terminal: Terminal,
  { stdin, stdout, stderr }: Streams,
  endNow: (status: number) => void,
): void {
  const fail = (error: unknown) => {
    terminal.leave();
    reportFailure(error, stderr);
    endNow(1);
  };
  // A lost terminal is a hang-up. A plain exit would abort, because Node tries to reset the terminal.
  const hangUp = () => die(terminal, 'SIGHUP', endNow);
  process.on('exit', () => terminal.leave());
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  stdin.on('end', hangUp).on('error', hangUp).on('close', hangUp);
  stdout.on('error', hangUp);
  process.on('SIGTSTP', () => terminal.suspend(false));
  process.on('SIGCONT', () => terminal.resume());
}

/** Restores the terminal before a signal ends the program. */
export function guardSignals(terminal: Terminal, endNow: (status: number) => void): void {
  for (const signal of DEADLY) process.on(signal, () => die(terminal, signal, endNow));
}

/** Ends by the signal itself, so that the shell sees the reason. PID 1 of a container survives what it raises. */
function die(terminal: Terminal, signal: NodeJS.Signals, endNow: (status: number) => void): void {
  terminal.leave();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  endNow(128 + constants.signals[signal]);
}

/** Prints one sentence for an error of the environment, and a stack trace for a bug of ntop. */
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
