import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { NOBODY } from './nobody.js';
import { NEEDS, rowsOf } from './readings.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Found = { own: number; shown: { pid: number; uid: number }[]; capabilities: Record<string, string> };

it.each(['1', '2', '4'])(
  'shows with hidepid=%s no process that the kernel hides, though its clock answers',
  async (hidepid) => {
    const found = withProc(`hidepid=${hidepid}`, NOBODY);
    if (found === undefined) return showsWhatIsThere();
    expect(found.capabilities).toMatchObject({ 'what is read': 'what ran', 'new processes': 'listing' });
    expect(found.capabilities.hidepid).not.toBe('no');
    expect(found.shown).toEqual([{ pid: found.own, uid: NOBODY }]);
  },
);

it('lists processes where /proc has nothing but them', async () => {
  const found = withProc('subset=pid', 0);
  if (found === undefined) return showsWhatIsThere();
  expect(found.capabilities).toMatchObject({ 'what is read': 'what ran', 'new processes': 'listing' });
  expect(found.shown).toContainEqual({ pid: found.own, uid: 0 });
});

it('reads everything where /proc belongs to another PID namespace', async () => {
  const found = inNamespace(['--pid', '--fork', '--kill-child'], '', 0);
  if (found === undefined) return showsWhatIsThere();
  expect(found.capabilities).toMatchObject({ 'what is read': 'everything', 'pidfd inode': 'no' });
  expect(found.shown.length).toBeGreaterThan(1);
});

/** What can be said on a system that forbids another mount: it shows at least the processes around it. */
async function showsWhatIsThere(): Promise<void> {
  const pids = rowsOf(await createProbe().sample(NEEDS)).map(({ pid }) => pid);
  expect(pids).toEqual(expect.arrayContaining([process.pid, process.ppid]));
}

/** Undefined where the system does not allow it, or only root may become another user. */
function withProc(options: string, uid: number): Found | undefined {
  return inNamespace(['--pid', '--fork', '--kill-child', '--mount'], `mount -t proc -o ${options} proc /proc && `, uid);
}

function inNamespace(namespaces: readonly string[], prepare: string, uid: number): Found | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const run = (command: string) => spawnSync('unshare', [...namespaces, 'sh', '-c', command], { encoding: 'utf8' });
  if (run(`${prepare}true`).status !== 0) return undefined;
  const words = [process.execPath, fileOf('./hidden.mjs'), fileOf('../../build/Release/ntop.node'), String(uid)];
  const { status, stdout, stderr } = run(`${prepare}${words.map((word) => `'${word}'`).join(' ')}`);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}
