import type { FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { outOfRange, refusal, wrongType } from '../errors.js';
import { SendfileError } from './errors.js';

/** An open file, its descriptor's number, or a path. */
export type SendfileSource = FileHandle | number | string;

export type SendfileOptions = {
  /** Where in the file to begin, in bytes: 0. The file's own position does not count. */
  readonly offset?: number | undefined;
  /** How many bytes to send, unless the file ends before; all up to its end. A device needs it, for it has no end. */
  readonly count?: number | undefined;
  /**
   * Seconds to wait for a peer that takes nothing, each time: the socket's own timeout (`socket.timeout`), if it has
   * one. Infinity: for ever.
   */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether to read and write where the kernel can't sendfile(2), as on TLS or from a pipe: true. */
  readonly fallback?: boolean | undefined;
  /** Called with the bytes sent so far, each time when some were. An error that it throws ends the transfer. */
  readonly onProgress?: ((bytesSent: number) => void) | undefined;
};

/** What is to be done, checked. */
export type Request = {
  readonly socket: Socket;
  readonly file: SendfileSource;
  readonly offset: number;
  /** Infinity: up to the end. */
  readonly count: number;
  /** Infinity: no limit. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
  readonly fallback: boolean;
  readonly onProgress: ((bytesSent: number) => void) | undefined;
};

/** Throws a TypeError or a RangeError for what is no such thing, a SendfileError for a stream that takes no more. */
export function checkRequest(socket: Socket, file: SendfileSource, options: SendfileOptions): Request {
  checkSocket(socket);
  checkFile(file);
  const { offset = 0, count, timeout, signal, fallback = true, onProgress } = options;
  checkOffset(offset);
  if (count !== undefined) checkCount(count);
  if (signal !== undefined) checkType(signal instanceof AbortSignal, 'signal must be an AbortSignal', signal);
  checkType(typeof fallback === 'boolean', 'fallback must be true or false', fallback);
  const isCallable = onProgress === undefined || typeof onProgress === 'function';
  checkType(isCallable, 'onProgress must be a function', onProgress);
  const timeoutSeconds = timeout === undefined ? ownTimeout(socket) : checkTimeout(timeout);
  refuseEnded(socket);
  return {
    socket,
    file,
    offset,
    count: count ?? Number.POSITIVE_INFINITY,
    timeoutSeconds,
    signal,
    fallback,
    onProgress,
  };
}

export function checkOffset(offset: unknown): asserts offset is number {
  checkType(Number.isSafeInteger(offset), 'offset must be a non-negative integer', offset);
  checkRange((offset as number) >= 0, 'offset must be a non-negative integer', offset);
}

export function checkCount(count: unknown): asserts count is number {
  checkType(Number.isSafeInteger(count), 'count must be a positive integer', count);
  checkRange((count as number) > 0, 'count must be a positive integer', count);
}

export function checkDescriptor(fd: unknown, name: string): asserts fd is number {
  const rule = `${name} must be the number of a file descriptor`;
  checkType(Number.isInteger(fd), rule, fd);
  checkRange((fd as number) >= 0 && (fd as number) < 2 ** 31, rule, fd);
}

function checkSocket(socket: unknown): void {
  if (socket instanceof Socket) return;
  const isResponse = typeof Object(socket).writeHead === 'function';
  const hint = isResponse ? ', not an HTTP response, which frames what it sends: use a pipe for it' : '';
  throw refusal(TypeError, 'ERR_SENDFILE_NOT_STREAM', `only stream sockets are supported (net.Socket)${hint}`);
}

function checkFile(file: unknown): void {
  const isHandle = typeof Object(file).fd === 'number' && typeof Object(file).datasync === 'function';
  const isKnown = isHandle || typeof file === 'string' || typeof file === 'number';
  checkType(isKnown, 'file must be a FileHandle, a descriptor or a path', file);
  if (typeof file === 'number') checkDescriptor(file, 'file');
}

function checkTimeout(timeout: unknown): number {
  checkType(typeof timeout === 'number', 'timeout must be a positive number of seconds', timeout);
  checkRange((timeout as number) > 0, 'timeout must be a positive number of seconds', timeout);
  return timeout as number;
}

function ownTimeout({ timeout }: Socket): number {
  return timeout === undefined || timeout === 0 ? Number.POSITIVE_INFINITY : timeout / 1000;
}

/** Said here, because a write would destroy a stream that still has to deliver what it took before its end. */
function refuseEnded(socket: Socket): void {
  if (socket.destroyed) throw new SendfileError('ERR_STREAM_DESTROYED', 'the socket is closed');
  if (socket.writableEnded) throw new SendfileError('ERR_STREAM_WRITE_AFTER_END', 'the socket was ended before');
}

function checkType(isRight: boolean, rule: string, value: unknown): void {
  if (!isRight) throw wrongType(`${rule} (got ${toText(value)})`);
}

function checkRange(isRight: boolean, rule: string, value: unknown): void {
  if (!isRight) throw outOfRange(`${rule} (got ${toText(value)})`);
}

/** Short, on one line, and without control characters. */
function toText(value: unknown): string {
  return inspect(value, { depth: -1, maxStringLength: 40, breakLength: Number.POSITIVE_INFINITY });
}
