import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createActions } from '../../src/probe/actions.js';
import { createProbe } from '../../src/probe/probe.js';
import { ownNice, startSleeper, statOf } from '../support/children.js';
import { identify } from './readings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const GONE = { ok: false, code: 'ESRCH', gone: true };

it('never touches the innocent process that got the PID of another', async () => {
  const results = runInNamespace();
  // Where namespaces are forbidden no PID can be had twice at will; a PID that is another's by its identity is as good.
  if (results === undefined) return refusesForgedIdentity();
  expect(results).toHaveLength(8);
  for (const result of results) {
    expect(result).toMatchObject({ held: true, whileDead: { ok: false, gone: true }, whileReused: GONE });
    expect(result).toMatchObject({ sameSerial: false, endedBy: 'SIGTERM' });
    expect(result.settings).toEqual(result.inherited);
  }
});

it('refuses a PID with another start time or pidfd', () => refusesForgedIdentity());

/** Undefined where the system does not allow a PID namespace. */
function runInNamespace(): Record<string, unknown>[] | undefined {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const namespace = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
  if (spawnSync('unshare', [...namespace, 'sh', '-c', 'echo 300 > /proc/sys/kernel/ns_last_pid']).status !== 0)
    return undefined;
  const program = [process.execPath, fileOf('./pid-reuse.mjs'), fileOf('../../build/Release/ntop.node')];
  const { status, stdout, stderr } = spawnSync('unshare', [...namespace, ...program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

async function refusesForgedIdentity(): Promise<void> {
  const child = await startSleeper();
  const identity = await identify(child.pid);
  const forged = [{ ...identity, startTicks: identity.startTicks - 1 }];
  if (identity.pidfdInode !== 0) forged.push({ ...identity, pidfdInode: identity.pidfdInode + 1 });
  const actions = createActions();
  for (const stranger of forged) {
    expect(await actions.hold(stranger)).toEqual(GONE);
    expect(await actions.setNice(stranger, 18)).toEqual(GONE);
    expect(await createProbe().detail(stranger)).toEqual(GONE);
  }
  expect(Number(statOf(child.pid)?.[16])).toBe(ownNice());
  child.signal('SIGTERM');
  expect(await child.exit).toBe('SIGTERM');
}
