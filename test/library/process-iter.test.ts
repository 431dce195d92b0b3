import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pidExists, pids } from '../../src/library/process/pids.js';
import { Process } from '../../src/library/process/process.js';
import { processIter } from '../../src/library/process/process-iter.js';
import { startSleeper, startSpinner } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { startPsutilOfProcesses } from './psutil.js';

const psutil = await startPsutilOfProcesses();

/** PIDs that ps lists, but its own. */
function psPids(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return lines.filter((line) => !line.endsWith(' ps')).map((line) => Number.parseInt(line, 10));
}

describe('the list of processes', () => {
  it('has all that ps lists before and after, and is in order', () => {
    const before = psPids();
    const lists = [pids(), [...processIter()].map(({ pid }) => pid)];
    const after = new Set(psPids());
    for (const list of lists) {
      expect(list).toEqual([...list].sort((one, other) => one - other));
      expect(list).toEqual(expect.arrayContaining(before.filter((pid) => after.has(pid))));
    }
  });

  it('gives the same objects each time, with what was asked for', async () => {
    const { pid } = await startSleeper();
    const find = () => [...processIter(['name', 'ppid', 'pid'])].find((one) => one.pid === pid);
    const found = find();
    expect(found).toBe(new Process(pid));
    expect(find()).toBe(found);
    expect(found?.info).toEqual({ name: found?.name(), ppid: process.pid, pid });
    expect(Object.keys(found?.info ?? {})).toEqual(['name', 'ppid', 'pid']);
    processIter.cacheClear();
    expect([...processIter()]).toContain(new Process(pid));
  });

  it('refuses unknown attributes at once, and says which there are', () => {
    const unknown = ['name', 'nmae'] as never[];
    expect(() => processIter(unknown)).toThrow(/'nmae'; valid ones are: cmdline, cpuAffinity, .*username/);
    expect(() => processIter(unknown)).toThrow(RangeError);
    expect(() => new Process().asDict(unknown)).toThrow(RangeError);
    for (const list of ['name', 5, null]) {
      expect(() => new Process().asDict(list as never)).toThrow(TypeError);
    }
  });

  it('leaves out a process that ends meanwhile', async () => {
    const child = await startSleeper();
    const seen: number[] = [];
    for (const { pid } of processIter(['name'])) {
      if (seen.length === 0) await child.end();
      seen.push(pid);
    }
    expect(seen).not.toContain(child.pid);
  });

  it('compares the use of the CPU from list to list, and never waits', async () => {
    const { pid } = await startSpinner();
    const percent = () => [...processIter(['cpuPercent'])].find((one) => one.pid === pid)?.info.cpuPercent ?? -1;
    expect(percent()).toBe(0);
    await expect.poll(percent, { interval: 50 }).toBeGreaterThan(0);
  });
});

describe('a PID', () => {
  it('is there while its process is; a thread has none', () => {
    const thread = new Process().threads().at(-1)?.id ?? 0;
    expect(thread).not.toBe(process.pid);
    expect([process.pid, 1, thread, 0, -1, 2 ** 31, 2 ** 40].map(pidExists)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(pids()).not.toContain(thread);
    expect(new Process(thread).isRunning()).toBe(true);
    for (const wrong of ['1', 1.5, Number.NaN]) expect(() => pidExists(wrong as number)).toThrow(TypeError);
  });
});

describe('the use of the CPU', () => {
  it('is that of psutil over the same seconds', async () => {
    const { pid } = await startSpinner();
    const spinner = new Process(pid);
    const before = spinner.cpuTimes();
    const mine = spinner.cpuPercent(1);
    const theirs = Number(await psutil(pid, 'p.cpu_percent(1)'));
    const used = await mine;
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThanOrEqual(110);
    expect(theirs).toBeGreaterThan(0);
    const after = spinner.cpuTimes();
    expect(after.user + after.system).toBeGreaterThan(before.user + before.system);
  });

  it('is 0 at the first call and for a process that sleeps', async () => {
    const { pid } = await startSleeper();
    const sleeper = new Process(pid);
    expect(sleeper.cpuPercent()).toBe(0);
    expect(await sleeper.cpuPercent(0.1)).toBeLessThanOrEqual(10);
    expect(await sleeper.cpuPercent(0)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [-1, RangeError],
    [Number.NaN, RangeError],
    ['1', TypeError],
  ])('refuses %j seconds', async (interval, kind) => {
    await expect(new Process().cpuPercent(interval as number)).rejects.toBeInstanceOf(kind);
  });
});

it('reads no file twice in a oneshot, and all anew after it', () => {
  const self = new Process();
  const reads = () => self.ioCounters().readCount ?? 0;
  const before = reads();
  expect(reads()).toBeGreaterThan(before);
  const [inside, again] = self.oneshot(() => [reads(), reads()]);
  expect(again).toBe(inside);
});

it('a list that is read over and over keeps up with a process that changes its title, group and memory', async () => {
  const code = [
    '$| = 1; print "ready\\n"; my $round = 0; my @hoard;',
    'while (<STDIN>) { $round++; $0 = "title $round"; push @hoard, "x" x 3e6; $) = 100 + $round; print "done\\n" }',
  ].join(' ');
  const child = spawn('perl', ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const attributes = ['cmdline', 'name', 'gids', 'numCtxSwitches', 'numThreads', 'memoryInfoEx', 'ppid'] as const;
  const listed = () => [...processIter(attributes)].find(({ pid }) => pid === child.pid);
  for (let round = 1; round <= 5; round += 1) {
    child.stdin.write('\n');
    await once(child.stdout, 'data');
    const asleep = () => listed()?.status();
    await expect.poll(asleep).toBe('sleeping');
    for (let again = 0; again < 3; again += 1) {
      const found = listed();
      expect(found?.info).toMatchObject({ cmdline: ['title', `${round}`], name: `title ${round}`, ppid: process.pid });
      const { gids, numThreads } = found?.info ?? {};
      expect({ gids, numThreads }).toEqual({ gids: found?.gids(), numThreads: found?.numThreads() });
      expect(found?.info.memoryInfoEx).toEqual(found?.memoryInfoEx());
      expect(found?.info.numCtxSwitches).toEqual(found?.numCtxSwitches());
    }
  }
});

it('a list shows what is taken from the memory of a process that sleeps', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ntop-')), 'mapped');
  atEnd(() => rmSync(dirname(file), { recursive: true }));
  const bytes = 20 << 20;
  writeFileSync(file, Buffer.alloc(bytes, 1));
  // Python maps the file, touches it, and then waits for what never comes.
  const code = [
    'import mmap, sys',
    'file = open(sys.argv[1], "r+b")',
    'memory = mmap.mmap(file.fileno(), 0)',
    'sum(memory[at] for at in range(0, len(memory), 4096))',
    'print("ready", flush=True)',
    'sys.stdin.read()',
  ].join('\n');
  const child = spawn('python3', ['-c', code, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const list = () => [...processIter(['name', 'status', 'memoryInfo'])].find(({ pid }) => pid === child.pid)?.info;
  await expect.poll(() => list()?.status).toBe('sleeping');
  const before = list()?.memoryInfo;
  expect(list()?.memoryInfo).toEqual(before);
  truncateSync(file, 0);
  const after = list()?.memoryInfo;
  expect((before?.shared ?? 0) - (after?.shared ?? 0)).toBeGreaterThan(bytes * 0.9);
  expect((before?.rss ?? 0) - (after?.rss ?? 0)).toBeGreaterThan(bytes * 0.9);
  expect(after).toEqual(new Process(child.pid).memoryInfo());
});
