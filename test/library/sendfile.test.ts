import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { type SendfileOptions, sendfile } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import {
  connectPair,
  hashOf,
  MORE_THAN_BUFFERS,
  makeFile,
  makeFolder,
  makeSparseFile,
  receive,
  receiveText,
} from '../support/socket-pairs.js';

const BIG = (10 << 20) + 3;

/** size of the file, options, where the bytes that arrive begin and end */
const PARTS: readonly [string, number, SendfileOptions, number, number][] = [
  ['a whole file', BIG, {}, 0, BIG],
  ['what follows an offset', BIG, { offset: 5000 }, 5000, BIG],
  ['the second half', BIG, { offset: BIG >> 1 }, BIG >> 1, BIG],
  ['no more than count', BIG, { count: 5_000_007 }, 0, 5_000_007],
  ['one byte', BIG, { count: 1 }, 0, 1],
  ['a part in the middle', BIG, { offset: 2007, count: 100_007 }, 2007, 102_014],
  ['fewer bytes than count where the file ends before', 1000, { offset: 900, count: 500 }, 900, 1000],
  ['nothing from beyond the end', 1000, { offset: 1001 }, 1001, 1001],
  ['nothing from far beyond the end', 1000, { offset: 2 ** 40 }, 2 ** 40, 2 ** 40],
  ['a small file', 7, {}, 0, 7],
  ['nothing of an empty file', 0, {}, 0, 0],
];

describe('sendfile', () => {
  it.each(PARTS)('sends %s', async (_, size, options, from, to) => {
    const { path, content } = makeFile(size);
    const { socket, peer } = await connectPair();
    const received = receive(peer);
    const result = await sendfile(socket, path, options);
    socket.end();
    expect(result).toEqual({ bytesSent: to - from, method: 'sendfile', position: to });
    expect(Object.isFrozen(result)).toBe(true);
    expect(await received).toEqual({ hash: hashOf(content.subarray(from, to)), bytes: to - from });
  });

  it('takes offset and count as its third and fourth argument, too', async () => {
    const { path } = makeFile('0123456789');
    const { socket, peer } = await connectPair();
    expect(await sendfile(socket, path, 3, 4)).toEqual({ bytesSent: 4, method: 'sendfile', position: 7 });
    expect((await sendfile(socket, path, 8)).bytesSent).toBe(2);
    socket.end();
    expect(await receiveText(peer)).toBe('345689');
  });

  it('sends over a unix socket', async () => {
    const { path, content } = makeFile(BIG);
    const { socket, peer } = await connectPair({ path: join(makeFolder(), 'socket') });
    const received = receive(peer, { slow: true });
    expect(await sendfile(socket, path)).toEqual({ bytesSent: BIG, method: 'sendfile', position: BIG });
    socket.end();
    expect((await received).hash).toBe(hashOf(content));
  });

  it('sends a file of more than 2 GiB, to the last byte', async () => {
    const path = makeSparseFile(2 ** 31 - 4);
    await appendFile(path, 'over the edge');
    const { socket, said } = await connectPerl(SKIPPING_READER, String(2 ** 31 - 8));
    expect(await sendfile(socket, path)).toEqual({
      bytesSent: 2 ** 31 + 9,
      method: 'sendfile',
      position: 2 ** 31 + 9,
    });
    socket.end();
    expect(await said).toBe('\0\0\0\0over the edge');
  });

  it('reads from beyond 4 GiB', async () => {
    const place = 5 * 2 ** 30;
    const path = makeSparseFile(place);
    await appendFile(path, 'the end');
    const { socket, peer } = await connectPair();
    expect((await sendfile(socket, path, { offset: place - 1 })).position).toBe(place + 7);
    socket.end();
    expect(await receiveText(peer)).toBe('\0the end');
  });

  it('keeps the stream from being called idle', async () => {
    const { path } = makeFile('file');
    const { socket } = await connectPair();
    socket.setTimeout(3_600_000);
    const restart = vi.spyOn(socket, 'setTimeout');
    await sendfile(socket, path);
    expect(restart).toHaveBeenCalledWith(3_600_000);
  });

  it('reports its progress, up to the last byte', async () => {
    const { path } = makeFile(BIG);
    const { socket, peer } = await connectPair();
    const told: number[] = [];
    const received = receive(peer);
    await sendfile(socket, path, { onProgress: (bytesSent) => told.push(bytesSent) });
    socket.end();
    await received;
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(new Set(told).size).toBe(told.length);
    expect(told.at(-1)).toBe(BIG);
  });
});

describe('the file of a sendfile', () => {
  it('may be an open file: its position is ignored, and moved to the end of the sent part', async () => {
    const { path } = makeFile('0123456789');
    const handle = await open(path);
    atEnd(() => handle.close());
    await handle.read(Buffer.alloc(8), 0, 8);
    const { socket, peer } = await connectPair();
    await sendfile(socket, handle, { offset: 1, count: 3 });
    socket.end();
    expect(await receiveText(peer)).toBe('123');
    expect((await handle.read(Buffer.alloc(99))).buffer.toString('latin1', 0, 6)).toBe('456789');
  });

  it('may be a descriptor', async () => {
    const { path } = makeFile('0123456789');
    const fd = openSync(path, 'r');
    atEnd(() => closeSync(fd));
    const { socket, peer } = await connectPair();
    await sendfile(socket, fd, { count: 4 });
    socket.end(readFileSync(fd));
    expect(await receiveText(peer)).toBe('0123456789');
  });

  it('keeps its position when nothing was sent', async () => {
    const { path } = makeFile('0123456789');
    const handle = await open(path);
    atEnd(() => handle.close());
    await handle.read(Buffer.alloc(8), 0, 8);
    const { socket } = await connectPair();
    await sendfile(socket, handle, { offset: 100 });
    expect((await handle.read(Buffer.alloc(9))).buffer.toString('latin1', 0, 2)).toBe('89');
  });

  it('may be closed and removed as soon as the call has returned', async () => {
    const { path, content } = makeFile(BIG);
    const fd = openSync(path, 'r');
    const { socket, peer } = await connectPair();
    socket.write('before');
    const sent = sendfile(socket, fd);
    closeSync(fd);
    rmSync(path);
    // Whatever gets the number now is not what was meant.
    const other = openSync('/dev/zero', 'r');
    atEnd(() => closeSync(other));
    void sent.then(() => socket.end());
    expect((await receive(peer)).hash).toBe(hashOf('before', content));
  });

  it('may shrink meanwhile: what is left is sent', async () => {
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    const { socket, peer } = await connectPair();
    let cut = false;
    const onProgress = () => {
      if (!cut) truncateSync(path, 1);
      cut = true;
    };
    const sent = sendfile(socket, path, { onProgress });
    void sent.then(() => socket.end());
    const { bytes } = await receive(peer);
    const { bytesSent } = await sent;
    expect(bytesSent).toBe(bytes);
    expect(bytesSent).toBeGreaterThan(0);
    expect(bytesSent).toBeLessThan(MORE_THAN_BUFFERS);
  });

  it('may grow meanwhile: what was added is sent, too', async () => {
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    const { socket, peer } = await connectPair();
    const begun = deferred<number>();
    const sent = sendfile(socket, path, { onProgress: begun.resolve });
    void sent.then(() => socket.end());
    await begun.promise;
    await appendFile(path, 'added');
    expect((await receive(peer)).bytes).toBe(MORE_THAN_BUFFERS + 5);
    expect((await sent).bytesSent).toBe(MORE_THAN_BUFFERS + 5);
  });

  it.each(['/proc/version', '/proc/sys/kernel/ostype'])('may be %s, which says that it is empty', async (path) => {
    const { socket, peer } = await connectPair();
    const { bytesSent } = await sendfile(socket, path);
    socket.end();
    const text = readFileSync(path, 'latin1');
    expect(bytesSent).toBe(text.length);
    expect(await receiveText(peer)).toBe(text);
  });

  it('may be a device when it is said how many bytes', async () => {
    const { socket, peer } = await connectPair();
    const received = receive(peer);
    expect((await sendfile(socket, '/dev/zero', { count: 100_000 })).bytesSent).toBe(100_000);
    socket.end();
    expect((await received).hash).toBe(hashOf(Buffer.alloc(100_000)));
  });
});

function deferred<Value>() {
  let resolve = (_: Value) => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Throws away so many bytes without looking at them (MSG_TRUNC), and prints what comes after them. */
const SKIPPING_READER = `
  use Socket;
  my ($port, $skip) = @ARGV;
  socket(S, PF_INET, SOCK_STREAM, 0) && connect(S, pack_sockaddr_in($port, INADDR_LOOPBACK)) or die $!;
  while ($skip > 0) {
    defined recv(S, my $bytes, $skip < 1 << 20 ? $skip : 1 << 20, 0x20) or die $!;
    last unless length $bytes;
    $skip -= length $bytes;
  }
  syswrite STDOUT, $_ while sysread S, $_, 1 << 16;`;

async function connectPerl(program: string, ...args: readonly string[]) {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const child = spawn('perl', ['-e', program, String(port), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  const said = text(child.stdout);
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  atEnd(() => void socket.destroy());
  return { socket, said };
}
