import { constants } from 'node:os';
import { reportFailure } from './failure.js';

type Terminal = { leave(): void; suspend(group: boolean): void; resume(): void };

type Streams = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
};

/** Fatal signals that are handled in JavaScript; for the others see native/terminal/farewell.h. */
const DEADLY = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGALRM', 'SIGUSR2', 'SIGXCPU', 'SIGVTALRM'] as const;

/** Restores the terminal whenever the program exits, and around every stop (^Z). `endNow` exits without waiting. */
export function restoreAtExit(
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
export function restoreAtSignals(terminal: Terminal, endNow: (status: number) => void): void {
  for (const signal of DEADLY) process.on(signal, () => die(terminal, signal, endNow));
}

/** Ends by the signal itself, so that the shell sees the reason. PID 1 of a container survives what it raises. */
function die(terminal: Terminal, signal: NodeJS.Signals, endNow: (status: number) => void): void {
  terminal.leave();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  endNow(128 + constants.signals[signal]);
}
