import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type LookupFunction, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sendfile } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import {
  connectPair,
  endWithTest,
  hashOf,
  letWorkThrough,
  MORE_THAN_BUFFERS,
  makeFile,
  makeSparseFile,
  receive,
  receiveText,
} from '../support/socket-pairs.js';

const BIG = 30 << 20;

describe('the order of a stream', () => {
  it('is that of the calls, whatever waits for whatever', async () => {
    const { path, content } = makeFile(BIG);
    const { socket, peer } = await connectPair();
    socket.write('first');
    const whole = sendfile(socket, path);
    socket.write('é', 'latin1');
    const part = sendfile(socket, path, { offset: 5, count: 1000 });
    const again = sendfile(socket, path, { offset: 10 });
    socket.end('last');
    const parts = [
      'first',
      content,
      Buffer.from('é', 'latin1'),
      content.subarray(5, 1005),
      content.subarray(10),
      'last',
    ];
    expect((await receive(peer, { slow: true })).hash).toBe(hashOf(...parts));
    const sizes = (await Promise.all([whole, part, again])).map(({ bytesSent }) => bytesSent);
    expect(sizes).toEqual([BIG, 1000, BIG - 10]);
  });

  it('is kept in a corked stream', async () => {
    const { path } = makeFile('file');
    const { socket, peer } = await connectPair();
    socket.cork();
    for (const text of ['a', 'b']) socket.write(text);
    const sent = sendfile(socket, path);
    for (const text of ['c', 'd']) socket.write(text);
    socket.uncork();
    await sent;
    socket.end();
    expect(await receiveText(peer)).toBe('abfilecd');
  });

  it('holds many files, without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    atEnd(() => void process.off('warning', onWarning));
    const { path } = makeFile('0123456789');
    const { socket, peer } = await connectPair();
    const signal = new AbortController().signal;
    const sent = Array.from({ length: 40 }, (_, at) => sendfile(socket, path, { offset: at % 10, count: 1, signal }));
    await Promise.all(sent);
    socket.end();
    expect(await receiveText(peer)).toBe('0123456789'.repeat(4));
    expect(warnings).toEqual([]);
  });

  it('holds from before the connection is there', async () => {
    const { path, content } = makeFile(BIG);
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    // The address is found when the file has long been open.
    const lookup: LookupFunction = (_host, _options, found) =>
      void letWorkThrough().then(() => found(null, [{ address: '127.0.0.1', family: 4 }]));
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: 'somewhere.test', port, lookup });
    const sent = sendfile(socket, path);
    socket.end('last');
    const [peer] = (await once(server, 'connection')) as [Socket];
    server.close();
    endWithTest({ socket, peer });
    expect((await receive(peer)).hash).toBe(hashOf(content, 'last'));
    expect(await sent).toEqual({ bytesSent: BIG, method: 'sendfile', position: BIG });
  });

  it('holds when the peer has ended its own direction, though the stream ends by itself then', async () => {
    const { path, content } = makeFile(BIG);
    const { socket, peer } = await connectPair({ allowHalfOpen: false });
    peer.end('I have said all');
    const ended = once(socket.resume(), 'end');
    const sent = sendfile(socket, path);
    await ended;
    expect((await receive(peer, { slow: true })).hash).toBe(hashOf(content));
    expect((await sent).bytesSent).toBe(BIG);
  });

  it('goes on when a file is given up that was not yet its turn', async () => {
    const { path, content } = makeFile(BIG);
    const { socket, peer } = await connectPair();
    const abort = new AbortController();
    const first = sendfile(socket, path);
    const second = sendfile(socket, makeSparseFile(MORE_THAN_BUFFERS), { signal: abort.signal });
    socket.end('last');
    abort.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError', bytesSent: 0 });
    expect((await receive(peer)).hash).toBe(hashOf(content, 'last'));
    expect((await first).bytesSent).toBe(BIG);
  });

  it('is again the business of the stream alone when all is sent', async () => {
    const { path } = makeFile('file');
    const { socket, peer } = await connectPair();
    const before = Object.getOwnPropertyNames(socket).sort();
    await Promise.all([sendfile(socket, path), sendfile(socket, path)]);
    const names = Object.getOwnPropertyNames(socket);
    expect(names.filter((name) => !before.includes(name))).toEqual([]);
    expect(socket.listenerCount('close')).toBe(0);
    socket.end('later');
    expect(await receiveText(peer)).toBe('filefilelater');
  });
});
