import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { legacyProcess } from '../../src/library/legacy/legacy-process.js';
import { pidExists, pids } from '../../src/library/process/pids.js';
import { Process } from '../../src/library/process/process.js';
import { processIter } from '../../src/library/process/process-iter.js';
import { waitProcs } from '../../src/library/process/wait-procs.js';
import { startFamily, startStubborn, stateOf } from '../support/children.js';
import { expectNoGrowth } from '../support/growth.js';

type Call = (one: Process) => unknown;

/** All that a process has: of what gets and sets, and of what takes options, the rest is below. */
const METHODS: Readonly<Record<Exclude<keyof Process & string, 'kill'>, Call>> = {
  asDict: (one) => one.asDict(),
  child: (one) => one.child,
  children: (one) => one.children(),
  cmdline: (one) => one.cmdline(),
  cpuAffinity: (one) => one.cpuAffinity(),
  cpuNum: (one) => one.cpuNum(),
  cpuPercent: (one) => one.cpuPercent(),
  cpuTimes: (one) => one.cpuTimes(),
  createTime: (one) => one.createTime(),
  cwd: (one) => one.cwd(),
  cwdDeleted: (one) => one.cwdDeleted(),
  delays: (one) => one.delays(),
  environ: (one) => one.environ(),
  equals: (one) => one.equals(new Process(process.pid)),
  exe: (one) => one.exe(),
  exeDeleted: (one) => one.exeDeleted(),
  gids: (one) => one.gids(),
  ident: (one) => one.ident,
  ioCounters: (one) => one.ioCounters(),
  ionice: (one) => one.ionice(),
  isRunning: (one) => one.isRunning(),
  memoryFootprint: (one) => one.memoryFootprint(),
  memoryFullInfo: (one) => one.memoryFullInfo(),
  memoryInfo: (one) => one.memoryInfo(),
  memoryInfoEx: (one) => one.memoryInfoEx(),
  memoryMaps: (one) => one.memoryMaps(),
  memoryPercent: (one) => one.memoryPercent(),
  name: (one) => one.name(),
  netConnections: (one) => one.netConnections('all'),
  netConnectionsSync: (one) => one.netConnectionsSync('all'),
  nice: (one) => one.nice(),
  numCtxSwitches: (one) => one.numCtxSwitches(),
  numFds: (one) => one.numFds(),
  numThreads: (one) => one.numThreads(),
  oneshot: (one) => one.oneshot(() => [one.name(), one.ppid(), one.uids(), one.memoryInfo()]),
  openFiles: (one) => one.openFiles(),
  pageFaults: (one) => one.pageFaults(),
  parent: (one) => one.parent(),
  parents: (one) => one.parents(),
  pid: (one) => one.pid,
  ppid: (one) => one.ppid(),
  resume: (one) => one.resume(),
  returncode: (one) => one.returncode,
  rlimit: (one) => one.rlimit('core'),
  sendSignal: (one) => one.sendSignal('CONT'),
  status: (one) => one.status(),
  suspend: (one) => one.suspend(),
  terminal: (one) => one.terminal(),
  terminate: (one) => one.terminate(),
  threads: (one) => one.threads(),
  toString: (one) => one.toString(),
  uids: (one) => one.uids(),
  username: (one) => one.username(),
  wait: (one) => one.wait({ timeout: 0 }).catch(() => undefined),
};

const FORMS: Readonly<Record<string, Call>> = {
  'asDict of what may be kept': (one) => one.asDict(['cmdline', 'uids', 'status']),
  'children of children': (one) => one.children({ recursive: true }),
  'cpuAffinity that sets': (one) => one.cpuAffinity(one.cpuAffinity()),
  'cpuPercent during a time': (one) => one.cpuPercent(1e-9),
  'ionice that sets': (one) => one.ionice('best-effort', 4),
  'memoryMaps of each': (one) => one.memoryMaps({ grouped: false }),
  'memoryPercent of swap': (one) => one.memoryPercent('swap'),
  'nice that sets': (one) => one.nice(one.nice()),
  'rlimit that sets': (one) => one.rlimit('core', one.rlimit('core')),
  'wait for a time': (one) => one.wait({ timeout: 1e-9 }).catch(() => undefined),
  'wait that is broken off': (one) => one.wait({ signal: AbortSignal.abort() }).catch(() => undefined),
  'new Process': ({ pid }) => new Process(pid),
  'new Process of a free PID': () => attempt(() => new Process(2 ** 30)),
  'Process.from': ({ pid }) => Process.from({ pid } as ChildProcess),
  legacyProcess: (one) => [legacyProcess(one).name, legacyProcess(one).getNice()],
  pidExists: ({ pid }) => pidExists(pid),
  pids,
  processIter: () => [...processIter(['name', 'cmdline', 'memoryInfo'])],
  waitProcs: (one) => waitProcs([one], { timeout: 0 }),
};

it.each(Object.entries({ ...METHODS, ...FORMS }))(
  '%s leaves memory and descriptors as they were',
  { timeout: 0 },
  async (_, call) => {
    const { pid } = await startStubborn();
    const one = new Process(pid);
    await expectNoGrowth(() => call(one));
  },
);

it('kill, of one that has ended already, leaves memory and descriptors as they were', { timeout: 0 }, async () => {
  const family = await startFamily(1);
  const [pid = 0] = family.below;
  const one = new Process(pid);
  // A parent that stands still reaps nothing.
  family.signal('SIGSTOP');
  one.kill();
  await expect.poll(() => stateOf(pid)).toBe('Z');
  await expectNoGrowth(() => one.kill());
});

it('processes that come and go leave nothing behind', { timeout: 0 }, async () => {
  await expectNoGrowth(async () => {
    const child = spawn('true', { stdio: 'ignore' });
    const exit = once(child, 'exit');
    const one = Process.from(child);
    expect(await one.wait()).toBe(0);
    await exit;
    expect(attempt(() => one.name())).toMatchObject({ name: 'NoSuchProcess' });
  });
});

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
