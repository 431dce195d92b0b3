import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Identity } from '../../src/model/machine/identity.js';
import type { Detail } from '../../src/model/machine/machine.js';
import { createProbe } from '../../src/probe/probe.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { identify, makeTree, NEEDS, rowOf, rowsOf, statLine } from './readings.js';

it('shows arguments, environment, directories and limits as the kernel has them', async () => {
  const cwd = makeTree({});
  const env = [
    ['PATH', '/bin'],
    ['EMPTY', ''],
    ['ODD', Buffer.from([0xff, 0x3d])],
  ] as const;
  const child = await startSleeper({ cwd, env, args: ['', 'two  blanks', 'new\nline'] });
  const detail = await look(await identify(child.pid));
  expect(given(detail.commandLine).slice(-3)).toEqual(['', 'two  blanks', 'new\nline']);
  expect(given(detail.environment)).toEqual(expect.arrayContaining(['EMPTY=', 'ODD=\udcff=']));
  expect(given(detail.workingDirectory)).toBe(cwd);
  expect(given(detail.root)).toBe('/');
  expect(given(detail.threads)).toMatchObject([{ pid: child.pid, state: expect.stringMatching(/[SRD]/) }]);
  const limits = readFileSync(`/proc/${child.pid}/limits`, 'utf8');
  for (const limit of given(detail.limits)) {
    const shown = [limit.name, limit.soft, limit.hard, limit.unit].filter((text) => text !== '').join(' ');
    expect(limits.replace(/ +/g, ' ')).toContain(shown);
  }
  expect(given(detail.limits)).toHaveLength(limits.trimEnd().split('\n').length - 1);
});

it('shows open files with what they are, how they are open and where they stand', async () => {
  const file = join(makeTree({ text: 'x'.repeat(2000) }), 'text');
  const appended = join(makeTree({ log: '' }), 'log');
  const child = spawn('perl', ['-e', 'sysseek STDIN, 1024, 0; $| = 1; print "ready\\n"; sleep 60'], {
    stdio: [openSync(file, 'r'), 'pipe', openSync(appended, 'a')],
  });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout ?? child, 'data');
  const detail = await look(await identify(child.pid ?? 0));
  const files = given(detail.openFiles);
  expect(files.find(({ fd }) => fd === 0)).toEqual({
    fd: 0,
    kind: 'regular',
    path: file,
    deleted: false,
    answers: true,
    mode: 'r',
    position: 1024,
  });
  expect(files.find(({ fd }) => fd === 2)).toMatchObject({ kind: 'regular', path: appended, mode: 'w', position: 0 });
  expect(files.find(({ fd }) => fd === 1)).toMatchObject({ kind: 'socket', mode: 'rw', position: undefined });
});

it.each([
  ['stands as it was', () => {}, false],
  ['was deleted', (file: string) => rmSync(file), true],
  [
    'was replaced by an upgrade',
    (file: string) => {
      copyFileSync(file, `${file}.new`);
      renameSync(`${file}.new`, file);
    },
    true,
  ],
])('knows whether the program %s', async (_, change, deleted) => {
  const file = join(makeTree({}), 'program');
  expect(await executableAfter(file, change)).toEqual({ executable: { value: file }, executableDeleted: deleted });
});

it('recognises a program with a name that ends in (deleted)', async () => {
  const file = join(makeTree({}), 'program (deleted)');
  expect(await executableAfter(file, () => {})).toEqual({ executable: { value: file }, executableDeleted: false });
});

it('leaves out an open file with a path that is too long', async () => {
  const folder = makeTree({});
  // Too deep for Node to remove.
  atEnd(() => void execFileSync('rm', ['-rf', folder]));
  const part = 'd'.repeat(200);
  const child = spawn(
    'perl',
    [
      '-e',
      `for (1 .. 25) { mkdir "${part}"; chdir "${part}" } open my $f, '>', 'x'; $| = 1; print fileno $f; sleep 60`,
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  atEnd(() => void child.kill('SIGKILL'));
  const [number] = await once(child.stdout, 'data');
  const detail = await look(await identify(child.pid ?? 0));
  const shown = given(detail.openFiles).map(({ fd }) => fd);
  expect(shown).toContain(1);
  expect(shown).not.toContain(Number(number));
  expect(detail.workingDirectory).toEqual({ refused: 'ENAMETOOLONG' });
});

it('reads a kernel thread, which has next to nothing', async () => {
  const rows = rowsOf(await createProbe().sample(NEEDS));
  const thread = rows.find((row) => (row.flags & 0x200000) !== 0);
  // A container shows none; then the made up one of old stands in.
  if (thread === undefined) return expect(rows.some((row) => row.ppid === 0)).toBe(true);
  const detail = await look(thread);
  expect(detail.commandLine).toEqual({ value: [] });
  expect(detail.executable).toHaveProperty('refused');
  return undefined;
});

it('shows what it may of a process of another user, and why not the rest', async () => {
  const procRoot = makeTree({ '7/stat': statLine(7), '7/cmdline': 'x\0', '7/cgroup': '0::/a\n' });
  symlinkSync('/bin/true', join(procRoot, '7/exe'));
  mkdirSync(join(procRoot, '7/fd'));
  writeFileSync(join(procRoot, '7/environ'), 'A=1\0B=\0');
  const seen = await createProbe({ procRoot }).detail({ pid: 7, startTicks: 100, pidfdInode: 0 });
  expect(seen).toMatchObject({
    ok: true,
    detail: {
      commandLine: { value: ['x'] },
      cgroup: { value: '/a' },
      environment: { value: ['A=1', 'B='] },
      openFiles: { value: [] },
      limits: { refused: 'ENOENT' },
      workingDirectory: { refused: 'ENOENT' },
      affinity: { refused: 'ENOSYS' },
    },
  });
});

it('refuses a reused PID, and a process that is gone', async () => {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  const probe = createProbe();
  const gone = { ok: false, code: 'ESRCH', gone: true };
  expect(await probe.detail({ ...identity, startTicks: identity.startTicks + 1 })).toEqual(gone);
  if (identity.pidfdInode !== 0) {
    expect(await probe.detail({ ...identity, pidfdInode: identity.pidfdInode + 1 })).toEqual(gone);
  }
  await child.end();
  expect(await probe.detail(identity)).toMatchObject({ ok: false, gone: true });
  expect(rowOf(await probe.sample(NEEDS), child.pid)).toBeUndefined();
});

async function look(identity: Identity): Promise<Detail> {
  const seen = await createProbe().detail(identity);
  if (!seen.ok) throw new Error(seen.code);
  return seen.detail;
}

function given<Value>(part: { readonly value: Value } | { readonly refused: string }): Value {
  if ('refused' in part) throw new Error(part.refused);
  return part.value;
}

async function executableAfter(file: string, change: (file: string) => void) {
  copyFileSync('/bin/sleep', file);
  const child = spawn(file, ['60']);
  atEnd(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const identity = await identify(child.pid ?? 0);
  change(file);
  const { executable, executableDeleted } = await look(identity);
  return { executable, executableDeleted };
}
