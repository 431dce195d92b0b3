import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ZombieProcess } from '../../src/library/errors.js';
import { Process } from '../../src/library/process/process.js';
import { waitProcs } from '../../src/library/process/wait-procs.js';
import { isGone, startFamily, startSleeper, stateOf } from '../support/children.js';
import { startPrinting } from '../support/printing.js';

/** A process that ended with 7, and whose parent looks away until it gets a line. */
const ZOMBIE =
  '$| = 1; my $p = fork // die; exit 7 unless $p; print "$p\\n"; my $l = <STDIN>; waitpid $p, 0; $l = <STDIN>';

async function startZombie(): Promise<{ readonly zombie: Process; readonly parent: ChildProcess }> {
  const { pid, parent } = await startPrinting('perl', ['-e', ZOMBIE]);
  await expect.poll(() => stateOf(pid)).toBe('Z');
  return { zombie: new Process(pid), parent };
}

describe('a zombie', () => {
  it('is there, has a name, and uses nothing', async () => {
    const { zombie, parent } = await startZombie();
    expect(zombie.isRunning()).toBe(true);
    const info = zombie.asDict(undefined, { adValue: 'refused' });
    expect(info).toMatchObject({ name: 'perl', status: 'zombie', ppid: parent.pid, numThreads: 1, numFds: 0 });
    expect(info).toMatchObject({ memoryInfo: { rss: 0, vms: 0 }, memoryPercent: 0, openFiles: [] });
    const refused = Object.entries(info).flatMap(([name, value]) => (value === 'refused' ? [name] : []));
    expect(refused).toEqual(['cmdline', 'cwd', 'environ', 'exe', 'memoryMaps']);
    expect(Object.keys(await zombie.delays())).toEqual(['cpu', 'blockIo', 'swap', 'reclaim']);
    expect(inspect(zombie)).toMatch(/^Process\(pid=\d+, name='perl', status='zombie', started='.*\d\d:\d\d:\d\d'\)$/);
  });

  it.each(['cmdline', 'cwd', 'environ', 'exe', 'memoryMaps'] as const)(
    'says with its parent why it has no %s',
    async (name) => {
      const { zombie, parent } = await startZombie();
      expect(() => zombie[name]()).toThrow(ZombieProcess);
      expect(() => zombie[name]()).toThrow(expect.objectContaining({ pid: zombie.pid, ppid: parent.pid }));
    },
  );

  it('takes no notice of signals', async () => {
    const { zombie } = await startZombie();
    zombie.kill();
    zombie.suspend();
    expect(zombie.status()).toBe('zombie');
  });

  it('of another parent has not ended for wait(), until that parent has reaped it', async () => {
    const { zombie, parent } = await startZombie();
    await expect(zombie.wait({ timeout: 0 })).rejects.toMatchObject({ name: 'TimeoutExpired', seconds: 0 });
    const ended = zombie.wait();
    parent.stdin?.write('\n');
    // Kernels before 6.15 report it to the parent only.
    expect([7, null]).toContain(await ended);
    expect(zombie.isRunning()).toBe(false);
  });
});

it('a process is running after its first thread has ended while another runs', async () => {
  const code = [
    'import ctypes, os, sys, threading',
    'def spin():',
    '  while True: pass',
    'threading.Thread(target=spin).start()',
    'print(os.getpid(), flush=True)',
    'ctypes.CDLL(None).syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)',
  ].join('\n');
  const { pid } = await startPrinting('python3', ['-c', code]);
  await expect.poll(() => stateOf(pid)).toBe('Z');
  const leader = new Process(pid);
  const before = leader.cpuTimes().user;
  await expect.poll(() => leader.cpuTimes().user).toBeGreaterThan(before);
  expect(leader.asDict(['status', 'numThreads'])).toEqual({ status: 'running', numThreads: 2 });
  expect(leader.cmdline()[1]).toBe('-c');
  expect(leader.memoryInfo().rss).toBeGreaterThan(0);
  expect(leader.exe()).toMatch(/python3/);
  expect(leader.threads().length).toBeGreaterThanOrEqual(1);
  await expect(leader.wait({ timeout: 0.05 })).rejects.toMatchObject({ name: 'TimeoutExpired', pid });
});

it('a kernel thread has no program, arguments or environment, and all else', () => {
  const kernel = process.getuid?.() === 0 && stateOf(2) !== undefined ? new Process(2) : undefined;
  const isThread = kernel !== undefined && kernel.ppid() === 0 && kernel.memoryInfo().rss === 0;
  if (kernel === undefined || !isThread) return expect(new Process().exe()).not.toBe('');
  expect(kernel.asDict()).toMatchObject({ exe: '', cmdline: [], environ: {}, memoryMaps: [], cwd: '/', ppid: 0 });
  expect(kernel.memoryFootprint()).toEqual({ uss: 0, pss: 0, swap: 0 });
  expect(kernel.parent()).toBeNull();
});

describe('waiting for the end', () => {
  it.each([
    ['exit 0', 0],
    ['exit 42', 42],
    ['kill -TERM $$', -15],
    ['kill -KILL $$', -9],
  ])('of an own child returns how it ended (%s), and Node gets the exit too', async (script, code) => {
    const child = spawn('sh', ['-c', `read x; ${script}`], { stdio: ['pipe', 'ignore', 'ignore'] });
    const exit = once(child, 'exit');
    const mine = new Process(child.pid);
    const ended = [mine.wait(), mine.wait({ timeout: 150 }), Process.from(child).wait()];
    child.stdin.end();
    expect(await Promise.all(ended)).toEqual([code, code, code]);
    expect(await exit).toEqual(code < 0 ? [null, code === -9 ? 'SIGKILL' : 'SIGTERM'] : [code, null]);
    expect(await mine.wait({ timeout: 0 })).toBe(code);
    expect(mine.returncode).toBe(code);
  });

  it('of a child that Node has reaped before reports it all the same', async () => {
    const child = spawn('sh', ['-c', 'exit 9']);
    const mine = Process.from(child);
    await once(child, 'exit');
    expect(await mine.wait()).toBe(9);
  });

  it('of other processes returns what the kernel reports', async () => {
    const { pid, parent } = await startPrinting('sh', [
      '-c',
      'exec 3<&0; (read x; exit 5) <&3 & echo $!; wait; read x',
    ]);
    const ended = new Process(pid).wait();
    parent.stdin?.write('\n');
    expect([5, null]).toContain(await ended);
  });

  it('ends with its time, or when it is called off', async () => {
    const { pid } = await startSleeper();
    const sleeper = new Process(pid);
    sleeper.name();
    await expect(sleeper.wait({ timeout: 0 })).rejects.toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', pid, seconds: 0 });
    await expect(sleeper.wait({ timeout: 0.02 })).rejects.toMatchObject({ seconds: 0.02, processName: sleeper.name() });
    const reason = new Error('enough');
    await expect(sleeper.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const control = new AbortController();
    const ended = sleeper.wait({ signal: control.signal });
    control.abort(reason);
    await expect(ended).rejects.toBe(reason);
    expect(sleeper.returncode).toBeNull();
  });

  it.each([
    [-1, RangeError],
    [Number.NaN, RangeError],
    ['1', TypeError],
  ])('refuses the time limit %j', async (timeout, kind) => {
    const { pid } = await startSleeper();
    const limit = timeout as number;
    await expect(new Process(pid).wait({ timeout: limit })).rejects.toBeInstanceOf(kind);
    await expect(waitProcs([], { timeout: limit })).rejects.toBeInstanceOf(kind);
  });

  it('of itself is refused', async () => {
    await expect(new Process().wait()).rejects.toBeInstanceOf(RangeError);
  });
});

describe('waiting for several', () => {
  it('separates ended processes from running ones, and calls back for each', async () => {
    const { below } = await startFamily(3);
    const [first, second, third] = below.map((pid) => new Process(pid));
    const told: Process[] = [];
    first?.kill();
    second?.terminate();
    const all = [first, second, third] as Process[];
    expect(await waitProcs(all, { timeout: 0.01 })).toHaveProperty('alive');
    const isEnded = () => all.slice(0, 2).every(({ pid }) => isGone(pid));
    await expect.poll(isEnded).toBe(true);
    const { gone, alive } = await waitProcs(all, { timeout: 0, onGone: (process) => told.push(process) });
    // Their parent, a shell, buries them when it likes.
    expect([...gone, ...alive].sort((one, other) => one.pid - other.pid)).toEqual(all);
    expect(alive).toContain(third);
    expect(told).toEqual(gone);
  });

  it('waits for all when there is no limit', async () => {
    const children = await Promise.all([startSleeper(), startSleeper()]);
    const all = children.map(({ pid }) => new Process(pid));
    const ended = waitProcs(all);
    for (const one of all) one.kill();
    const { gone, alive } = await ended;
    expect([new Set(gone), alive]).toEqual([new Set(all), []]);
    expect(gone.map(({ returncode }) => returncode)).toEqual([-9, -9]);
  });

  it('refuses what is no process and no function, and passes on what the function throws', async () => {
    await expect(waitProcs([1 as unknown as Process])).rejects.toBeInstanceOf(TypeError);
    await expect(waitProcs([], { onGone: 'x' as unknown as () => void })).rejects.toBeInstanceOf(TypeError);
    const { pid } = await startSleeper();
    const one = new Process(pid);
    const failure = new Error('of the caller');
    const ended = waitProcs([one], {
      onGone: () => {
        throw failure;
      },
    });
    one.kill();
    await expect(ended).rejects.toBe(failure);
  });

  it('leaves no descriptor open', async () => {
    const { pid } = await startSleeper();
    const count = () => readdirSync('/proc/self/fd').length;
    await waitProcs([new Process(pid)], { timeout: 0.001 });
    await new Promise(setImmediate);
    const before = count();
    for (let round = 0; round < 20; round += 1) await waitProcs([new Process(pid)], { timeout: 0.001 });
    await expect.poll(count).toBeLessThanOrEqual(before);
  });
});

describe('signals', () => {
  it('stop a process, let it go on and end it', async () => {
    const { pid, exit } = await startSleeper();
    const one = new Process(pid);
    one.suspend();
    await expect.poll(() => one.status()).toBe('stopped');
    one.resume();
    await expect.poll(() => one.status()).toBe('sleeping');
    one.sendSignal(0);
    const ended = one.wait();
    one.sendSignal('SIGUSR1');
    expect(await exit).toBe('SIGUSR1');
    expect(await ended).toBe(-10);
    expect(() => one.kill()).toThrow(expect.objectContaining({ name: 'NoSuchProcess', pid }));
    expect(inspect(one)).toMatch(/status='terminated'/);
  });

  it.each([
    ['SIGNONE', RangeError],
    [65, RangeError],
    [-1, RangeError],
    [1.5, RangeError],
    [undefined, TypeError],
  ])('%s is none', async (signal, kind) => {
    const { pid } = await startSleeper();
    expect(() => new Process(pid).sendSignal(signal as string)).toThrow(kind);
    expect(isGone(pid)).toBe(false);
  });
});

describe('family', () => {
  it('are the parents up to the first process, and the children below', async () => {
    const { pid, below } = await startFamily(3);
    const parent = new Process(pid);
    expect(parent.parent()).toBe(new Process());
    expect(parent.parents()[0]).toBe(new Process());
    const children = parent.children();
    expect(children.map((child) => child.pid).sort()).toEqual([...below].sort());
    expect(children[0]?.parent()).toBe(parent);
    expect(new Process().children()).toContain(parent);
    expect(new Process().children()).not.toContain(children[0]);
    expect(new Process().children({ recursive: true })).toEqual(expect.arrayContaining([parent, ...children]));
  });
});
