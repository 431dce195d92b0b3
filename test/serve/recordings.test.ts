import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { decodePlain } from '../../src/model/codec/plain-reader.js';
import { encodePlain } from '../../src/model/codec/plain-writer.js';
import { encodeFrame, HEAD_BYTES, SUMMARY_BYTES } from '../../src/recordings/frame.js';
import { encodeSchema } from '../../src/recordings/schema.js';
import { createRecordings } from '../../src/serve/recordings.js';
import { createRandom } from '../support/random.js';
import { quiet, record, temporaryFolder, writerOf } from '../support/recordings.js';
import { request, say, serve, statusOf } from '../support/serve.js';

const pathOf = temporaryFolder();
const SAMPLES = Array.from({ length: 40 }, (_, at) => quiet(at));

function served(name = 'a.ntr', samples = SAMPLES): Buffer {
  record(pathOf(name), samples, { commandLines: 'name' });
  return fs.readFileSync(pathOf(name));
}

async function start() {
  const { port, origin } = await serve({ recordings: createRecordings(pathOf('.')) });
  const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${origin}/recordings/${target}`, { headers, method });
  return { port, ask };
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const reasons = async () =>
  Object.fromEntries((await createRecordings(pathOf('.')).refused()).map(({ name, reason }) => [name, reason]));

it('serves recordings byte by byte, and lists them', async () => {
  const bytes = served();
  const { ask } = await start();
  expect(await bytesOf(await ask('a.ntr'))).toEqual(bytes);
  fs.utimesSync(pathOf('a.ntr'), 1, 1_000_000_000);
  expect(await (await ask('')).text()).toBe(`a.ntr\t${bytes.length}\t2001-09-09T01:46:40.000Z\n`);
});

it.each([
  ['bytes=0-0', 0, 1],
  ['bytes=100-299', 100, 300],
  ['bytes=500-', 500, undefined],
  ['bytes=-77', -77, undefined],
  ['bytes=1-99999999', 1, undefined],
])('sends %s of a recording', async (range, from, to) => {
  const bytes = served();
  const { ask } = await start();
  const answer = await ask('a.ntr', { range });
  const part = bytes.subarray(from, to);
  expect(answer.status).toBe(206);
  expect(await bytesOf(answer)).toEqual(part);
  const begin = from < 0 ? bytes.length + from : from;
  expect(answer.headers.get('content-range')).toBe(`bytes ${begin}-${begin + part.length - 1}/${bytes.length}`);
});

it('refuses a range behind its end, and sends all of it for one that is none', async () => {
  const bytes = served();
  const { ask } = await start();
  const refused = await ask('a.ntr', { range: `bytes=${bytes.length}-` });
  expect([refused.status, refused.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
  for (const range of ['bytes=9-3', 'bytes=0-1,3-4', 'x']) {
    const answer = await ask('a.ntr', { range });
    expect([answer.status, await bytesOf(answer)]).toEqual([200, bytes]);
  }
});

it('sends a part only of what the client has the rest of, and nothing that it has already', async () => {
  const bytes = served();
  const { ask } = await start();
  const etag = (await ask('a.ntr', {}, 'HEAD')).headers.get('etag') ?? '';
  const range = 'bytes=5-9';
  expect((await ask('a.ntr', { range, 'if-range': etag })).status).toBe(206);
  for (const other of ['"x"', `W/${etag}`, new Date().toUTCString()]) {
    expect(await bytesOf(await ask('a.ntr', { range, 'if-range': other }))).toEqual(bytes);
  }
  for (const tags of [etag, `"x", W/${etag}`, '*']) {
    expect((await ask('a.ntr', { 'if-none-match': tags })).status).toBe(304);
  }
  expect((await ask('a.ntr', { 'if-none-match': '"x"' })).status).toBe(200);
  expect((await ask('a.ntr', { 'if-modified-since': new Date().toUTCString() })).status).toBe(304);
  expect((await ask('a.ntr', { 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200);
});

it('answers HEAD with the length, and parts of it are no matter then', async () => {
  const bytes = served();
  const { ask } = await start();
  const answer = await ask('a.ntr', { range: 'bytes=0-5' }, 'HEAD');
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  expect(await answer.text()).toBe('');
});

it('keeps the order of requests that are sent at once', async () => {
  const bytes = served();
  const { port } = await start();
  const first = request('/recordings/a.ntr', ['Range: bytes=0-499']).replace('Connection: close\r\n', '');
  const second = request('/-/healthy').replace('Connection: close\r\n', '');
  const answer = await say(port, first + second + request('/recordings/a.ntr'));
  const bodies = answer.split(/HTTP\/1\.1 20[06] [\s\S]*?\r\n\r\n/).slice(1);
  expect(bodies.map((body) => Buffer.from(body, 'latin1'))).toEqual([
    bytes.subarray(0, 500),
    Buffer.from('ntop answers\n'),
    bytes,
  ]);
});

it('serves none that has arguments of programs, or does not say whether it has', async () => {
  record(pathOf('full.ntr'), SAMPLES);
  record(pathOf('none.ntr'), SAMPLES, { commandLines: 'none' });
  fs.copyFileSync(new URL('../recordings/golden/v1-plain.ntr', import.meta.url), pathOf('old.ntr'));
  const { ask } = await start();
  expect((await ask('none.ntr')).status).toBe(200);
  for (const name of ['full.ntr', 'old.ntr']) expect((await ask(name)).status).toBe(404);
  expect(await (await ask('')).text()).toMatch(/^none\.ntr\t[^\n]*\n$/);
  expect(await reasons()).toEqual({
    'full.ntr': 'it has arguments of programs; record with --command-lines name or none',
    'old.ntr': 'it may have arguments of programs; record with --command-lines name or none',
  });
});

it('serves none of which any run has recorded arguments, even a later one', async () => {
  const bytes = served();
  const { ask } = await start();
  expect(await bytesOf(await ask('a.ntr'))).toEqual(bytes);
  record(pathOf('a.ntr'), SAMPLES);
  expect((await ask('a.ntr')).status).toBe(404);
  expect(await (await ask('')).text()).toBe('');
});

it('serves a recording that takes the place of another only as what it is', async () => {
  served();
  record(pathOf('b.ntr'), [...SAMPLES, ...SAMPLES.map((_, at) => quiet(100 + at))]);
  const { ask } = await start();
  expect((await ask('a.ntr')).status).toBe(200);
  // In place: the same file with other bytes.
  fs.writeFileSync(pathOf('a.ntr'), fs.readFileSync(pathOf('b.ntr')));
  expect((await ask('a.ntr')).status).toBe(404);
  fs.rmSync(pathOf('a.ntr'));
  served();
  expect((await ask('a.ntr')).status).toBe(200);
  fs.renameSync(pathOf('b.ntr'), pathOf('a.ntr'));
  expect((await ask('a.ntr')).status).toBe(404);
});

it('serves of one that is still written what is whole of it', async () => {
  const { ask } = await start();
  const writer = writerOf(pathOf('a.ntr'), { commandLines: 'name' });
  writer.add(quiet(0));
  const first = fs.readFileSync(pathOf('a.ntr'));
  const answer = await ask('a.ntr');
  writer.add(quiet(1));
  expect(await bytesOf(answer)).toEqual(first);
  const second = fs.readFileSync(pathOf('a.ntr'));
  fs.appendFileSync(pathOf('a.ntr'), second.subarray(0, HEAD_BYTES + 10));
  const later = await ask('a.ntr');
  expect(await bytesOf(later)).toEqual(second);
  expect(later.headers.get('etag')).not.toBe(answer.headers.get('etag'));
  writer.close();
});

it('serves no damaged one, and nothing that is no recording', async () => {
  const bytes = served('damaged.ntr');
  bytes.fill(0, 1000, 1100);
  fs.writeFileSync(pathOf('damaged.ntr'), bytes);
  fs.writeFileSync(pathOf('text.ntr'), 'a text that is longer than the head of a frame would be');
  fs.writeFileSync(pathOf('empty.ntr'), '');
  fs.writeFileSync(pathOf('secret.txt'), 'secret');
  fs.mkdirSync(pathOf('folder.ntr'));
  execFileSync('mkfifo', [pathOf('fifo.ntr')]);
  const { ask } = await start();
  for (const name of fs.readdirSync(pathOf('.'))) expect([name, (await ask(name)).status]).toEqual([name, 404]);
  expect(await reasons()).toEqual({
    'damaged.ntr': 'a part of it is damaged',
    'empty.ntr': 'it has no sample yet',
    'fifo.ntr': 'it is not a regular file',
    'folder.ntr': 'it is not a regular file',
    'text.ntr': 'it is not a recording',
  });
});

it('follows no links, and leaves the folder by no address', async () => {
  served('outside.ntr');
  fs.mkdirSync(pathOf('inner'));
  fs.symlinkSync(pathOf('outside.ntr'), pathOf('inner/link.ntr'));
  const { port } = await serve({ recordings: createRecordings(pathOf('inner')) });
  const targets = [
    'link.ntr',
    '../outside.ntr',
    '%2e%2e/outside.ntr',
    '..%2foutside.ntr',
    '..%2Foutside.ntr',
    '%2e%2e%2foutside.ntr',
    '..%252foutside.ntr',
    '..\\outside.ntr',
    '..%5coutside.ntr',
    './/../outside.ntr',
    '..%c0%afoutside.ntr',
    '..%00/outside.ntr',
    'a%00.ntr',
    '%',
    '%zz.ntr',
    '%ff.ntr',
    '..',
    '.ntr',
    pathOf('outside.ntr'),
    encodeURIComponent(pathOf('outside.ntr')),
  ];
  for (const target of targets) {
    expect([target, statusOf(await say(port, request(`/recordings/${target}`)))]).toEqual([target, 404]);
  }
  expect(await say(port, request('/recordings/'))).toMatch(/\r\n\r\n$/);
});

it('lists hostile names so that they can be asked for, and say nothing else', async () => {
  const name = 'a\u001b[31m\nb\t"é\u202e&<.ntr';
  const bytes = served(name);
  const { ask } = await start();
  const line = await (await ask('')).text();
  expect(line).toMatch(/^[\x21-\x7e]+\t\d+\t[\x21-\x7e]+\n$/);
  expect(await bytesOf(await ask(line.split('\t')[0] ?? ''))).toEqual(bytes);
});

it('serves nothing of which the description is garbage, and goes on', async () => {
  const random = createRandom(7);
  const good = encodePlain({ ...(decodePlain(encodeSchema(ORIGIN)) as object), commandLines: 'name' });
  const head = { type: 'schema', isAfterGap: false, hasEvents: false, wallMilliseconds: 0, sequence: 0 } as const;
  const frame = (body: Uint8Array) => encodeFrame({ ...head, summary: new Uint8Array(SUMMARY_BYTES) }, body);
  const { ask } = await start();
  fs.writeFileSync(pathOf('a.ntr'), frame(good));
  expect((await ask('a.ntr')).status).toBe(200);
  for (let round = 0; round < 300; round += 1) {
    const bad = Buffer.from(good);
    const from = random.number(bad.length);
    const whole = round % 2 === 0;
    const bytes = Buffer.from(Array.from({ length: whole ? bad.length : 3 }, () => random.number(256)));
    fs.writeFileSync(
      pathOf('a.ntr'),
      frame(whole ? bytes.subarray(0, from) : Buffer.concat([bad.subarray(0, from), bytes])),
    );
    expect((await ask('a.ntr')).status).toBe(404);
    expect(Object.keys(await reasons())).toEqual(['a.ntr']);
  }
});

const ORIGIN = {
  ...{ version: '9', run: 'ab', bootId: 'b', host: 'evil' },
  ...{ utcOffsetMinutes: 0, ticksPerSecond: 100, intervalSeconds: 1 },
};
