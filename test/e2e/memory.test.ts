import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { startHog } from '../support/children.js';
import { openNtop, PROGRAM, selectedPid, waitForRow } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { makeProc } from '../support/proc-tree.js';

const SLACK_BYTES = 32 * 2 ** 20;
const MOST_TRIES = 30;

type Memory = {
  readonly schema: string;
  readonly physical: Readonly<Record<string, number>>;
  readonly swap: Readonly<Record<string, number>>;
  readonly pressure: Readonly<Record<string, number | null>>;
  readonly limit: unknown;
  readonly rows: readonly Readonly<Record<string, number | string | null>>[];
};

it('prints for scripts what free says, and the processes by memory', () => {
  let differing: readonly string[] = ['never read'];
  for (let round = 0; round < MOST_TRIES && differing.length > 0; round += 1) {
    const [before, memory, after] = [free(), json('mem'), free()];
    expect(memory).toMatchObject({ schema: 'ntop.memory/1', pressure: expect.anything(), swap: expect.anything() });
    expect(memory.rows.map(({ pid }) => pid)).toContain(process.pid);
    const sizes = memory.rows.map(({ residentBytes }) => Number(residentBytes));
    expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
    const figures = [
      ['total', memory.physical.totalBytes],
      ['used', memory.physical.usedBytes],
      ['free', memory.physical.freeBytes],
      ['shared', memory.physical.sharedBytes],
      ['available', memory.physical.availableBytes],
      ['swap', memory.swap.totalBytes],
    ] as const;
    differing = figures.flatMap(([name, bytes = Number.NaN]) => {
      const [one = Number.NaN, other = Number.NaN] = [before[name], after[name]];
      const near = bytes >= Math.min(one, other) - SLACK_BYTES && bytes <= Math.max(one, other) + SLACK_BYTES;
      return near ? [] : [`${name}: ${one} ${bytes} ${other}`];
    });
  }
  expect(differing).toEqual([]);
});

it('measures what scripts ask for by name, and no more', async () => {
  const hog = await startHog();
  const asked = ['mem', '-p', String(hog.pid)];
  const [row] = json(...asked, '--fields', 'pid,pss,uss,res').rows;
  const ids = ['identity', 'pid', 'proportionalBytes', 'uniqueBytes', 'residentBytes'];
  expect([Object.keys(row ?? {}), row?.pid]).toEqual([ids, hog.pid]);
  const [usual] = json(...asked).rows;
  expect(usual?.pid).toBe(hog.pid);
  expect(usual).not.toHaveProperty('proportionalBytes');
  expect(Number(row?.uniqueBytes)).toBeGreaterThan(20_000_000);
  expect(Number(row?.proportionalBytes)).toBeGreaterThanOrEqual(Number(row?.uniqueBytes));
});

it('says which limit binds a machine that two directories describe', () => {
  const procRoot = makeProc([{ pid: 7, command: 'server' }]);
  const groups = { 'box/memory.max': '400\n', 'box/memory.current': '350\n', 'box/app/memory.max': 'max\n' };
  const sysRoot = join(procRoot, 'sys');
  write(join(procRoot, 'self/cgroup'), '0::/box/app\n');
  for (const [path, text] of Object.entries(groups)) write(join(sysRoot, 'fs/cgroup', path), text);
  const { limit } = json({ NTOP_PROCFS: procRoot, NTOP_SYSFS: sysRoot }, 'mem');
  expect(limit).toEqual({
    version: 2,
    path: '/box/app',
    memory: { bytes: 400, usedBytes: 350, path: '/box' },
    high: null,
    swap: null,
  });
});

it('shows a child that grows, and what it has mapped', async () => {
  const child = spawn('perl', [
    '-e',
    '$| = 1; my @held; while (<STDIN>) { push @held, "y" x 30_000_000; print "grown\n" }',
  ]);
  atEnd(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  const session = await openNtop(['mem', '-p', String(pid), '--delay', '0.2'], { columns: 120, rows: 30 });
  await waitForRow(session, pid);
  child.stdin.write('more\n');
  await once(child.stdout, 'data');
  await waitForRow(
    session,
    pid,
    ({ GROWTH, USS }) => /^\+(2[89]|3\d)\.\dM$/.test(GROWTH ?? '') && /M$/.test(USS ?? ''),
  );
  await session.press('home');
  await session.waitFor(() => selectedPid(session) === pid);
  await session.press('enter');
  await session.waitFor(/\[heap\]/);
  expect(session.screen().join('\n')).toContain(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
});

function json(...given: readonly (string | NodeJS.ProcessEnv)[]): Memory {
  const args = given.filter((one) => typeof one === 'string');
  const [env = {}] = given.filter((one) => typeof one !== 'string');
  const run = [PROGRAM, '--no-config', '--json', ...args];
  const options = { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 } as const;
  return JSON.parse(spawnSync(process.execPath, run, options).stdout);
}

function free(): Readonly<Record<string, number>> {
  const { stdout } = spawnSync('free', ['-b'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const [heads = [], memory = [], swap = []] = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return {
    ...Object.fromEntries(heads.map((head, index) => [head, Number(memory[index + 1])])),
    swap: Number(swap[1]),
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
