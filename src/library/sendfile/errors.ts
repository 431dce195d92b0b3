import { getSystemErrorMap } from 'node:util';
import { NtopError } from '../errors.js';

/** A transfer has failed. */
export class SendfileError extends NtopError {
  override readonly name: string = 'SendfileError';
  /** Below 0, as Node has it; undefined when the failure is not the kernel's. */
  readonly errno: number | undefined;
  /** Bytes of the file that the kernel has taken for the socket. */
  readonly bytesSent: number = 0;

  constructor(code: string, message: string, { errno, syscall, cause }: Circumstances = {}) {
    super(code, message, { syscall, cause });
    this.errno = errno;
  }
}

type Circumstances = {
  readonly errno?: number | undefined;
  readonly syscall?: string | undefined;
  readonly cause?: unknown;
};

/** The signal of the caller. */
export class AbortError extends NtopError {
  override readonly name: string = 'AbortError';

  constructor(cause: unknown) {
    super('ABORT_ERR', 'the transfer was aborted', { cause });
  }
}

/** Of an errno of the kernel's. */
export function systemError(errno: number, syscall: string, cause?: unknown): SendfileError {
  const [code, text] = getSystemErrorMap().get(-errno) ?? ['EUNKNOWN', `error ${errno}`];
  return new SendfileError(code, `${code}: ${text}, ${syscall}`, { errno: -errno, syscall, cause });
}

/** Errors of Node's as ours, whose message has no path in it; others as they are. */
export function fromNode(error: unknown): unknown {
  const { errno, syscall } = Object(error) as NodeJS.ErrnoException;
  const isNodes = error instanceof Error && !(error instanceof NtopError);
  return isNodes && errno !== undefined && syscall !== undefined ? systemError(-errno, syscall, error) : error;
}

/** The stream ended or died before the transfer, or under it. */
export function closedError(cause?: unknown): SendfileError {
  const { errno, syscall } = Object(cause) as NodeJS.ErrnoException;
  if (errno !== undefined && errno < 0) return systemError(-errno, syscall ?? 'sendfile', cause);
  return new SendfileError('ERR_SOCKET_CLOSED', 'the socket was closed before all was sent', { cause });
}

/** Errors after which a connection carries nothing more. All others may be the file's. */
const OF_CONNECTION = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTCONN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ERR_SOCKET_CLOSED',
]);

export function isOfConnection(error: unknown): error is SendfileError {
  return error instanceof SendfileError && OF_CONNECTION.has(error.code);
}

/** Each rejection of a transfer carries how far it came. */
export function withBytesSent(error: unknown, bytesSent: number): unknown {
  if (error instanceof Error) Reflect.set(error, 'bytesSent', bytesSent);
  return error;
}
