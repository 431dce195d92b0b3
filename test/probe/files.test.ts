import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createFiles } from '../../src/probe/files.js';
import { startSleeper } from '../support/children.js';
import { startDeadServer } from '../support/dead-server.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { makeTree } from './readings.js';

const MOST = 1 << 20;

it('reads, lists, looks at and follows what there is', async () => {
  const files = createFiles();
  const tree = makeTree({ 'folder/one': 'text \xff', 'folder/two': '' });
  symlinkSync('folder/one', join(tree, 'link'));
  const [bytes, begin, names, status, target] = await Promise.all([
    files.read(join(tree, 'link'), MOST),
    files.read(join(tree, 'link'), 3),
    files.list(join(tree, 'folder')),
    files.stat(join(tree, 'link')),
    files.link(join(tree, 'link')),
  ]);
  const text = (answer: typeof bytes) => answer.ok && Buffer.from(answer.value).toString();
  expect([text(bytes), text(begin), target]).toEqual(['text \xff', 'tex', { ok: true, value: 'folder/one' }]);
  expect(names.ok && [...names.value].sort()).toEqual(['one', 'two']);
  const { mode, uid, atimeMs } = statSync(join(tree, 'folder/one'));
  expect(status).toMatchObject({ ok: true, value: { mode, uid } });
  if (!status.ok) return;
  expect(Math.abs(status.value.accessedMilliseconds - atimeMs)).toBeLessThan(1);
  expect(Math.abs(status.value.nowMilliseconds - Date.now())).toBeLessThan(60_000);
});

it('reads files of the kernel, which say that they are empty', async () => {
  const status = await createFiles().read('/proc/self/status', MOST);
  expect(status.ok && Buffer.from(status.value).toString()).toContain(`\nPid:\t${process.pid}\n`);
});

it('knows names of any bytes', async () => {
  const tree = makeTree({});
  const name = Buffer.from([0x61, 0xff, 0x80, 0x0a]);
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), name]), 'found');
  const files = createFiles();
  const names = await files.list(tree);
  expect(names).toEqual({ ok: true, value: ['a\udcff\udc80\n'] });
  const bytes = await files.read(`${tree}/${names.ok && names.value[0]}`, MOST);
  expect(bytes.ok && Buffer.from(bytes.value).toString()).toBe('found');
});

it('says why it has no answer', async () => {
  const files = createFiles();
  const tree = makeTree({ file: '' });
  const pipe = join(tree, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const codes = await Promise.all([
    files.read(join(tree, 'none'), MOST),
    files.read(tree, MOST),
    files.read(pipe, MOST),
    files.read('/dev/zero', MOST),
    files.list(join(tree, 'file')),
    files.stat(join(tree, 'file/below')),
    files.link(join(tree, 'file')),
    files.connect(join(tree, 'none')),
    files.connect(join(tree, 'file')),
  ]);
  const expected = ['ENOENT', 'EISDIR', 'ESPIPE', 'EINVAL', 'ENOTDIR', 'ENOTDIR', 'EINVAL', 'ENOENT', 'ECONNREFUSED'];
  expect(codes.map((answer) => !answer.ok && answer.code)).toEqual(expected);
});

it('answers thousands of questions at once, each with its own', async () => {
  const files = createFiles();
  const tree = makeTree(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, `text ${at}`])));
  const answers = await Promise.all(
    Array.from({ length: 3000 }, (_, at) => files.read(join(tree, `f${at % 60}`), MOST)),
  );
  for (const [at, answer] of answers.entries()) {
    const found = answer.ok ? Buffer.from(answer.value).toString() : answer.code;
    expect(found).toBe(at % 60 < 50 ? `text ${at % 60}` : 'ENOENT');
  }
});

it('gives up at an abort and at a time limit', async () => {
  const files = createFiles();
  const stop = new AbortController();
  const given = files.stat('/', stop.signal);
  stop.abort();
  expect(await given).toEqual({ ok: false, code: 'ECANCELED' });
  expect(await files.read('/proc/self/stat', MOST, stop.signal)).toEqual({ ok: false, code: 'ECANCELED' });
  const limit = AbortSignal.timeout(1);
  await once(limit, 'abort');
  expect(await files.list('/', limit)).toEqual({ ok: false, code: 'ETIMEDOUT' });
});

it('connects to whoever listens at a unix socket, and to nobody for one who has given up', async () => {
  const path = join(makeTree({}), 'socket');
  const server = createServer((socket) => socket.on('error', () => {}).end('hello')).listen(path);
  atEnd(() => void server.close());
  await once(server, 'listening');
  const files = createFiles();
  const connected = await files.connect(path);
  if (!connected.ok) throw new Error(connected.code);
  let heard = '';
  for await (const chunk of connected.value) heard += chunk;
  expect(heard).toBe('hello');
  const gone = once(server, 'connection');
  expect(await files.connect(path, AbortSignal.abort())).toEqual({ ok: false, code: 'ECANCELED' });
  const [late] = await gone;
  late.resume();
  if (!late.closed) await new Promise((closed) => late.on('close', closed));
});

it('has no answer of a dead server, and all others meanwhile, without a thread that Node needs', async () => {
  const server = await startDeadServer();
  // Where nobody may mount, what waits for an answer is tested by itself: native/test/aside_test.cc.
  if (server === undefined) return;
  const files = createFiles();
  const ask = () => Promise.all([files.stat('/'), files.read(server.file, MOST), files.link('/proc/self')]);
  for (let round = 0; round < 8; round++) {
    const [before, silent, after] = await ask();
    expect([before.ok, silent, after.ok]).toEqual([true, { ok: false, code: 'ETIMEDOUT' }, true]);
  }
  const threads = threadCount();
  await ask();
  // What is mounted is the same for all of a mount namespace, so it is waited for once.
  for (let count = 0; count < 6; count++) {
    const { pid } = await startSleeper();
    expect(await files.stat(`/proc/${pid}/root${server.file}`)).toEqual({ ok: false, code: 'ETIMEDOUT' });
  }
  // Those that have answered end a little later.
  await vi.waitFor(() => expect(threadCount()).toBeLessThanOrEqual(threads + 1), PATIENCE_MILLISECONDS);
  await Promise.all(Array.from({ length: 16 }, () => stat('/')));
  await server.end();
});

function threadCount(): number {
  return Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
