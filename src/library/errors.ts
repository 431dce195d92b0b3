import { clean } from '../model/text/text.js';

type Subject = {
  readonly pid?: number | undefined;
  /** What the process is called, where that is known. */
  readonly processName?: string | undefined;
  /** The file, and the kernel's call, that it is about. */
  readonly path?: string | undefined;
  readonly syscall?: string | undefined;
  readonly cause?: unknown;
};

/**
 * All that the library throws, but for wrong arguments: those are a TypeError or a RangeError, with Node's code
 * (ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE). Its message is safe for a
 * terminal; `processName` is the process's own choice, and is not.
 */
export class NtopError extends Error {
  override readonly name: string = 'NtopError';
  /** Says which error it is, or the kernel's own name for it (EIO, EMFILE …). */
  readonly code: string;
  /** null when it is about no process. */
  readonly pid: number | null;
  /** null when unknown. */
  readonly processName: string | null;
  /** null when it is about no file; foreign text. */
  readonly path: string | null;
  /** The call that the kernel refused, where that is known. */
  readonly syscall: string | null;

  constructor(code: string, message: string, { pid, processName, path, syscall, cause }: Subject = {}) {
    super(message + named(pid, processName), cause === undefined ? undefined : { cause });
    this.code = code;
    this.pid = pid ?? null;
    this.processName = processName ?? null;
    this.path = path ?? null;
    this.syscall = syscall ?? null;
  }

  /** A plain object for JSON, and for postMessage: structured cloning keeps no more than the message of an error. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, message, cause: _, ...rest } = this;
    return { name, message: this.message, ...rest };
  }
}

/**
 * There is no such process, or its PID now belongs to another one. Its code is ERR_MAY_HAVE_STRAYED where the process
 * ended just when a setter changed it, so that the change may have met the next process with its PID.
 */
export class NoSuchProcess extends NtopError {
  override readonly name: string = 'NoSuchProcess';

  constructor(subject: Subject, message = 'process no longer exists', code = 'ERR_NO_SUCH_PROCESS') {
    super(code, message, subject);
  }
}

/** The process has ended and its parent has not reaped it yet: only little can be known of it. */
export class ZombieProcess extends NoSuchProcess {
  override readonly name: string = 'ZombieProcess';
  readonly ppid: number | null;

  constructor(subject: Subject & { readonly ppid?: number | undefined }) {
    super(subject, 'process has ended, and its parent has not reaped it yet', 'ERR_ZOMBIE_PROCESS');
    this.ppid = subject.ppid ?? null;
  }
}

/** The rights of this process do not suffice. */
export class AccessDenied extends NtopError {
  override readonly name: string = 'AccessDenied';

  constructor(subject: Subject, message = 'not permitted') {
    super('ERR_ACCESS_DENIED', message, subject);
  }
}

/** A time limit is over, and what was waited for has not come. */
export class TimeoutExpired extends NtopError {
  override readonly name: string = 'TimeoutExpired';
  /** The limit. */
  readonly seconds: number;

  constructor(seconds: number, subject: Subject = {}) {
    super('ERR_TIMEOUT_EXPIRED', `time is over after ${seconds} s`, subject);
    this.seconds = seconds;
  }
}

/** This kernel or container does not report it. */
export class NotAvailable extends NtopError {
  override readonly name: string = 'NotAvailable';

  constructor(what: string, subject: Subject = {}) {
    super('ERR_NOT_AVAILABLE', `${what} is not available on this system`, subject);
  }
}

function named(pid: number | undefined, processName: string | undefined): string {
  if (pid === undefined) return '';
  return processName === undefined ? ` (pid=${pid})` : ` (pid=${pid}, name='${clean(processName)}')`;
}

/** An argument that is of another type than it must be; codes of wrong arguments are Node's own. */
export function wrongType(message: string): TypeError {
  return refusal(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

/** An argument that is none of the values there are. */
export function wrongValue(message: string): RangeError {
  return refusal(RangeError, 'ERR_INVALID_ARG_VALUE', message);
}

/** A number that is too small or too large. */
export function outOfRange(message: string): RangeError {
  return refusal(RangeError, 'ERR_OUT_OF_RANGE', message);
}

export function refusal(kind: typeof TypeError | typeof RangeError, code: string, message: string): Error {
  return Object.assign(new kind(message), { code });
}
