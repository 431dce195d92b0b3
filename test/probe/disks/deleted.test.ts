import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findDeletedOpen } from '../../../src/probe/deleted-files.js';
import { startDeadServer } from '../../support/dead-server.js';
import { atEnd } from '../../support/endings.js';
import { NOBODY } from '../../support/nobody.js';
import { makeProc } from '../../support/proc-tree.js';

/** A Python program in a folder of its own, which goes with it. Says its PID when its script has run, and waits then. */
async function startHolder(script: string): Promise<{ readonly pid: number; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-deleted-'));
  const child = spawn(
    'python3',
    ['-c', `import os, mmap, sys\n${script}\nprint(os.getpid(), flush=True)\nsys.stdin.read()`],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exit = once(child, 'exit');
  atEnd(async () => {
    child.stdin.end();
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  const [text] = await once(child.stdout, 'data');
  return { pid: Number(text), folder };
}

const filesOf = async (pid: number) =>
  (await findDeletedOpen()).files.filter(({ holders }) => holders.some(({ identity }) => identity.pid === pid));

it('a file that was deleted while a process has it open is found, with what it takes and by what it is held', async () => {
  const { pid, folder } = await startHolder(`
file = os.open('gone \\x1b', os.O_RDWR | os.O_CREAT)
os.write(file, b'x' * 1000000)
os.dup2(file, 77)
os.close(file)
os.fsync(77)
os.unlink('gone \\x1b')`);
  const [file, ...more] = await filesOf(pid);
  expect(more).toEqual([]);
  expect(file).toMatchObject({ path: join(folder, 'gone \x1b'), lengthBytes: 1_000_000 });
  expect(file?.bytes).toBe(statSync(`/proc/${pid}/fd/77`).blocks * 512);
  expect(file?.inode).toBe(statSync(`/proc/${pid}/fd/77`).ino);
  expect(file?.holders).toMatchObject([{ name: 'python3', fd: 77, identity: { pid } }]);
  expect(file?.holders[0]?.identity.startTicks).toBeGreaterThan(0);
});

it('a name that says it was deleted is no deleted file, nor is one that has another name left', async () => {
  const { pid } = await startHolder(`
os.open('there (deleted)', os.O_RDWR | os.O_CREAT)
os.open('one', os.O_RDWR | os.O_CREAT)
os.link('one', 'two')
os.unlink('one')
os.mkdir('directory')
os.open('directory', os.O_RDONLY)
os.rmdir('directory')`);
  expect(await filesOf(pid)).toEqual([]);
});

it('memory that looks like a deleted file is none', async () => {
  const { pid } = await startHolder(`
os.write(os.memfd_create('big'), b'x' * 1000000)
memory = mmap.mmap(-1, 1000000)`);
  expect(await filesOf(pid)).toEqual([]);
});

it('two processes and two descriptors are holders of one file, the largest file comes first', async () => {
  const { pid } = await startHolder(`
small = os.open('small', os.O_RDWR | os.O_CREAT)
os.write(small, b'x' * 5000)
large = os.open('large', os.O_RDWR | os.O_CREAT)
os.write(large, b'x' * 500000)
os.fsync(large)
os.fsync(small)
os.unlink('small')
os.unlink('large')
closed, closing = os.pipe()
if os.fork() == 0:
  os.close(small)
  os.write(closing, b'.')
  sys.stdin.read()
  os._exit(0)
os.read(closed, 1)
os.dup(large)`);
  const files = await filesOf(pid);
  expect(files.map(({ path }) => path.split('/').pop())).toEqual(['large', 'small']);
  expect(files.map(({ holders }) => holders.length)).toEqual([3, 1]);
  expect(files[0]?.holders.filter(({ identity }) => identity.pid === pid)).toHaveLength(2);
});

it('a file that is only mapped is found too, by root', async () => {
  const { pid, folder } = await startHolder(`
file = os.open('mapped', os.O_RDWR | os.O_CREAT)
os.write(file, b'x' * 100000)
memory = mmap.mmap(file, 100000)
os.unlink('mapped')
for fd in range(3, 20):
  try: os.close(fd)
  except OSError: pass`);
  const [file] = await filesOf(pid);
  if (process.getuid?.() !== 0) return expect((await findDeletedOpen()).notPermitted).toBeGreaterThan(0);
  expect(file).toMatchObject({ path: join(folder, 'mapped'), lengthBytes: 100_000 });
  expect(file?.holders).toMatchObject([{ fd: undefined }]);
});

it('lsof +L1 finds the same files', async () => {
  const { pid } = await startHolder(`
for name in 'ab':
  file = os.open(name, os.O_RDWR | os.O_CREAT)
  os.write(file, b'x' * 4096)
  os.unlink(name)`);
  const { stdout } = spawnSync('lsof', ['-a', '+L1', '-p', String(pid), '-F', 'fi'], { encoding: 'utf8' });
  const told = [...stdout.matchAll(/^f(\d+)\ni(\d+)$/gm)].map(([, fd, inode]) => [Number(fd), Number(inode)]);
  const found = (await filesOf(pid)).flatMap(({ inode, holders }) => holders.map(({ fd }) => [fd, inode]));
  expect(told).toHaveLength(2);
  expect(found.sort()).toEqual(told.sort());
});

it('processes that must not be looked at are counted, for a user who is not root', () => {
  const addon = fileURLToPath(new URL('../../../build/Release/ntop.node', import.meta.url));
  const script = `
    const { DeletedWalk } = require(process.argv[1]);
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY}); }
    new DeletedWalk('/proc').run().then(({ value }) => console.log(JSON.stringify(value)));`;
  const { stdout } = spawnSync(process.execPath, ['-e', script, addon], { encoding: 'utf8' });
  const { processes, notPermitted } = JSON.parse(stdout);
  expect(notPermitted).toBeGreaterThan(0);
  // Its own process is one that may be looked at.
  expect(processes).toBeGreaterThan(notPermitted);
});

it('a file system that gives no answer holds up nothing', async () => {
  const server = await startDeadServer();
  // Where nothing may be mounted, no file system can be dead.
  if (server === undefined) return expect((await findDeletedOpen()).notAnswered).toBe(0);
  const reader = spawn('cat', [server.file], { stdio: 'ignore' });
  atEnd(async () => {
    reader.kill('SIGKILL');
    await server.end();
  });
  const { pid } = await startHolder(`
file = os.open('gone', os.O_RDWR | os.O_CREAT)
os.unlink('gone')`);
  expect(await filesOf(pid)).toHaveLength(1);
});

it('a descriptor that keeps its reader is left behind, with all others of its mount', async () => {
  const server = await startDeadServer();
  if (server === undefined) return expect((await findDeletedOpen()).notAnswered).toBe(0);
  atEnd(server.end);
  server.stop();
  const { pid } = await startHolder(`
file = os.open('gone', os.O_RDWR | os.O_CREAT)
os.dup2(file, 99)
os.unlink('gone')`);
  const root = makeProc([101, 102, 103].map((made) => ({ pid: made, command: 'x' })));
  const hold = (made: number, fd: number, target: string, mountId: number) => {
    mkdirSync(join(root, `${made}/fd`), { recursive: true });
    mkdirSync(join(root, `${made}/fdinfo`), { recursive: true });
    symlinkSync(target, join(root, `${made}/fd/${fd}`));
    writeFileSync(join(root, `${made}/fdinfo/${fd}`), `pos:\t0\nflags:\t02\nmnt_id:\t${mountId}\n`);
  };
  for (const made of [101, 102]) hold(made, 3, server.file, 4242);
  for (const made of [101, 103]) hold(made, 4, `/proc/${pid}/fd/99`, 1);
  const { files, processes, notAnswered } = await findDeletedOpen({}, { procRoot: root });
  expect({ processes, notAnswered }).toEqual({ processes: 3, notAnswered: 2 });
  expect(files.map(({ holders }) => holders.map(({ identity, fd }) => [identity.pid, fd]))).toEqual([
    [
      [101, 4],
      [103, 4],
    ],
  ]);
});

it('the walk tells how far it is, and ends when it is told to', async () => {
  const steps: (readonly [number, number])[] = [];
  await findDeletedOpen({ progress: (done, total) => steps.push([done, total]) });
  const [done, total] = steps.at(-1) ?? [];
  expect(total).toBeGreaterThan(0);
  expect(done).toBe(total);
  const ending = new AbortController();
  const ended = findDeletedOpen({ signal: ending.signal });
  ending.abort(new Error('no longer'));
  await expect(ended).rejects.toThrow('no longer');
  await expect(findDeletedOpen({ signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  await expect(findDeletedOpen({}, { procRoot: '/nowhere' })).rejects.toThrow("Processes can't be listed");
});
