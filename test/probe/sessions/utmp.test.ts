import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/probe/files.js';
import { LONG_LAYOUT, parseUtmp, readUtmp, SHORT_LAYOUT } from '../../../src/probe/utmp.js';
import { createRandom } from '../../support/random.js';
import { type UtmpRecord, utmpRecord, writeUtmp } from '../../support/utmp.js';
import { makeTree } from '../readings.js';

const FILES = createFiles();

const RECORDS: readonly UtmpRecord[] = [
  { type: 2, pid: 0, line: '~', user: 'reboot', host: '6.1.0' },
  { type: 6, line: 'tty1', user: 'LOGIN' },
  { pid: 1, line: 'tty2', id: '2', user: 'grace', seconds: 1_700_000_000 },
  { pid: 4_000_000, line: 'pts/0', id: 's/0', user: 'ada', host: '2001:db8::1', seconds: 1_790_000_000 },
  { pid: process.pid, line: 'pts/3', id: 'ts/3', user: 'alan', host: 'host.example.com', seconds: 1_795_000_000 },
  { type: 8, line: 'pts/4', user: 'gone' },
];

/** In a date of the web: the day, the month and the year. */
const DAY = /0?(\d+) (\w+) \d{4} /;

it('reads the same logins from a file as who, with the same terminals, times, PIDs and hosts', async () => {
  const path = join(makeTree({}), 'utmp');
  writeUtmp(path, RECORDS);
  const who = execFileSync('who', ['--users', path], { encoding: 'utf8', env: { TZ: 'UTC', LC_ALL: 'C' } });
  const reading = await readUtmp(path, FILES);
  const lines = reading.state === 'read' ? reading.entries : [];
  const minute = (seconds: number) =>
    /\w+ +\d+ \d+:\d+/.exec(new Date(seconds * 1000).toUTCString().replace(DAY, '$2 $1 '));
  const texts = lines.map(
    ({ user, line, seconds, pid, host }) => `${user} ${line} ${minute(seconds)} ${pid}${host && ` (${host})`}`,
  );
  // Of the columns of who the idle time is left out, which is of the terminals that this machine happens to have.
  const theirs = who
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split(/\s+/)
        .filter((_, at) => at !== 5)
        .join(' '),
    );
  expect(texts).toEqual(theirs);
  expect(texts).toHaveLength(3);
});

describe('a record', () => {
  for (const [name, layout, long] of [
    ['of 384 bytes', SHORT_LAYOUT, false],
    ['of 400 bytes, as on 64-bit ARM', LONG_LAYOUT, true],
  ] as const) {
    it(`${name} has every field in its place`, () => {
      const given = { pid: 77, line: 'pts/9', id: 'ts/9', host: 'h', microseconds: 654_321 };
      const record = utmpRecord({ ...given, address: [192, 0, 2, 7] }, long);
      expect(parseUtmp(record, layout)).toEqual([
        { ...given, user: 'ada', seconds: 1_795_000_000, address: '192.0.2.7' },
      ]);
    });
  }

  const parse = (record: UtmpRecord) => parseUtmp(utmpRecord(record))[0];

  it('may fill its fields to the last byte', () => {
    const [user, line, host] = ['u'.repeat(32), 'l'.repeat(32), 'h'.repeat(256)];
    expect(parse({ user, line, host, id: 'abcd' })).toMatchObject({ user, line, host, id: 'abcd' });
  });

  it('keeps what is not UTF-8, and what is beside it', () => {
    const user = Buffer.concat([Buffer.from('é€😀'), Buffer.from([0xff, 0x41, 0xc3])]);
    expect(parse({ user })?.user).toBe('é€😀\udcffA\udcc3');
  });

  it('keeps escape bytes, which are cleaned when they are drawn', () => {
    expect(parse({ host: '\x1b[2Jevil' })?.host).toBe('\x1b[2Jevil');
  });

  it('reports an address that was recorded as a number', () => {
    expect(parse({ address: [] })?.address).toBe('');
    const six = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect(parse({ address: six })?.address).toBe('2001:db8::1');
  });

  it('may be of the year 2100', () => {
    expect(parse({ seconds: 4_102_444_800 })?.seconds).toBe(4_102_444_800);
  });

  it('without a user is none', () => {
    expect(parse({ user: '' })).toBeUndefined();
  });
});

it('leaves half a record at the end out', () => {
  const whole = utmpRecord({});
  for (const length of [0, 1, 383, whole.length - 1]) {
    expect(parseUtmp(Buffer.concat([whole, whole.subarray(0, length)]))).toHaveLength(1);
  }
});

it('survives a file of noise', () => {
  const random = createRandom(7);
  const noise = Buffer.from(Array.from({ length: 100_000 }, () => random.number(256)));
  for (let at = 0; at + 384 < noise.length; at += 384) noise.writeInt16LE(7, at);
  expect(parseUtmp(noise).length).toBeGreaterThan(200);
});

it('takes a missing file for a machine without one, and says why a file can not be read', async () => {
  const tree = makeTree({ 'utmp/x': '' });
  expect(await readUtmp(join(tree, 'none'), FILES)).toEqual({ state: 'absent' });
  expect(await readUtmp(join(tree, 'utmp'), FILES)).toEqual({ state: 'failed', reason: 'EISDIR' });
  writeFileSync(join(tree, 'empty'), '');
  expect(await readUtmp(join(tree, 'empty'), FILES)).toEqual({ state: 'read', entries: [] });
});

it('does not block on a pipe', async () => {
  const path = join(makeTree({}), 'pipe');
  execFileSync('mkfifo', [path]);
  expect(await readUtmp(path, FILES)).toEqual({ state: 'failed', reason: 'ESPIPE' });
});
