import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { NtopError, TimeoutExpired } from '../../src/library/errors.js';
import { type SendfileOptions, sendfile } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import {
  connectPair,
  fill,
  MORE_THAN_BUFFERS,
  makeFifo,
  makeFile,
  makeFolder,
  makeSparseFile,
  receiveText,
} from '../support/socket-pairs.js';

type Failure = Error & { readonly code?: string; readonly bytesSent: number; readonly cause?: unknown };

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('it did not fail');
}

/** Resolves when the first bytes of a big file have gone to a peer that takes none; then it waits. */
function startStalled(socket: Socket, options: SendfileOptions = {}) {
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const sent = sendfile(socket, makeSparseFile(MORE_THAN_BUFFERS), { ...options, onProgress: begun });
  return { beginning, failure: failureOf(sent) };
}

const WRONG: readonly [string, unknown, typeof TypeError, string][] = [
  ['a count that is text', { count: '2' }, TypeError, "count must be a positive integer (got '2')"],
  ['a broken count', { count: 0.1 }, TypeError, 'count must be a positive integer (got 0.1)'],
  ['NaN for a count', { count: Number.NaN }, TypeError, 'count must be a positive integer (got NaN)'],
  ['a count of 0', { count: 0 }, RangeError, 'count must be a positive integer (got 0)'],
  ['a count below 0', { count: -1 }, RangeError, 'count must be a positive integer (got -1)'],
  ['an offset below 0', { offset: -1 }, RangeError, 'offset must be a non-negative integer (got -1)'],
  [
    'an offset that is text',
    { offset: '\u001b[2J' },
    TypeError,
    "offset must be a non-negative integer (got '\\x1B[2J')",
  ],
  ['an offset that is not exact', { offset: 2 ** 53 }, TypeError, 'offset must be a non-negative integer (got 9007'],
  ['a timeout of 0', { timeout: 0 }, RangeError, 'timeout must be a positive number of seconds (got 0)'],
  ['a timeout that is text', { timeout: '1' }, TypeError, 'timeout must be a positive number of seconds'],
  ['a signal that is none', { signal: {} }, TypeError, 'signal must be an AbortSignal'],
  ['a fallback that is no answer', { fallback: 1 }, TypeError, 'fallback must be true or false'],
  ['progress to what is no function', { onProgress: 1 }, TypeError, 'onProgress must be a function'],
];

const NOT_READABLE = { name: 'RangeError', code: 'ERR_SENDFILE_FILE_NOT_READABLE' };

describe('sendfile refuses', () => {
  it.each(WRONG)('%s, and the stream is as it was', async (_, options, kind, message) => {
    const { socket, peer } = await connectPair();
    const failure = await failureOf(sendfile(socket, makeFile('file').path, options as object));
    expect(failure).toBeInstanceOf(kind);
    expect(failure.message).toContain(message);
    expect(failure.bytesSent).toBe(0);
    socket.end('well');
    expect(await receiveText(peer)).toBe('well');
  });

  it.each([
    ['a datagram socket', () => createSocket('udp4').unref()],
    ['an HTTP response', () => new ServerResponse(new IncomingMessage(new Socket()))],
    ['a stream that is no socket', () => new PassThrough()],
    ['nothing', () => undefined],
  ])('%s', async (_, make) => {
    const failure = await failureOf(sendfile(make() as unknown as Socket, makeFile('file').path));
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ code: 'ERR_SENDFILE_NOT_STREAM', bytesSent: 0 });
  });

  it.each([
    ['what is no file', () => ({}), { name: 'TypeError' }],
    ['a stream of a file', () => new PassThrough(), { name: 'TypeError' }],
    ['a descriptor below 0', () => -1, { name: 'RangeError' }],
    ['half a descriptor', () => 0.5, { name: 'TypeError' }],
    ['a file that is not there', () => join(makeFolder(), '\u001b[2J'), { code: 'ENOENT', syscall: 'open' }],
    ['a folder', () => makeFolder(), { code: 'EISDIR', syscall: 'sendfile' }],
    ['a file open for writing only', () => openUntilEnd(makeFile('file').path, 'a'), NOT_READABLE],
    ['a descriptor of nothing', () => 2 ** 30, NOT_READABLE],
    ['a FIFO by its path, without waiting for a writer', () => makeFifo(), { code: 'ERR_SENDFILE_NOT_REGULAR' }],
    ['a device without a count', () => '/dev/zero', { name: 'RangeError', code: 'ERR_SENDFILE_COUNT_REQUIRED' }],
  ])('%s, and the stream is as it was', async (_, make, expected) => {
    const { socket, peer } = await connectPair();
    socket.write('all is ');
    const failure = await failureOf(sendfile(socket, make() as string));
    expect(failure).toMatchObject({ ...expected, bytesSent: 0 });
    expect(failure.message).not.toContain('\u001b');
    socket.end('well');
    expect(await receiveText(peer)).toBe('all is well');
  });

  it('an open file that was closed', async () => {
    const handle = await open(makeFile('file').path);
    await handle.close();
    const { socket } = await connectPair();
    expect(await failureOf(sendfile(socket, handle))).toMatchObject(NOT_READABLE);
  });

  it('a stream that was ended, which still delivers what it has', async () => {
    const { socket, peer } = await connectPair();
    socket.end('all is well');
    const failure = await failureOf(sendfile(socket, makeFile('file').path));
    expect(failure).toMatchObject({ code: 'ERR_STREAM_WRITE_AFTER_END', bytesSent: 0 });
    expect(await receiveText(peer)).toBe('all is well');
  });

  it('a stream that was closed', async () => {
    const { socket } = await connectPair();
    socket.destroy();
    const failure = await failureOf(sendfile(socket, makeFile('file').path));
    expect(failure).toMatchObject({ code: 'ERR_STREAM_DESTROYED', bytesSent: 0 });
  });

  it('a socket that was never connected, as a write does', async () => {
    const socket = new Socket();
    const error = once(socket, 'error');
    const failure = await failureOf(sendfile(socket, makeFile('file').path));
    expect(failure).toMatchObject({ code: 'ERR_SOCKET_CLOSED', bytesSent: 0 });
    expect(await error).toEqual([failure]);
  });
});

describe('a sendfile fails', () => {
  it('when the connection can not be made', async () => {
    const { socket: taken } = await connectPair();
    const port = taken.localPort as number;
    const socket = connect({ host: '127.0.0.2', port });
    const error = once(socket, 'error');
    const failure = await failureOf(sendfile(socket, makeFile('file').path));
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', bytesSent: 0 });
    await error;
  });

  it('when the peer resets the connection, with an error event of the stream', async () => {
    const { socket, peer } = await connectPair();
    const { beginning, failure } = startStalled(socket);
    const errors: Failure[] = [];
    socket.on('error', (error) => errors.push(error as Failure));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await beginning;
    peer.resetAndDestroy();
    const { code, bytesSent } = await failure;
    expect(['ECONNRESET', 'EPIPE']).toContain(code);
    expect(bytesSent).toBeGreaterThan(0);
    await closed;
    expect(errors).toHaveLength(1);
    expect(['ECONNRESET', 'EPIPE']).toContain(errors[0]?.code);
  });

  it('when the stream is destroyed, and the peer sees the end of it', async () => {
    const { socket, peer } = await connectPair();
    const { beginning, failure } = startStalled(socket);
    await beginning;
    socket.destroy();
    const { code, bytesSent } = await failure;
    expect(code).toBe('ERR_SOCKET_CLOSED');
    expect((await receiveText(peer)).length).toBe(bytesSent);
  });

  it('with the reason for which the stream was destroyed', async () => {
    const { socket } = await connectPair();
    const { beginning, failure } = startStalled(socket);
    await beginning;
    const reason = new Error('enough');
    socket.destroy(reason);
    expect(await failure).toMatchObject({ code: 'ERR_SOCKET_CLOSED', cause: reason });
  });

  it('by a signal that was given before, and the stream is as it was', async () => {
    const { socket, peer } = await connectPair();
    const failure = await failureOf(sendfile(socket, makeFile('file').path, { signal: AbortSignal.abort('enough') }));
    expect(failure).toBeInstanceOf(NtopError);
    expect(failure).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough', bytesSent: 0 });
    socket.end('well');
    expect(await receiveText(peer)).toBe('well');
  });

  it('by a signal half-way, and nothing follows half a file', async () => {
    const { socket, peer } = await connectPair();
    const abort = new AbortController();
    const { beginning, failure } = startStalled(socket, { signal: abort.signal });
    socket.write('tail');
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    await beginning;
    abort.abort();
    const { name, bytesSent } = await failure;
    expect(name).toBe('AbortError');
    expect(bytesSent).toBeGreaterThan(0);
    expect(socket.destroyed).toBe(true);
    expect(await receiveText(peer)).toBe('\0'.repeat(bytesSent));
    expect(errors).toEqual([]);
  });

  it('by a signal while it waits for the connection', async () => {
    const { socket: taken } = await connectPair();
    const socket = connect({ host: '127.0.0.2', port: taken.localPort as number });
    socket.on('error', () => {});
    const abort = new AbortController();
    const sent = failureOf(sendfile(socket, makeFile('file').path, { signal: abort.signal }));
    abort.abort();
    expect(await sent).toMatchObject({ name: 'AbortError', bytesSent: 0 });
  });

  it.each([
    ['its timeout', 0.01],
    ["the stream's own timeout", undefined],
  ])('when the peer takes nothing for %s', async (_, timeout) => {
    const { socket, peer } = await connectPair();
    if (timeout === undefined) socket.setTimeout(10);
    const { failure } = startStalled(socket, { timeout });
    const error = await failure;
    expect(error).toBeInstanceOf(TimeoutExpired);
    expect(error).toMatchObject({ seconds: 0.01 });
    expect(error.bytesSent).toBeGreaterThan(0);
    expect(socket.destroyed).toBe(true);
    expect((await receiveText(peer)).length).toBe(error.bytesSent);
  });

  it('before its first byte when the peer takes nothing, and the stream is as it was', async () => {
    const { socket, peer } = await connectPair({ path: join(makeFolder(), 'socket') });
    const filled = fill(socket);
    const failure = await failureOf(sendfile(socket, makeFile('file').path, { timeout: 0.01 }));
    expect(failure).toBeInstanceOf(TimeoutExpired);
    expect(failure.bytesSent).toBe(0);
    socket.end('well');
    expect(await receiveText(peer)).toBe(`${'\0'.repeat(filled)}well`);
  });

  it('not by a timeout that is long enough', async () => {
    const { path, content } = makeFile(10 << 20);
    const { socket, peer } = await connectPair();
    const received = receiveText(peer);
    expect((await sendfile(socket, path, { timeout: 3600 })).bytesSent).toBe(content.length);
    socket.end();
    expect(await received).toBe(content.toString('latin1'));
  });

  it('with what onProgress throws', async () => {
    const { socket, peer } = await connectPair();
    const reason = new Error('no more');
    const onProgress = () => {
      throw reason;
    };
    const failure = await failureOf(sendfile(socket, makeFile('file').path, { onProgress }));
    expect(failure).toBe(reason);
    expect(failure.bytesSent).toBe(4);
    expect(await receiveText(peer)).toBe('file');
  });
});

function openUntilEnd(path: string, flags: string): number {
  const fd = openSync(path, flags);
  atEnd(() => closeSync(fd));
  return fd;
}
