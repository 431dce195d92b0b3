import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sendfileOnce } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import {
  connectPair,
  hashOf,
  MORE_THAN_BUFFERS,
  makeFifo,
  makeFile,
  makeFolder,
  makeSparseFile,
  receive,
} from '../support/socket-pairs.js';

function descriptorOf(socket: Socket): number {
  return (socket as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}

function openUntilEnd(path: string, flags: string | number = 'r'): number {
  const fd = openSync(path, flags);
  atEnd(() => closeSync(fd));
  return fd;
}

describe('sendfileOnce', () => {
  it('sends a file in pieces', async () => {
    const { path, content } = makeFile(100_001);
    const { socket, peer } = await connectPair();
    const fd = openUntilEnd(path);
    const received = receive(peer);
    let offset = 0;
    for (let sent = -1; sent !== 0; offset += sent) sent = sendfileOnce(descriptorOf(socket), fd, offset, 4096);
    socket.end();
    expect(offset).toBe(content.length);
    expect((await received).hash).toBe(hashOf(content));
  });

  it('leaves the position of the file where it is, or begins there and moves it', async () => {
    const fd = openUntilEnd(makeFile('0123456789').path);
    const { socket, peer } = await connectPair();
    expect(sendfileOnce(descriptorOf(socket), fd, 5, 2)).toBe(2);
    expect(sendfileOnce(descriptorOf(socket), fd, null, 3)).toBe(3);
    expect(sendfileOnce(descriptorOf(socket), fd, null, 2)).toBe(2);
    const next = Buffer.alloc(1);
    readSync(fd, next);
    expect(next.toString()).toBe('5');
    socket.end();
    expect((await receive(peer)).hash).toBe(hashOf('5601234'));
  });

  it('sends nothing from the end of the file, and beyond', async () => {
    const fd = openUntilEnd(makeFile('foo bar').path);
    const { socket } = await connectPair();
    expect([7, 8, 10_000].map((offset) => sendfileOnce(descriptorOf(socket), fd, offset, 10))).toEqual([0, 0, 0]);
  });

  it('throws EAGAIN when the socket is full, instead of waiting', async () => {
    const fd = openUntilEnd(makeSparseFile(MORE_THAN_BUFFERS));
    const { socket } = await connectPair();
    let sent = 0;
    const fill = () => {
      for (;;) sent += sendfileOnce(descriptorOf(socket), fd, sent, MORE_THAN_BUFFERS);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'EAGAIN', errno: -11, syscall: 'sendfile' }));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(MORE_THAN_BUFFERS);
  });

  it("throws the kernel's error", async () => {
    const fd = openUntilEnd(makeFile('file').path);
    const { socket, peer } = await connectPair();
    const out = descriptorOf(socket);
    expect(() => sendfileOnce(out, openUntilEnd(makeFolder()), 0, 1)).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    );
    expect(() => sendfileOnce(out, 2 ** 30, 0, 1)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    peer.resume();
    socket.end();
    await once(socket, 'finish');
    expect(() => sendfileOnce(out, fd, 0, 1)).toThrow(expect.objectContaining({ code: 'EPIPE' }));
  });

  it('copies from file to file, too', () => {
    const { path, content } = makeFile(1000);
    const copy = join(makeFolder(), 'copy');
    expect(sendfileOnce(openUntilEnd(copy, 'w'), openUntilEnd(path), 0, 5000)).toBe(1000);
    expect(readFileSync(copy)).toEqual(content);
  });

  it('refuses what could make it wait', async () => {
    const path = makeFifo();
    const reader = openUntilEnd(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = await open(path, 'w');
    atEnd(() => writer.close());
    const send = () => sendfileOnce(writer.fd, openUntilEnd(makeFile('file').path), 0, 4);
    expect(send).toThrow(expect.objectContaining({ code: 'ERR_SENDFILE_BLOCKING' }));
    expect(() => readSync(reader, Buffer.alloc(4))).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
  });

  it.each([
    [[-1, 0, 0, 1], RangeError],
    [['1', 0, 0, 1], TypeError],
    [[1, 2 ** 31, 0, 1], RangeError],
    [[1, 0, -1, 1], RangeError],
    [[1, 0, 0.5, 1], TypeError],
    [[1, 0, undefined, 1], TypeError],
    [[1, 0, 0, 0], RangeError],
    [[1, 0, 0, '1'], TypeError],
  ])('refuses %j as arguments', (given, kind) => {
    expect(() => sendfileOnce(...(given as unknown as Parameters<typeof sendfileOnce>))).toThrow(kind);
  });
});
