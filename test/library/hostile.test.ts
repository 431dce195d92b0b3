import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { startPsutilOfProcesses } from './psutil.js';

const psutil = await startPsutilOfProcesses();

const CONTROLS = /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/;

describe('a name', () => {
  it.each([
    ['fields of a stat line', 'a) R 1 (b', 'a) R 1 (b'],
    ['a lone parenthesis', ')', ')'],
    ['a newline', 'new\nline', 'new\nline'],
    ['a line of status', 'x\nUid:\t7\t7', 'x\nUid:\t7\t7'],
    ['an escape sequence', '\x1b[2J\x1b]0;x\x07', '\x1b[2J\x1b]0;x\x07'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0x78]), '\udcff\udcfe\udc80x'],
    ['a C1 control and a change of direction', '\u009b\u202e', '\u009b\u202e'],
  ])('of %s is read exactly, and shown harmlessly', async (_, name, expected) => {
    const { pid } = await startSleeper({ name, args: ['x'] });
    const one = new Process(pid);
    expect(one.name()).toBe(expected);
    expect(one.ppid()).toBe(process.pid);
    expect(one.uids().real).toBe(process.getuid?.());
    expect(one.numThreads()).toBe(1);
    expect(one.threads()[0]).toMatchObject({ id: pid, userTime: one.cpuTimes().user });
    expect(inspect(one)).not.toMatch(CONTROLS);
    one.kill();
    await one.wait();
    expect(messageOf(() => one.cmdline())).not.toMatch(CONTROLS);
  });

  it.each([
    ['is whole again where the arguments have it', 'verylongprogramname1234567890', undefined],
    ['stays cut where they do not', 'verylongprogramname1234567890', 'other'],
    ['of just 15 bytes is no longer', 'exactlyfifteen1', undefined],
    ['is whole again when a letter was cut in two', '日本語日本語日本語', undefined],
  ])('%s', async (_, name, argv0) => {
    const { pid } = await startSleeper({ name, argv0: argv0 ?? `/any/where/${name}` });
    const kernels = Buffer.from(name).subarray(0, 15).toString();
    expect(new Process(pid).name()).toBe(argv0 === undefined ? name : kernels);
  });
});

describe('arguments', () => {
  it('are kept when empty, blank, long, many or no UTF-8', async () => {
    const args = ['', ' ', 'two  blanks', 'new\nline', 'z'.repeat(100_000), Buffer.from([0x61, 0xff, 0x62]), ''];
    const { pid } = await startSleeper({ args });
    const told = new Process(pid).cmdline();
    expect(told.slice(-args.length)).toEqual(args.map((arg) => (typeof arg === 'string' ? arg : 'a\udcffb')));
    const many = await startSleeper({ args: Array.from({ length: 20_000 }, (_, index) => `n${index}`) });
    expect(new Process(many.pid).cmdline().at(-1)).toBe('n19999');
  });

  it('that a process wrote over are what psutil says', async () => {
    const code = '$0 = "worker: x"; $| = 1; print "ready\\n"; sysread STDIN, $_, 1';
    const child = spawn('perl', ['-e', code, 'y'.repeat(200)]);
    atEnd(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(new Process(child.pid).cmdline()).toEqual(await psutil(child.pid ?? 0, 'p.cmdline()'));
  });
});

/** A program without arguments, which waits for its input; its path holds what is said. */
async function startAlone(name: string, started: (program: string) => readonly [command: string, cwd: string]) {
  const program = join(makeFolder(), 'd e', name);
  mkdirSync(dirname(program));
  copyFileSync('/bin/cat', program);
  const [command, cwd] = started(program);
  const child = spawn(command, { cwd });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { program, one: new Process(child.pid) };
}

it.each<readonly [string, (program: string) => readonly [string, string]]>([
  ['whole', (program) => [program, '/']],
  ['from its folder', (program) => ['./my prog', dirname(program)]],
  ['from beside it', (program) => ['../d e/my prog', dirname(program)]],
])('a lone argument that is the path of the program is not split at its blanks (%s)', async (_, started) => {
  const { program, one } = await startAlone('my prog', started);
  expect(one.cmdline()).toEqual([started(program)[0]]);
  expect(one.asDict(['cmdline'])).toEqual({ cmdline: [started(program)[0]] });
});

it('nor is one that is the path of another file', async () => {
  const file = join(makeFolder(), 'a script');
  writeFileSync(file, '');
  const child = spawn('perl', ['-e', '$0 = $ENV{TITLE}; $| = 1; print "ready\\n"; sysread STDIN, $_, 1'], {
    env: { ...process.env, TITLE: file },
  });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const one = new Process(child.pid);
  expect(one.cmdline()[0]).toBe(file);
  rmSync(file);
  expect(one.cmdline().slice(0, 2)).toEqual(file.split(' '));
});

it('a newline in the name of a mapped file is one, and what was deleted keeps its name', async () => {
  const { program, one } = await startAlone('new\nline', (path) => [path, '/']);
  const deleted = () =>
    one
      .memoryMaps()
      .filter(({ path }) => path === program)
      .map((map) => map.deleted);
  expect(deleted()).toEqual([false]);
  rmSync(program);
  expect(deleted()).toEqual([true]);
});

it('an environment of odd names is read as it is', async () => {
  const env = [
    ['__proto__', 'x'],
    ['A', 'b=c\n'],
    ['B', Buffer.from([0xff])],
  ] as const;
  const { pid } = await startSleeper({ env });
  const told = new Process(pid).environ();
  expect(Object.entries(told)).toEqual(
    expect.arrayContaining([
      ['__proto__', 'x'],
      ['A', 'b=c\n'],
      ['B', '\udcff'],
    ]),
  );
  expect(JSON.stringify(structuredClone(told))).toBe(JSON.stringify(told));
});

describe('files that are gone', () => {
  it('a program that was deleted or replaced keeps its path', async () => {
    const folder = makeFolder();
    const program = join(folder, 'program');
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['60']);
    atEnd(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    const one = new Process(child.pid);
    expect([one.exe(), one.exeDeleted()]).toEqual([program, false]);
    rmSync(program);
    expect([one.exe(), one.exeDeleted()]).toEqual([program, true]);
    copyFileSync('/bin/cat', program);
    expect([one.exe(), one.exeDeleted()]).toEqual([program, true]);
  });

  it('so does a working directory', async () => {
    const folder = join(makeFolder(), 'a b (deleted)');
    mkdirSync(folder);
    const { pid } = await startSleeper({ cwd: folder });
    const one = new Process(pid);
    expect([one.cwd(), one.cwdDeleted()]).toEqual([folder, false]);
    rmdirSync(folder);
    expect([one.cwd(), one.cwdDeleted()]).toEqual([folder, true]);
  });

  it('open files are listed with position and mode, whatever their names', async () => {
    const folder = makeFolder();
    const code = `
      open $a, '>', "$ARGV[0]/new\\nline"; open $b, '>>', "$ARGV[0]/append"; open $c, '+<', "$ARGV[0]/append";
      open $d, '+>>', "$ARGV[0]/both"; syswrite $a, 'x' x 1024; open $e, '<', "$ARGV[0]/append";
      $| = 1; print "ready\\n"; sysread STDIN, $_, 1`;
    const child = spawn('perl', ['-e', code, folder], { stdio: 'pipe' });
    atEnd(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const told = new Process(child.pid).openFiles().map(({ path, mode, position }) => [path, mode, position]);
    expect(told).toEqual([
      [`${folder}/new\nline`, 'w', 1024],
      [`${folder}/append`, 'a', 0],
      [`${folder}/append`, 'r+', 0],
      [`${folder}/both`, 'a+', 0],
      [`${folder}/append`, 'r', 0],
    ]);
  });

  it('an open file that was deleted keeps its path, and one that has such a name has it', async () => {
    const folder = makeFolder();
    const code = `
      open $a, '>', "$ARGV[0]/gone"; open $b, '>', "$ARGV[0]/named (deleted)"; unlink "$ARGV[0]/gone";
      $| = 1; print "ready\\n"; sysread STDIN, $_, 1`;
    const child = spawn('perl', ['-e', code, folder], { stdio: 'pipe' });
    atEnd(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(new Process(child.pid).openFiles()).toMatchObject([
      { path: `${folder}/gone`, deleted: true, answers: true, mode: 'w' },
      { path: `${folder}/named (deleted)`, deleted: false, answers: true, mode: 'w' },
    ]);
  });
});

it('an unreadable program path does not come from a text that looks like one', async () => {
  const script = join(makeFolder(), 'script');
  writeFileSync(script, '');
  chmodSync(script, 0o644);
  const { pid } = await startSleeper({ argv0: script });
  expect(new Process(pid).exe()).not.toBe(script);
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-library-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String((error as Error).message);
  }
  throw new Error('did not throw');
}
