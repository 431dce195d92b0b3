import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { LAST_SIGNAL, parseSignal } from '../../model/processes/signals.js';
import { addon } from '../../probe/addon.js';
import type { NativeExit } from '../../probe/process-calls.js';
import { checkTimeout } from '../checks.js';
import { TimeoutExpired, wrongType, wrongValue } from '../errors.js';
import { interruptible } from '../time-limit.js';
import { ownPid } from './identify.js';
import { ProcessSettings } from './process-settings.js';
import { type ExitCode, ProcessEnd } from './wait.js';

export type WaitOptions = {
  /** Seconds; for ever when left out. */
  readonly timeout?: number | undefined;
  /** Ends the waiting, not the process. */
  readonly signal?: AbortSignal | undefined;
};

/** Signals, and how the process ends. A signal reaches this process or none: it is sent through a pidfd. */
export abstract class ProcessEnds extends ProcessSettings {
  #exit: ExitCode | undefined;
  #end: ProcessEnd | undefined;
  #child: ChildProcess | undefined;

  /**
   * Sends a signal, by number or by name (SIGTERM, TERM, RTMIN+1); 0 only asks whether that is permitted. A zombie takes
   * no notice. See pidfd_send_signal(2).
   */
  sendSignal(signal: number | string): void {
    const number = checkSignal(signal);
    const { handle } = this.accept(addon().hold(this.identity), 'sendSignal');
    try {
      this.accept(addon().signal(handle, this.identity, number), 'sendSignal');
    } finally {
      addon().release(handle);
    }
  }

  /** Sends SIGSTOP. */
  suspend(): void {
    this.sendSignal(constants.signals.SIGSTOP);
  }

  /** Sends SIGCONT. */
  resume(): void {
    this.sendSignal(constants.signals.SIGCONT);
  }

  /** Sends SIGTERM. */
  terminate(): void {
    this.sendSignal(constants.signals.SIGTERM);
  }

  /** Sends SIGKILL. */
  kill(): void {
    this.sendSignal(constants.signals.SIGKILL);
  }

  /** The child of Node's that this is, if it was made by spawn or from; null otherwise. */
  get child(): ChildProcess | null {
    return this.#child ?? null;
  }

  /** How the process has ended, once wait or waitProcs has learnt it; null until then, and where the kernel does not report it. */
  get returncode(): ExitCode {
    return this.#exit ?? null;
  }

  /**
   * Waits until the process has ended and its parent, Node for a child of its own, has reaped it: then it is gone.
   * Resolves with its exit status, or the number of the signal that ended it below zero; null when that can't be known:
   * of processes that are not our children kernels report it from Linux 6.15 on. Rejects with TimeoutExpired, with the
   * signal's reason, and with a RangeError for our own process. A timeout of 0 does not wait for its end.
   */
  async wait({ timeout, signal }: WaitOptions = {}): Promise<ExitCode> {
    const seconds = checkTimeout(timeout);
    if (this.pid === ownPid()) throw wrongValue('a process can not wait for its own end');
    if (typeof this.#exit === 'number') return this.#exit;
    this.#end ??= new ProcessEnd(this.identity);
    const end = this.#end;
    const known = end.now();
    if (known === undefined && seconds === 0) throw this.#expired(0);
    const limit = seconds === undefined ? undefined : { seconds, expire: this.#expired };
    const exit = known ?? (await interruptible(signal, (stop) => end.wait(stop), limit));
    const code = await interruptible(signal, (stop) => this.#reaped(end, exit, stop));
    this.#exit = code ?? this.#exit ?? null;
    return this.#exit;
  }

  #reaped(end: ProcessEnd, exit: NativeExit, stop: AbortSignal): Promise<ExitCode> {
    return this.#child === undefined ? end.reaped(exit, stop) : codeOfChild(this.#child, stop);
  }

  /** Node knows how its child ended, whatever the kernel reports. */
  protected adopt(child: ChildProcess): void {
    this.#child = child;
  }

  readonly #expired = (seconds: number): TimeoutExpired => new TimeoutExpired(seconds, this.subject());
}

async function codeOfChild(child: ChildProcess, signal: AbortSignal): Promise<ExitCode> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit', { signal });
  return child.signalCode === null ? child.exitCode : -constants.signals[child.signalCode];
}

function checkSignal(signal: number | string): number {
  if (typeof signal !== 'number' && typeof signal !== 'string') {
    throw wrongType(`signal must be a number or a name (got ${typeof signal})`);
  }
  const known = typeof signal === 'string' ? parseSignal(signal)?.number : signal;
  if (known !== undefined && Number.isInteger(known) && known >= 0 && known <= LAST_SIGNAL) return known;
  throw wrongValue(`invalid signal ${signal}; valid ones are 0 to ${LAST_SIGNAL} and names such as SIGTERM`);
}
