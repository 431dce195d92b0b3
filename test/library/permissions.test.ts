import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { ownNice, startSleeper } from '../support/children.js';
import { asNobody, isRoot, NOBODY } from '../support/nobody.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Allowed to everyone. */
const PUBLIC = [
  'cmdline',
  'cpuAffinity',
  'cpuNum',
  'cpuPercent',
  'cpuTimes',
  'createTime',
  'gids',
  'ionice',
  'memoryInfo',
  'memoryInfoEx',
  'memoryPercent',
  'name',
  'nice',
  'numCtxSwitches',
  // Since Linux 6.2 a size has it.
  ...(statSync('/proc/self/fd').size > 0 ? ['numFds'] : []),
  'numThreads',
  'pageFaults',
  'pid',
  'ppid',
  'status',
  'terminal',
  'threads',
  'uids',
  'username',
];

const HARMLESS = [
  ...['netConnectionsSync()', 'openFiles()', 'memoryMaps()', 'memoryFootprint()', 'cwd()', 'environ()', 'ioCounters()'],
  ...[`rlimit('core')`, 'sendSignal(0)'],
];
/** Tried on a child of ours only: who is not root has none that is a stranger to him, and leaves PID 1 alone. */
const CHANGES = [
  ...['kill()', 'terminate()', 'suspend()', 'nice(5)', `ionice('idle')`, 'cpuAffinity([0])'],
  `rlimit('core', [0, 0])`,
];

describe('without rights over a process', () => {
  it('all that everyone may know is known, and the rest is refused', async () => {
    const { pid } = await startSleeper();
    const other = isRoot ? pid : 1;
    const info = asNobody(other, `new ntop.Process(pid).asDict(undefined, { adValue: 'refused' })`);
    const known = Object.entries(info as object).flatMap(([name, value]) => (value === 'refused' ? [] : [name]));
    // The program is guessed from its path among the arguments, where that is one.
    expect(known.filter((name) => name !== 'exe')).toEqual(PUBLIC);
    expect(asNobody(other, `new ntop.Process(pid).asDict(['environ', 'pid'])`)).toEqual({ environ: null, pid: other });
  });

  it('nothing is changed, and each refusal names the process', async () => {
    const { pid } = await startSleeper();
    const other = isRoot ? pid : 1;
    const calls = isRoot ? [...HARMLESS, ...CHANGES] : HARMLESS;
    const tried = calls.map((call) => `nameOf(() => new ntop.Process(pid).${call})`);
    expect(asNobody(other, `[${tried}]`)).toEqual(calls.map(() => 'AccessDenied ERR_ACCESS_DENIED'));
    if (isRoot) expect(new Process(pid).asDict(['nice', 'status'])).toEqual({ nice: ownNice(), status: 'sleeping' });
  });

  it('its sockets are refused, and not said to be none', async () => {
    const { pid } = await startSleeper();
    const refused = asNobody(isRoot ? pid : 1, `new ntop.Process(pid).netConnections().catch(({ name }) => name)`);
    expect(refused).toBe('AccessDenied');
  });

  it('the list has everyone', () => {
    const all = asNobody(1, `[...ntop.processIter(['name', 'exe', 'username'])].map((one) => one.pid)`);
    expect(all).toEqual(expect.arrayContaining([1, process.pid]));
  });
});

it('a user without a name is a number', async () => {
  if (!isRoot) return expect(new Process().username()).toBe(execFileSync('id', ['-un'], { encoding: 'utf8' }).trim());
  const { pid } = await startSleeper({ uid: 54_321 });
  expect(new Process(pid).asDict(['username', 'uids'])).toEqual({
    username: '54321',
    uids: { real: 54_321, effective: 54_321, saved: 54_321 },
  });
});

describe('another /proc', () => {
  it('with hidepid=2 has only our own processes', () => {
    const found = withProc('hidepid=2');
    if (found === undefined) return;
    expect(found).toMatchObject({ listed: [found.own, expect.anything()], firstExists: false, pids: 2 });
    expect(found.firstInfo).toMatchObject({ name: 'NoSuchProcess' });
  });

  it('with hidepid=1 has processes that are nothing but there', () => {
    const found = withProc('hidepid=1');
    if (found === undefined) return;
    expect(found).toMatchObject({ firstExists: true, firstRuns: true, firstIsItself: true });
    expect(found).toMatchObject({ firstSignal: { name: 'AccessDenied' }, firstInfo: { name: 'AccessDenied' } });
  });

  it('of another PID namespace is readable, but its PIDs can not be acted on', () => {
    const found = inNamespace(['--pid', '--fork', '--kill-child'], '', 0);
    if (found === undefined) return;
    // Its first process is there by the same number, another one; whether its child's number is there, nobody knows.
    expect(found).toMatchObject({ ownName: 'node', firstSignal: { code: 'EOPNOTSUPP' }, childEndedBy: 'SIGKILL' });
    expect(found.ownChildSignal).toMatchObject({ code: expect.stringMatching(/^(EOPNOTSUPP|ERR_NO_SUCH_PROCESS)$/) });
  });

  it('that is missing is named', () => {
    const found = inNamespace(['--mount'], 'mount -t tmpfs none /proc && ', 0);
    if (found === undefined) return;
    expect(found).toMatchObject({ pids: { name: 'NtopError', code: 'ENOENT' }, firstExists: true });
  });
});

type Found = { readonly own: number } & Readonly<Record<string, unknown>>;

function withProc(options: string): Found | undefined {
  const mount = `mount -t proc -o ${options} proc /proc && `;
  return inNamespace(['--pid', '--fork', '--kill-child', '--mount'], mount, NOBODY);
}

/** Undefined where the system does not allow it. */
function inNamespace(namespaces: readonly string[], prepare: string, uid: number): Found | undefined {
  const run = (command: string) => spawnSync('unshare', [...namespaces, 'sh', '-c', command], { encoding: 'utf8' });
  if (!isRoot || run(`${prepare}true`).status !== 0) return undefined;
  const words = [process.execPath, fileOf('./hidden.mjs'), fileOf('../../dist/library.mjs'), String(uid)];
  // A shell in front, so that the first process is another one's.
  const { status, stdout, stderr } = run(`${prepare}${words.map((word) => `'${word}'`).join(' ')}; true`);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}
