import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const GONE = { name: 'NoSuchProcess', code: 'ERR_NO_SUCH_PROCESS' };

it('refuses a PID that another process has got, whatever is asked, and leaves that one alone', () => {
  const results = runInNamespace();
  if (results === undefined) return expect(new Process().isRunning()).toBe(true);
  expect(results.length).toBeGreaterThan(90);
  for (const result of results) {
    expect(result).toMatchObject({ whileDead: GONE, whileReused: GONE, running: false, equal: false, waited: null });
    expect(result.whileReused).toMatchObject({ message: expect.stringMatching(/^PID has been reused \(pid=\d+/) });
    expect(result).toMatchObject({ changed: false, endedBy: 'SIGTERM' });
    expect(result.inspected).toMatch(/^Process\(pid=\d+.*status='terminated \+ PID reused'/);
  }
});

/** Undefined where the system does not allow a PID namespace, so that no PID can be had twice at will. */
function runInNamespace(): Record<string, unknown>[] | undefined {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const namespace = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
  if (spawnSync('unshare', [...namespace, 'sh', '-c', 'echo 300 > /proc/sys/kernel/ns_last_pid']).status !== 0)
    return undefined;
  const program = [process.execPath, fileOf('./pid-reuse.mjs'), fileOf('../../dist/library.mjs')];
  const { status, stdout, stderr } = spawnSync('unshare', [...namespace, ...program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}
