import { once } from 'node:events';
import fs from 'node:fs';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { MOST_CONNECTIONS } from '../../src/serve/connections.js';
import { createRecordings } from '../../src/serve/recordings.js';
import { atEnd } from '../support/endings.js';
import { quiet, temporaryFolder, writerOf } from '../support/recordings.js';
import { listen, request, say, serve, statusOf } from '../support/serve.js';

const pathOf = temporaryFolder();
const lasting = (target: string) => request(target).replace('Connection: close\r\n', '');

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  atEnd(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const closed = (socket: Socket) => new Promise((resolve) => socket.resume().once('close', resolve));

it('closes a connection that says nothing', async () => {
  const { port } = await serve();
  await closed(await opened(port));
});

it('closes a connection with half a request, even if more of it comes all the time', async () => {
  const { port } = await serve();
  const socket = await opened(port);
  const end = closed(socket);
  socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n');
  const timer = setInterval(() => socket.write('A: b\r\n'), 100);
  await end.finally(() => clearInterval(timer));
});

it('closes a connection with half a request after a whole one', async () => {
  const { port } = await serve();
  const socket = await opened(port);
  const said = listen(socket);
  const end = closed(socket);
  socket.write(`${lasting('/-/healthy')}GET /metrics HTTP/1.1\r\n`);
  await end;
  expect(said()).toContain('ntop answers');
});

it('answers while a thousand others say nothing', async () => {
  const { port } = await serve();
  for (let at = 0; at < 1000; at += 1) await opened(port);
  expect(statusOf(await say(port, request('/metrics')))).toBe(200);
});

it('answers while as many as it takes have sent half a request', async () => {
  const { port } = await serve();
  for (let at = 0; at < 2 * MOST_CONNECTIONS; at += 1) (await opened(port)).write('GET /metrics HTTP/1.1\r\nHost: ');
  expect(statusOf(await say(port, request('/metrics')))).toBe(200);
});

it('answers several requests of a connection, also those that are sent at once', async () => {
  const { origin, port } = await serve();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  atEnd(() => agent.destroy());
  const ports = new Set<number | undefined>();
  for (let at = 0; at < 20; at += 1) {
    const [response] = await once(get(`${origin}/-/healthy`, { agent }), 'response');
    ports.add(response.socket.localPort);
    await once(response.resume(), 'end');
  }
  expect(ports.size).toBe(1);
  const many = lasting('/-/healthy').repeat(10) + request('/');
  expect((await say(port, many)).split('ntop answers\n').length).toBe(11);
});

it('closes a connection that sends requests without end, and keeps few of them', async () => {
  let scrapes = 0;
  const { port } = await serve({
    scrape: () => {
      scrapes += 1;
      return new Promise(() => {});
    },
  });
  await say(port, lasting('/metrics').repeat(10_000));
  expect(scrapes).toBeLessThanOrEqual(1);
  expect(statusOf(await say(port, request('/-/healthy')))).toBe(200);
});

it('closes a connection that takes none of what it has asked for', async () => {
  const { port } = await serve({ scrape: async () => 'x'.repeat(16 << 20) });
  const socket = await opened(port);
  socket.pause();
  socket.write(lasting('/metrics'));
  // What has arrived is there to be read; no more comes.
  await expect
    .poll(async () => fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').filter(isOf(socket, port)).length)
    .toBeLessThan(2);
});

/** Whether a line of /proc/net/tcp is one of the two ends of a connection that is open. */
function isOf({ localPort = 0 }: Socket, port: number): (line: string) => boolean {
  const [own, other] = [localPort, port].map((each) => each.toString(16).toUpperCase().padStart(4, '0'));
  const pattern = new RegExp(`:${own} \\w+:${other} 01|:${other} \\w+:${own} 01`);
  return (line) => pattern.test(line);
}

/** A recording of so many megabytes that may be served. */
function largeRecording(name: string, mebibytes: number): Buffer {
  const writer = writerOf(pathOf(name), { commandLines: 'none' });
  writer.add(quiet(0));
  writer.close();
  const one = fs.readFileSync(pathOf(name));
  const bytes = Buffer.concat(Array.from({ length: Math.ceil((mebibytes << 20) / one.length) }, () => one));
  fs.writeFileSync(pathOf(name), bytes);
  return bytes;
}

it('sends recordings of several megabytes to many at once', async () => {
  const bytes = largeRecording('a.ntr', 4);
  const { origin } = await serve({ recordings: createRecordings(pathOf('.')) });
  const all = Array.from({ length: 16 }, async () => {
    const answer = await fetch(`${origin}/recordings/a.ntr`);
    return Buffer.from(await answer.arrayBuffer()).equals(bytes);
  });
  expect(await Promise.all(all)).toEqual(all.map(() => true));
});

it('sends so many recordings at once, and answers others for the metrics meanwhile', async () => {
  largeRecording('a.ntr', 16);
  const { port } = await serve({ recordings: createRecordings(pathOf('.')) });
  const begun: string[] = [];
  // Those before it have begun to come, and are not read.
  while (begun.length < 40 && !begun.at(-1)?.startsWith('HTTP/1.1 503 ')) {
    const socket = await opened(port);
    socket.write(lasting('/recordings/a.ntr'));
    await once(socket, 'readable');
    begun.push(socket.read(200)?.toString('latin1') ?? socket.read()?.toString('latin1') ?? '');
  }
  expect(begun[0]).toMatch(/^HTTP\/1\.1 200 /);
  expect(begun.at(-1)).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: \d+\r\n/);
  expect(statusOf(await say(port, request('/metrics')))).toBe(200);
});

it('answers while as many as it takes do not read what they have asked for', async () => {
  let size = 16 << 20;
  const { port } = await serve({ scrape: async () => 'x'.repeat(size) });
  for (let at = 0; at < MOST_CONNECTIONS; at += 1) {
    const socket = await opened(port);
    socket.write(lasting('/metrics'));
    await once(socket, 'readable');
  }
  size = 1;
  await expect.poll(async () => statusOf(await say(port, request('/metrics')))).toBe(200);
});

it('ends while connections are open, once what was asked for is answered', async () => {
  let answer: ((text: string) => void) | undefined;
  const { port, end } = await serve({
    scrape: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  const silent = await opened(port);
  const asking = await opened(port);
  const said = listen(asking);
  asking.write(lasting('/metrics'));
  const silence = closed(silent);
  await expect.poll(() => answer).toBeDefined();
  const ended = end();
  await silence;
  answer?.('# last\n');
  await ended;
  await expect.poll(said).toContain('# last');
  await expect(opened(port)).rejects.toThrow('ECONNREFUSED');
});
