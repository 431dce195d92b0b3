import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { atEnd } from '../support/endings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const LONG = 60 * 60_000;
/** Rounds of about 200 forks each. */
const ROUNDS = Number(process.env.NTOP_CHURN_ROUNDS || 100);

type Result = { faults: string[]; sum: Record<string, number> & { capabilities: Record<string, string> } };

let churner: string;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-churn-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  churner = join(folder, 'churner');
  const source = fileOf('./churn/churner.cc');
  const { stderr, status } = spawnSync(process.env.CXX ?? 'g++', [
    '-std=c++17',
    '-O1',
    '-pthread',
    source,
    '-o',
    churner,
  ]);
  expect([String(stderr), status]).toEqual(['', 0]);
});

it('misses no process, shows none twice or too long, and nothing outdated', { timeout: LONG }, () => {
  const { faults, sum } = churn(ROUNDS, 'gated');
  expect(faults).toEqual([]);
  expect(sum.rows).toBeGreaterThan(60 * ROUNDS);
  expect(sum.born).toBeGreaterThan(5 * ROUNDS);
  if (sum.capabilities['new processes'] !== 'fork counter') return;
  // Forks of others on the machine make listings due.
  expect(sum.listed).toBeLessThan((sum.samples ?? 0) / 2);
});

it('does the same if the kernel reports less', { timeout: LONG }, () => {
  const { faults, sum } = churn(ROUNDS / 4, 'plain');
  expect(faults).toEqual([]);
  expect(sum.capabilities).toMatchObject({ 'what is read': 'everything', 'new processes': 'listing' });
});

/** In a PID namespace of its own, where PIDs come round soon, unless the system forbids that. */
function churn(rounds: number, kind: 'gated' | 'plain'): Result {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const namespace = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
  const allowed = spawnSync('unshare', [...namespace, 'sh', '-c', 'echo 300 > /proc/sys/kernel/ns_last_pid']);
  const isOwn = allowed.status === 0;
  const program = [process.execPath, fileOf('./churn/churn.mjs'), fileOf('../../build/Release/ntop.node')];
  const words = [...program, churner, String(Math.round(rounds)), kind, isOwn ? 'namespace' : 'shared'];
  const [command = '', ...rest] = isOwn ? ['unshare', ...namespace, ...words] : words;
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', maxBuffer: 1 << 26 });
  expect([status, stderr]).toEqual([0, '']);
  const result: Result = JSON.parse(stdout);
  if (isOwn) expect(result.sum.wraps).toBeGreaterThan(rounds / 40);
  return result;
}
