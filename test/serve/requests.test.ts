import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createRandom } from '../support/random.js';
import { request, say, serve, statusOf } from '../support/serve.js';

const raw = (...lines: readonly string[]) => [...lines, '', ''].join('\r\n');

it('answers what is there, and says what that is', async () => {
  const { port } = await serve();
  expect(await say(port, request('/'))).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n\/metrics\n\/-\/healthy\n$/);
  expect(await say(port, request('/-/healthy'))).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nntop answers\n$/);
  expect(await say(port, request('/metrics'))).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n# classic\n$/);
  expect(await say(port, request('/metrics?collect[]=cpu&x=../'))).toMatch(/\r\n\r\n# classic\n$/);
});

it('answers HEAD without a body', async () => {
  const { port } = await serve();
  for (const target of ['/', '/metrics', '/-/healthy', '/nothing']) {
    expect(await say(port, request(target, [], 'HEAD'))).toMatch(/^HTTP\/1\.1 (200|404) [\s\S]*[^\n]\r\n\r\n$/);
  }
});

it('answers HTTP/1.0, and closes the connection', async () => {
  const { port } = await serve();
  expect(await say(port, raw('GET /-/healthy HTTP/1.0', 'Host: localhost'))).toContain('ntop answers');
});

it.each([
  '/nothing',
  '//metrics',
  '/metrics/',
  '/./metrics',
  '/%6detrics',
  '/recordings/',
  '/recordings/a.ntr',
  '/metrics%00',
  '/Metrics',
  '/m\u00e9trics',
])('has nothing at %s', async (target) => {
  const { port } = await serve();
  expect([404, 400]).toContain(statusOf(await say(port, Buffer.from(request(target), 'latin1'))));
});

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])('refuses %s', async (method) => {
  const { port } = await serve();
  expect(await say(port, request('/metrics', [], method))).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET, HEAD\r\n/);
});

it('closes a connection that wants to be a tunnel', async () => {
  const { port } = await serve();
  expect(await say(port, request('localhost:22', [], 'CONNECT'))).toBe('');
});

it('stays what it is for a client that asks for another protocol', async () => {
  const { port } = await serve();
  const asked = request('/-/healthy', ['Upgrade: websocket', 'Connection: upgrade']).replace(
    'Connection: close\r\n',
    '',
  );
  expect(statusOf(await say(port, asked.replace('Connection: upgrade', 'Connection: close, upgrade')))).toBe(200);
});

it.each([
  ['another address', '10.0.0.1'],
  ['a name that leads here', 'evil.example'],
  ['a name that begins as ours', 'web-01.evil.example'],
  ['a name that ends as ours', 'evil-localhost'],
  ['ours and another', 'localhost, evil.example'],
  ['a user', 'localhost@evil.example'],
  ['no port', 'localhost:x'],
  ['nothing', ''],
])('refuses a Host header with %s', async (_, host) => {
  const { port } = await serve();
  expect(statusOf(await say(port, raw('GET /metrics HTTP/1.1', `Host: ${host}`, 'Connection: close')))).toBe(421);
});

it.each(['localhost', 'LOCALHOST:9465', '127.0.0.1', '127.0.0.1:1', '[::1]:9465', 'web-01', 'Web-01:80', 'localhost.'])(
  'is %s',
  async (host) => {
    const { port } = await serve();
    expect(statusOf(await say(port, raw('GET / HTTP/1.1', `Host: ${host}`, 'Connection: close')))).toBe(200);
  },
);

it('refuses a request with two Host headers, even equal ones, or none', async () => {
  const { port } = await serve();
  const hosts = [['Host: localhost', 'Host: localhost'], ['Host: localhost', 'HOST: evil.example'], []];
  for (const lines of hosts) {
    expect(statusOf(await say(port, raw('GET /metrics HTTP/1.1', ...lines, 'Connection: close')))).toBe(421);
  }
  expect(statusOf(await say(port, raw('GET /metrics HTTP/1.0')))).toBe(421);
});

it('sees a second Host header behind as many others as fit', async () => {
  const { port } = await serve();
  const many = Array.from({ length: 2010 }, () => 'a:');
  const lines = ['GET / HTTP/1.1', 'Host: localhost', ...many, 'Host: evil.example', 'Connection: close'];
  expect([421, 431]).toContain(statusOf(await say(port, raw(...lines))));
});

it.each([
  ['http://localhost/metrics', 400],
  ['http://evil.example/metrics', 400],
  ['*', 400],
])('refuses the address %s', async (target, status) => {
  const { port } = await serve();
  expect(statusOf(await say(port, request(target)))).toBe(status);
});

it.each([
  ['a body', ['Content-Length: 5'], 'hello'],
  ['a body in parts', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
  ['two lengths', ['Content-Length: 0', 'Content-Length: 5'], 'hello'],
  ['a length and parts', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
  ['a line that goes on in the next', ['A: b', ' c: d'], ''],
  ['a blank before a colon', ['Content-Length : 5'], ''],
  ['a NUL', ['A: b\0c'], ''],
  ['no colon', ['nothing'], ''],
])('refuses a request with %s, and reads nothing after it', async (_, headers, body) => {
  const { port } = await serve();
  const sent = `${request('/metrics', headers).replace('Connection: close\r\n', '')}${body}${request('/-/healthy')}`;
  const answer = await say(port, sent);
  expect(statusOf(answer)).toBe(400);
  expect(answer).not.toContain('ntop answers');
});

it('refuses a head that is too large', async () => {
  const { port } = await serve();
  expect(statusOf(await say(port, request(`/${'a'.repeat(10_000)}`)))).toBe(431);
  expect(statusOf(await say(port, request('/', [`A: ${'a'.repeat(10_000)}`])))).toBe(431);
});

it('closes a connection on which no HTTP is spoken', async () => {
  const { port } = await serve();
  expect(statusOf(await say(port, '\x16\x03\x01\x02\0\x01\0\x01\xfc'))).toBe(400);
  expect(statusOf(await say(port, 'SSH-2.0-OpenSSH\r\n\r\n'))).toBe(400);
});

it('answers a request that waits to be let go on', async () => {
  const { port } = await serve();
  expect(statusOf(await say(port, request('/metrics', ['Expect: 100-continue'])))).toBe(200);
  expect(statusOf(await say(port, request('/metrics', ['Expect: 100-continue', 'Content-Length: 9'])))).toBe(400);
});

it('answers after any garbage', async () => {
  const { port } = await serve();
  const random = createRandom(22);
  const words = [
    'GET',
    'HEAD',
    'POST',
    ' ',
    '/',
    '/metrics',
    '/recordings/',
    '%2e',
    '%',
    '?',
    ' HTTP/1.1',
    ' HTTP/1.0',
    ' HTTP/2.0',
  ];
  const lines = [
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    'Host: localhost',
    'Host:',
    'Range: bytes=',
    '-',
    '9',
    'Connection: close',
    '\0',
  ];
  const others = [
    'Transfer-Encoding: chunked',
    'Content-Length: ',
    '5',
    '\x80',
    'é',
    ':',
    'Upgrade: h2c',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ];
  const all = [...words, ...lines, ...others];
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: random.number(30) }, () => random.pick(all)).join('');
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.end(Buffer.from(`GET ${text}`, 'latin1'));
    await new Promise((resolve) => socket.resume().once('close', resolve));
  }
  expect(await say(port, request('/-/healthy'))).toContain('ntop answers');
});
