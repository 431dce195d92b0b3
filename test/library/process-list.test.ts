import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { AttributeName } from '../../src/library/process/attributes.js';
import { Process } from '../../src/library/process/process.js';
import { processIter } from '../../src/library/process/process-iter.js';
import { statLine } from '../probe/readings.js';
import { type Child, isGone, startFamily, startSleeper, stateOf } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { asNobody, isRoot } from '../support/nobody.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { withRoots } from './roots.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function listed<Name extends AttributeName>(pid: number | undefined, names: readonly Name[]) {
  return [...processIter(names)].find((one) => one.pid === pid);
}

/** Ends them, and does nothing else until they have ended. */
function endAll(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  do Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  while (!pids.every(isGone));
}

describe('a list of processes with attributes', () => {
  it('says of each what the process itself says', async () => {
    const { pid } = await startSleeper();
    await vi.waitUntil(() => stateOf(pid) === 'S', { timeout: PATIENCE_MILLISECONDS });
    // The rest is slow for thousands.
    const names = Process.attrs.filter((name) => !/^(memoryM|memoryF|openF|netC)/.test(name));
    for (const time of ['first', 'second']) {
      expect([time, listed(pid, names)?.info]).toEqual([time, new Process(pid).asDict(names)]);
    }
  });

  it.each([
    ['fields of a stat line', 'a) R 1 (b'],
    ['a newline', 'new\nline'],
    ['an escape sequence', '\x1b[2J\x1b]0;x\x07'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0x78])],
    ['more than the kernel keeps', 'verylongprogramname1234567890'],
  ])('has a name of %s as the process has it', async (_, name) => {
    const { pid } = await startSleeper({ name, args: ['x y', Buffer.from([0x61, 0xff])] });
    await vi.waitUntil(() => stateOf(pid) === 'S', { timeout: PATIENCE_MILLISECONDS });
    const names = ['name', 'cmdline', 'ppid', 'numThreads', 'status'] as const;
    for (const time of ['first', 'second']) {
      const info = listed(pid, names)?.info;
      expect([time, info]).toEqual([time, new Process(pid).asDict(names)]);
      expect(info).toMatchObject({ ppid: process.pid, numThreads: 1 });
    }
  });

  it('has what was asked for in place of what may not be known', async () => {
    const { pid } = await startSleeper();
    const other = isRoot ? pid : 1;
    const info = (how: string) => asNobody(other, how);
    const names = `['pid', 'name', 'environ', 'ioCounters', 'status']`;
    const found = info(`[...ntop.processIter(${names}, { adValue: 'refused' })].find((one) => one.pid === pid).info`);
    expect(found).toMatchObject({ pid: other, environ: 'refused', ioCounters: 'refused' });
    expect(found).toEqual(info(`new ntop.Process(pid).asDict(${names}, { adValue: 'refused' })`));
  });

  it('is not behind in a loop that takes its time without waiting', async () => {
    const family = await startFamily(5);
    const [first, ...others] = family.below;
    const met: unknown[] = [];
    for (const { pid, info } of processIter(['status'])) {
      if (pid === first) endAll(others);
      // Their parent does not reap them.
      if (others.includes(pid)) met.push(info.status);
    }
    expect(met).toEqual(others.map(() => 'zombie'));
  });

  it('keeps up with a process whichever attributes are asked for in turn', async () => {
    const title = await startTitled();
    for (let round = 1; round <= 4; round += 1) {
      await title.set(`title${round}`);
      await expect.poll(() => listed(title.pid, ['status'])?.info.status).toBe('sleeping');
      expect(listed(title.pid, ['uids', 'memoryInfo'])?.info.uids).toEqual(new Process(title.pid).uids());
      if (round % 2 === 0) expect(listed(title.pid, ['cmdline'])?.info.cmdline).toEqual([`title${round}`]);
      expect(listed(title.pid, ['gids', 'pid'])?.info.gids).toEqual(new Process(title.pid).gids());
      expect(listed(title.pid, ['cmdline'])?.info.cmdline).toEqual([`title${round}`]);
    }
  });

  it('may be read while another one is under way', async () => {
    const children: Child[] = [];
    for (let count = 0; count < 12; count += 1) children.push(await startSleeper());
    const expected = children.map(({ pid }) => ({ pid, ppid: process.pid }));
    const outer: unknown[] = [];
    for (const { pid, info } of processIter(['pid', 'ppid'])) {
      if (!children.some((child) => child.pid === pid)) continue;
      expect(listed(pid, ['name', 'pid'])?.info).toEqual({ name: 'sh', pid });
      outer.push(info);
    }
    expect(outer).toEqual(expected);
  });

  it('forgets thousands that are gone, and still knows those that stay', () => {
    const stats = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`${at + 1}/stat`, statLine(at + 1, { name: `n${at + 1}` })]),
      );
    const names = () => [...processIter(['name'])].map(({ info }) => info.name);
    withRoots({ proc: stats(700) });
    const many = names();
    expect(many).toHaveLength(700);
    const [first] = [...processIter()];
    withRoots({ proc: stats(3) });
    expect(names()).toEqual(['n1', 'n2', 'n3']);
    expect([...processIter()][0]).toBe(first);
    withRoots({ proc: stats(700) });
    expect(names()).toEqual(many);
  });
});

it('a list never takes a process for the one that had its PID before, though it was under way then', () => {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const namespace = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
  // Where a PID can't be had twice at will.
  const chosen = spawnSync('unshare', [...namespace, 'sh', '-c', 'echo 300 > /proc/sys/kernel/ns_last_pid']).status;
  if (chosen !== 0) return expect(listed(process.pid, ['pid'])?.info).toEqual({ pid: process.pid });
  const program = [process.execPath, fileOf('./listed-reuse.mjs'), fileOf('../../dist/library.mjs')];
  const { status, stdout, stderr } = spawnSync('unshare', [...namespace, ...program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const results = JSON.parse(stdout);
  expect(results).toHaveLength(10);
  for (const result of results) {
    expect(result).toEqual({ firstRuns: false, isAnother: true, staysTheSame: true, isLeftOutAtLast: true });
  }
});

/** A process that calls itself what it is told. */
async function startTitled() {
  const code = '$| = 1; print "ready\\n"; while (<STDIN>) { chomp; $0 = $_; print "done\\n" }';
  const child = spawn('perl', ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    pid: child.pid,
    set: async (title: string) => {
      child.stdin.write(`${title}\n`);
      await once(child.stdout, 'data');
    },
  };
}
