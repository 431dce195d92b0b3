import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { sendfile } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import {
  connectPair,
  countDescriptors,
  hashOf,
  letWorkThrough,
  MORE_THAN_BUFFERS,
  makeFile,
  makeSparseFile,
  receive,
} from '../support/socket-pairs.js';

const LIBRARY = new URL('../../dist/library.mjs', import.meta.url).href;

describe('a sendfile leaves nothing open', () => {
  it('however it ends', async () => {
    const { path } = makeFile(1000);
    const sparse = makeSparseFile(MORE_THAN_BUFFERS);
    const ways: readonly ((socket: Socket) => Promise<unknown>)[] = [
      (socket) => sendfile(socket, path),
      (socket) => sendfile(socket, `${path}.not-there`),
      (socket) => sendfile(socket, path, { signal: AbortSignal.abort() }),
      (socket) => sendfile(socket, sparse, { timeout: 0.001 }),
      (socket) => sendfile(socket, sparse, { onProgress: () => void socket.destroy() }),
      (socket) => {
        const abort = new AbortController();
        const sent = sendfile(socket, sparse, { signal: abort.signal });
        setImmediate(() => abort.abort());
        return sent;
      },
      (socket) => sendfile(socket, '/proc/self/limits'),
      (socket) => Promise.all([sendfile(socket, path), sendfile(socket, path), socket.destroy()]),
    ];
    const endAll = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        await Promise.all(
          ways.map(async (way) => {
            const { socket, peer } = await connectPair();
            await way(socket).catch(() => {});
            socket.destroy();
            peer.destroy();
          }),
        );
      }
    };
    await endAll(2);
    await new Promise(setImmediate);
    const before = countDescriptors();
    await endAll(125);
    await vi.waitFor(() => expect(countDescriptors()).toBeLessThanOrEqual(before), { timeout: PATIENCE_MILLISECONDS });
  });
});

describe('a sendfile to a peer that takes nothing', () => {
  it('lets go of file and connection when it is given up', async () => {
    const { socket } = await connectPair();
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    const before = countDescriptors();
    const abort = new AbortController();
    const onProgress = () => void letWorkThrough().then(() => abort.abort());
    const sent = sendfile(socket, path, { signal: abort.signal, onProgress });
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    // The stream's own descriptor goes, too.
    await vi.waitFor(() => expect(countDescriptors()).toBe(before - 1), { timeout: PATIENCE_MILLISECONDS });
  });

  it.each([
    ['', (_: Socket) => {}],
    [', and has ended its own direction', (peer: Socket) => void peer.end()],
  ])('uses next to no CPU%s', async (_, prepare) => {
    const { socket, peer } = await connectPair({ allowHalfOpen: true });
    prepare(peer);
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    let begin = process.cpuUsage();
    const onProgress = () => {
      begin = process.cpuUsage();
    };
    await expect(sendfile(socket, path, { timeout: 2, onProgress })).rejects.toMatchObject({ name: 'TimeoutExpired' });
    const { user, system } = process.cpuUsage(begin);
    // Of two seconds. Trying over and over would take a good part of a CPU.
    expect((user + system) / 1e6).toBeLessThan(0.2);
  });
});

/** A server that ends with the test. */
async function listen(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  atEnd(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

const SEND = `
  const { connect } = await import('node:net');
  const { sendfile } = await import('${LIBRARY}');
  const { workerData } = await import('node:worker_threads');
  const [path, port] = workerData ?? process.argv.slice(-2);
  const socket = connect(port, '127.0.0.1');`;

describe('a sendfile in worker threads', () => {
  it('sends from several threads at once', async () => {
    const { path, content } = makeFile(30 << 20);
    const { server, port } = await listen();
    const hashes: Promise<string>[] = [];
    server.on('connection', (socket) => hashes.push(receive(socket).then(({ hash }) => hash)));
    const workers = Array.from({ length: 3 }, () => {
      const code = `${SEND} await sendfile(socket, path); socket.end('end');`;
      return new Worker(toModule(code), { workerData: [path, port] });
    });
    expect(await Promise.all(workers.map((worker) => once(worker, 'exit')))).toEqual([[0], [0], [0]]);
    expect(await Promise.all(hashes)).toEqual(Array(3).fill(hashOf(content, 'end')));
  });

  it('ends with its thread, in whatever state it is', async () => {
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    const { server, port } = await listen();
    for (const takes of [false, true, false, true, false, true]) {
      const code = `${SEND} for (;;) await sendfile(socket, path);`;
      const worker = new Worker(toModule(code), { workerData: [path, port] });
      const [peer] = (await once(server, 'connection')) as [Socket];
      peer.on('error', () => {});
      const closed = new Promise((resolve) => peer.once('close', resolve));
      await once(peer, 'readable');
      if (takes) peer.resume();
      await worker.terminate();
      if (!takes) peer.resume();
      await closed;
    }
  });
});

describe('a program', () => {
  it('ends when it wants to, whatever is under way', async () => {
    const path = makeSparseFile(MORE_THAN_BUFFERS);
    for (const takes of [false, true]) {
      const { server, port } = await listen();
      const code = `${SEND} void sendfile(socket, path, { onProgress: () => setImmediate(() => process.exit(7)) });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, path, String(port)]);
      const complaint = text(child.stderr);
      const [peer] = (await once(server, 'connection')) as [Socket];
      peer.on('error', () => {});
      if (takes) peer.resume();
      expect([(await once(child, 'exit'))[0], await complaint]).toEqual([7, '']);
      peer.destroy();
    }
  });

  it('lives as long as its transfer, and no longer', async () => {
    const { path, content } = makeFile(MORE_THAN_BUFFERS);
    const { server, port } = await listen();
    const code = `${SEND} console.log((await sendfile(socket, path)).bytesSent); socket.end();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, path, String(port)]);
    const said = text(child.stdout);
    const [peer] = (await once(server, 'connection')) as [Socket];
    const exited = once(child, 'exit');
    expect((await receive(peer, { slow: true })).hash).toBe(hashOf(content));
    expect([(await exited)[0], await said]).toEqual([0, `${content.length}\n`]);
  });
});

function toModule(code: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
