import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ownNice, startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { readRow } from './readings.js';

it.each([
  ['fields of a stat line', 'a) R 1 (b', 'a) R 1 (b'],
  ['a lone parenthesis', ')', ')'],
  ['two of them', '((', '(('],
  ['a newline', 'new\nline', 'new\nline'],
  ['blanks and a tab', ' a\tb ', ' a\tb '],
  ['an escape sequence', '\x1b[2J\x1b]0;x\x07', '\x1b[2J\x1b]0;x\x07'],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0x78]), '\udcff\udcfe\udc80x'],
  ['wide letters', '日本語', '日本語'],
  ['a letter cut at the fifteenth byte', '日本語日本語', `${'日本語日本'}`],
  ['a C1 control and a change of direction', '\u009b\u202e', '\u009b\u202e'],
])('reports a name of %s exactly', async (_, name, expected) => {
  const child = await startSleeper({ name, args: ['x'] });
  const row = await readRow(child.pid);
  expect(row.name).toBe(expected);
  expect(row).toMatchObject({ ppid: process.pid, nice: ownNice(), threads: 1 });
  expect(row.residentBytes).toBeGreaterThan(100_000);
});

it('takes no name at all for one', async () => {
  const child = spawn('sh', ['-c', 'printf "\\0" > /proc/$$/comm; echo ready; read line']);
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect(await readRow(child.pid ?? 0)).toMatchObject({ name: '', ppid: process.pid });
});

it('keeps empty, blank and very long arguments, and bytes that are no UTF-8', async () => {
  const args = ['', ' ', 'two  blanks', 'new\nline', 'z'.repeat(100_000), Buffer.from([0x61, 0xff, 0x62]), ''];
  const child = await startSleeper({ args });
  const { commandLine } = await readRow(child.pid);
  const told = commandLine.split('\0');
  expect(told.pop()).toBe('');
  expect(told.slice(-args.length)).toEqual(args.map((arg) => (typeof arg === 'string' ? arg : 'a\udcffb')));
});

it('keeps an empty argument in front', async () => {
  const child = await startSleeper({ argv0: '' });
  expect((await readRow(child.pid)).commandLine).toMatch(/^\0-\w/);
});

it('reports a title that a process wrote over its arguments', async () => {
  const child = spawn('perl', [
    '-e',
    '$0 = "worker: x"; $| = 1; print "ready\\n"; sysread STDIN, $_, 1',
    'y'.repeat(200),
  ]);
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect((await readRow(child.pid ?? 0)).commandLine).toMatch(/^worker: x\0*$/);
});
