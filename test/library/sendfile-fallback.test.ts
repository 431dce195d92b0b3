import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { sendfile } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import {
  addressOf,
  connectPair,
  endWithTest,
  fill,
  hashOf,
  letWorkThrough,
  MORE_THAN_BUFFERS,
  makeFifo,
  makeFile,
  makeFolder,
  makeSparseFile,
  receive,
  receiveText,
} from '../support/socket-pairs.js';

const BIG = (10 << 20) + 3;

/** A secret that both sides know saves the certificate. */
const SECRET = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
const KEY = Buffer.from('a key of sixteen');

async function connectTls() {
  const server = createServer({ ...SECRET, pskCallback: () => KEY });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const peer = connect({
    ...SECRET,
    ...addressOf(server.address()),
    pskCallback: () => ({ psk: KEY, identity: 'test' }),
    checkServerIdentity: () => undefined,
  });
  const [socket] = (await once(server, 'secureConnection')) as [TLSSocket];
  server.close();
  return endWithTest({ socket, peer });
}

describe('a sendfile over TLS', () => {
  it('is written, in order and byte by byte the same', async () => {
    const { path, content } = makeFile(BIG);
    const { socket, peer } = await connectTls();
    const told: number[] = [];
    socket.write('first');
    const sent = sendfile(socket, path, { offset: 7, onProgress: (bytesSent) => told.push(bytesSent) });
    const part = sendfile(socket, path, { offset: 100_000, count: 70_000 });
    socket.end('last');
    const all = hashOf('first', content.subarray(7), content.subarray(100_000, 170_000), 'last');
    expect((await receive(peer, { slow: true })).hash).toBe(all);
    expect(await sent).toEqual({ bytesSent: BIG - 7, method: 'write', position: BIG });
    expect((await part).bytesSent).toBe(70_000);
    expect(told.at(-1)).toBe(BIG - 7);
  });

  it('is refused without fallback, and the stream is as it was', async () => {
    const { socket, peer } = await connectTls();
    const sent = sendfile(socket, makeFile('file').path, { fallback: false });
    await expect(sent).rejects.toMatchObject({ code: 'ERR_SENDFILE_TLS', bytesSent: 0 });
    socket.end('well');
    expect(await receiveText(peer)).toBe('well');
  });

  it('ends when the peer takes nothing for its timeout', async () => {
    const { socket } = await connectTls();
    const sent = sendfile(socket, makeSparseFile(MORE_THAN_BUFFERS), { timeout: 0.2 });
    await expect(sent).rejects.toMatchObject({ name: 'TimeoutExpired', bytesSent: expect.any(Number) });
    expect(socket.destroyed).toBe(true);
  });

  it.each([
    ['its signal', (_: TLSSocket, abort: AbortController) => abort.abort(), 'ABORT_ERR'],
    ['the end of the stream', (socket: TLSSocket) => void socket.destroy(), 'ERR_SOCKET_CLOSED'],
  ])('ends half-way by %s', async (_, end, code) => {
    const { socket } = await connectTls();
    const abort = new AbortController();
    const onProgress = () => end(socket, abort);
    const sent = sendfile(socket, makeSparseFile(MORE_THAN_BUFFERS), { signal: abort.signal, onProgress });
    await expect(sent).rejects.toMatchObject({ code, bytesSent: 65_536 });
    expect(socket.destroyed).toBe(true);
  });
});

/** A pipe with a writer; both ends end with the test. */
async function openPipe(flags = 0) {
  const path = makeFifo();
  // Either waits for the other.
  const [reader, writer] = await Promise.all([open(path, constants.O_RDONLY | flags), open(path, 'w')]);
  atEnd(async () => {
    await writer.close().catch(() => {});
    await reader.close();
  });
  return { reader, writer };
}

describe('a sendfile from what is no file', () => {
  it.each([
    ['a pipe', 0],
    ['a pipe that says when it is empty', constants.O_NONBLOCK],
  ])('reads %s to its end', async (_, flags) => {
    const { content } = makeFile(1 << 20);
    const { reader, writer } = await openPipe(flags);
    const { socket, peer } = await connectPair();
    const sent = sendfile(socket, reader);
    const received = receive(peer);
    await letWorkThrough();
    for (let at = 0; at < content.length; at += 1 << 16) await writer.write(content, at, 1 << 16);
    await writer.close();
    expect(await sent).toEqual({ bytesSent: content.length, method: 'write', position: content.length });
    socket.end();
    expect((await received).hash).toBe(hashOf(content));
  });

  it('reads no more than count from a pipe', async () => {
    const { reader, writer } = await openPipe();
    await writer.write('0123456789');
    const { socket } = await connectPair();
    expect((await sendfile(socket, reader, { count: 4 })).bytesSent).toBe(4);
    const { buffer } = await reader.read(Buffer.alloc(6), 0, 6, null);
    expect(buffer.toString()).toBe('456789');
  });

  it('can be ended while the pipe says nothing, and the stream is as it was', async () => {
    for (const flags of [0, constants.O_NONBLOCK]) {
      const { reader, writer } = await openPipe(flags);
      const { socket, peer } = await connectPair();
      const abort = new AbortController();
      const sent = sendfile(socket, reader, { signal: abort.signal });
      await letWorkThrough();
      abort.abort();
      await expect(sent).rejects.toMatchObject({ name: 'AbortError', bytesSent: 0 });
      socket.end('well');
      expect(await receiveText(peer)).toBe('well');
      await writer.close();
    }
  });

  it('ends the stream when the peer does not take its first bytes, since it is unknown how many it has', async () => {
    const { reader, writer } = await openPipe();
    await writer.write('half of this');
    const { socket } = await connectPair({ path: join(makeFolder(), 'socket') });
    fill(socket);
    const sent = sendfile(socket, reader, { timeout: 0.01, count: 12 });
    await expect(sent).rejects.toMatchObject({ name: 'TimeoutExpired', bytesSent: 0 });
    expect(socket.destroyed).toBe(true);
  });

  it('has no offset in a pipe', async () => {
    const { reader } = await openPipe();
    const { socket } = await connectPair();
    const sent = sendfile(socket, reader, { offset: 1 });
    await expect(sent).rejects.toMatchObject({ code: 'ESPIPE', syscall: 'read', bytesSent: 0 });
  });

  it('is refused without fallback, and the stream is as it was', async () => {
    const { reader } = await openPipe();
    const { socket, peer } = await connectPair();
    const sent = sendfile(socket, reader, { fallback: false });
    await expect(sent).rejects.toMatchObject({ code: 'ERR_SENDFILE_NOT_REGULAR', bytesSent: 0 });
    socket.end('well');
    expect(await receiveText(peer)).toBe('well');
  });

  it('reads files of /proc that the kernel can not send', async () => {
    const { socket, peer } = await connectPair();
    const fd = openSync('/proc/self/limits', 'r');
    atEnd(() => closeSync(fd));
    const text = readFileSync('/proc/self/limits', 'latin1');
    const result = await sendfile(socket, fd);
    socket.end();
    expect(result).toMatchObject({ bytesSent: text.length, position: text.length });
    expect(await receiveText(peer)).toBe(text);
    // The position follows, as that of any file.
    expect(readFileSync(fd, 'latin1')).toBe('');
  });
});
