import { execFileSync, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { asNobody } from './nobody.js';
import { makeTree, NEEDS, readRow, statLine } from './readings.js';

const READ = `
  const engine = new addon.Engine(input.procRoot, '/sys');
  const rows = [];
  for (let round = 0; round < 3; round++) {
    const { columns, slots } = await engine.sample({ ...input.needs, io: true });
    for (const pid of input.pids) {
      const slot = columns.pid.subarray(0, slots).findIndex((id, at) => id === pid && columns.serial[at] !== 0);
      rows.push(slot < 0 ? null : Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][slot]])));
    }
  }
  return rows;`;

it('reads of another user all but what only its owner may, and does not take that for zero', async () => {
  // Without root's rights the first process is the only one that is certain to be another user's.
  const pid = process.getuid?.() === 0 ? (await startSleeper()).pid : 1;
  const rows = await asNobody(READ, { procRoot: '/proc', needs: NEEDS, pids: [pid] });
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    expect(row).toMatchObject({ pid, uid: 0, readBytes: null, writeBytes: null });
    const { cpuSeconds, residentBytes } = row as Record<string, number>;
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(residentBytes).toBeGreaterThan(0);
  }
});

it('reads storage traffic of its own', async () => {
  const child = await startSleeper();
  expect((await readRow(child.pid, { io: true })).readBytes).toBeGreaterThanOrEqual(0);
});

it('leaves out processes that it may list but not read', async () => {
  const procRoot = makeTree({ stat: 'cpu 1 2 3 4\n', '7/stat': statLine(7), '8/stat': statLine(8) });
  chmodSync(procRoot, 0o755);
  chmodSync(join(procRoot, '8/stat'), 0);
  const rows = await asNobody(READ, { procRoot, needs: NEEDS, pids: [7, 8] });
  expect(rows.map((row) => (row as { pid: number } | null)?.pid)).toEqual([7, undefined, 7, undefined, 7, undefined]);
});

it('gives a user without a passwd entry no name', async () => {
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? 54_321 : (process.getuid?.() ?? 0);
  const child = spawn('sleep', ['60'], isRoot ? { uid } : {});
  atEnd(() => void child.kill('SIGKILL'));
  const row = await readRow(child.pid ?? 0);
  expect(row.uid).toBe(uid);
  expect(row.user).toBe(nameOf(uid));
});

/** What the system calls a user; undefined without an entry. */
function nameOf(uid: number): string | undefined {
  try {
    return execFileSync('id', ['-un', '--', String(uid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
