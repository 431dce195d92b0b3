import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleExample } from '../../scripts/bundle-example.mjs';
import { atEnd } from '../support/endings.js';
import { makeFolder, receiveText } from '../support/socket-pairs.js';

let folder: string;
let port: number;

beforeAll(async () => {
  const program = await bundleExample('static-server');
  folder = join(makeFolder(), 'public');
  mkdirSync(join(folder, 'below'), { recursive: true });
  writeFileSync(join(folder, 'a file.txt'), 'hello');
  writeFileSync(join(folder, 'below', 'empty'), '');
  writeFileSync(join(folder, '..', 'secret'), 'secret');
  symlinkSync(join('..', 'secret'), join(folder, 'link-to-file'));
  symlinkSync('..', join(folder, 'link-to-folder'));
  const server = spawn(process.execPath, [program, folder, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  port = JSON.parse(line.toString()).port;
});

/** Sends bytes as they are, since clients tidy paths up, and gives all that comes back. */
function ask(request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  atEnd(() => void socket.destroy());
  socket.write(request);
  return receiveText(socket);
}

describe('the static file server', () => {
  it('serves a file, and its head alone', async () => {
    const head = /^HTTP\/1\.0 200 OK\r\nContent-Length: 5\r\n(.+\r\n)*\r\n/;
    const got = await ask('GET /a%20file.txt?version=2 HTTP/1.0\r\n\r\n');
    expect(got).toMatch(head);
    expect(got.replace(head, '')).toBe('hello');
    const headOnly = await ask('HEAD /a%20file.txt HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(headOnly).toMatch(head);
    expect(headOnly.replace(head, '')).toBe('');
    expect(await ask('GET /below/empty HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.0 200 OK\r\nContent-Length: 0\r\n/);
  });

  it('serves a big file to several at once', async () => {
    const content = randomBytes(10 << 20);
    writeFileSync(join(folder, 'big'), content);
    const answers = await Promise.all([1, 2, 3].map(() => ask('GET /big HTTP/1.0\r\n\r\n')));
    for (const answer of answers) expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(content.toString('latin1'));
  });

  it.each([
    '/../secret',
    '/..%2fsecret',
    '/%2e%2e/secret',
    '/below/../../secret',
    '//../secret',
    '/..%5csecret',
    '/%00',
    '/a%20file.txt%00.html',
    '/%zz',
    '/link-to-file',
    '/link-to-folder/secret',
    '/below',
    '/',
  ])('gives nothing for %s', async (target) => {
    expect(await ask(`GET ${target} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.0 404 Not Found\r\n/);
  });

  it.each(['POST / HTTP/1.0\r\n\r\n', 'nonsense\r\n\r\n', `GET /${'x'.repeat(20_000)} HTTP/1.0\r\n\r\n`])(
    'refuses what is no request of its kind',
    async (request) => {
      expect(await ask(request)).toMatch(/^HTTP\/1\.0 400 Bad Request\r\n/);
    },
  );

  it('outlives peers that go away half-way', async () => {
    writeFileSync(join(folder, 'big'), Buffer.alloc(64 << 20));
    for (let round = 0; round < 3; round++) {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET /big HTTP/1.0\r\n\r\n');
      await once(socket, 'readable');
      socket.resetAndDestroy();
    }
    expect(await ask('GET /a%20file.txt HTTP/1.0\r\n\r\n')).toMatch(/hello$/);
  });
});
