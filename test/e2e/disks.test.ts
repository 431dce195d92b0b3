import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assertOwnOutput, ESC, openNtop, PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';

const MEBIBYTES = 3;

/** A child that holds a file of some MiB that has no name any more. */
async function holdDeleted() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-deleted-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gone\u001b[31m.log');
  const script = `open(my $file, '>', $ARGV[0]); print $file 'x' x ${MEBIBYTES << 20}; $file->flush;
    use IO::Handle; unlink($ARGV[0]); $| = 1; print "held\\n"; sleep 600`;
  const child = spawn('perl', ['-MIO::Handle', '-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { path, pid: child.pid ?? 0, folder };
}

function printed(...args: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, 'disk', '--no-config', '--json', ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { status, ...JSON.parse(stdout) };
}

it('prints the file system of a folder as df does, and what is deleted there, but open', async () => {
  const { path, pid, folder } = await holdDeleted();
  const { deletedOpen, schema } = printed('--deleted');
  expect(schema).toBe('ntop.disks/1');
  const found = deletedOpen.find((row: { pid: number; path: string }) => row.pid === pid && row.path === path);
  expect(found).toMatchObject({ name: 'perl', fd: expect.any(Number), identity: expect.stringMatching(`^${pid}-`) });
  expect(found.sizeBytes).toBeGreaterThanOrEqual(MEBIBYTES << 20);

  const df = () =>
    spawnSync('df', ['-B1', '--output=target,size', folder], { encoding: 'utf8' }).stdout.split('\n')[1] ?? '';
  const [mountPoint = '', size] = df()
    .trim()
    .split(/ +(?=\d+$)/);
  const { fileSystems } = printed('--filter', 'use>=0');
  expect(fileSystems.find((row: { mountPoint: string }) => row.mountPoint === mountPoint)).toMatchObject({
    totalBytes: Number(size),
    answering: true,
  });
  expect(found.mountPoint).toBe(mountPoint);
});

it('says with its status whether a file system matched', () => {
  expect(printed('--filter', 'use>=0', '--fail-if-any').status).toBe(3);
  expect(printed('--filter', 'use>100', '--fail-if-any')).toMatchObject({ status: 0, devices: [], fileSystems: [] });
});

it('leads from a file system to what is deleted there, and to the process that holds it', async () => {
  const { pid } = await holdDeleted();
  const { mountPoint } = printed('--deleted').deletedOpen.find((row: { pid: number }) => row.pid === pid);
  const session = await openNtop(['disk', '--filter', `mount="${mountPoint}"`, '--delay', '0.2'], {
    columns: 120,
    rows: 40,
  });
  await session.waitFor(/5 Disks[\s\S]*MOUNT/);
  await session.press('enter');
  await session.waitFor(/5 Deleted/);
  await session.press('\\');
  session.type(`pid=${pid}`);
  await session.press('enter');
  await session.waitFor(new RegExp(` ${pid} .* perl .*ntop-deleted-`));
  await session.press('k');
  await session.waitFor(/TERM/);
  expect(session.screen().join('\n')).toMatch(new RegExp(`${pid} perl`));
  session.type(ESC);
  await session.waitFor((screen) => !screen.join('\n').includes('SIGTERM'));
  session.type(ESC + ESC);
  await session.waitFor(/5 Disks/);
  assertOwnOutput(session);
});
