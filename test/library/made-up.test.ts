import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pidExists } from '../../src/library/process/pids.js';
import { Process } from '../../src/library/process/process.js';
import { processIter } from '../../src/library/process/process-iter.js';
import { makeTree, statLine, writeTree } from '../probe/readings.js';

const before = process.env.NTOP_PROCFS;
afterEach(() => {
  if (before === undefined) delete process.env.NTOP_PROCFS;
  else process.env.NTOP_PROCFS = before;
});

/** A /proc of these files, as the library sees it until the test ends. */
function enter(files: Readonly<Record<string, string>>): string {
  const root = makeTree({ stat: 'cpu 1 2 3 4\nbtime 1700000000\n', ...files });
  process.env.NTOP_PROCFS = root;
  processIter.cacheClear();
  return root;
}

describe('family', () => {
  it('end where a circle begins', () => {
    enter({ '2/stat': statLine(2, { ppid: 3 }), '3/stat': statLine(3, { ppid: 2 }) });
    const two = new Process(2);
    expect(two.children({ recursive: true }).map(({ pid }) => pid)).toEqual([3]);
    expect(two.parents().map(({ pid }) => pid)).toEqual([3, 2]);
  });

  it('leave out what is older than its parent: another process has got the PID', () => {
    enter({
      '10/stat': statLine(10, { ppid: 0, startTicks: 50 }),
      '11/stat': statLine(11, { ppid: 10, startTicks: 49 }),
      '12/stat': statLine(12, { ppid: 10, startTicks: 50 }),
      '13/stat': statLine(13, { ppid: 12, startTicks: 60 }),
      '14/stat': statLine(14, { ppid: 11, startTicks: 60 }),
    });
    const ten = new Process(10);
    expect(ten.children().map(({ pid }) => pid)).toEqual([12]);
    expect(ten.children({ recursive: true }).map(({ pid }) => pid)).toEqual([12, 13]);
    expect(ten.parent()).toBeNull();
    expect(new Process(13).parents()).toEqual([new Process(12), ten]);
    expect(new Process(11).parent()).toBeNull();
  });
});

it.each([
  ['R', 'running'],
  ['S', 'sleeping'],
  ['D', 'disk-sleep'],
  ['T', 'stopped'],
  ['t', 'tracing-stop'],
  ['Z', 'zombie'],
  ['X', 'dead'],
  ['x', 'dead'],
  ['K', 'wake-kill'],
  ['W', 'waking'],
  ['I', 'idle'],
  ['P', 'parked'],
  ['Q', 'unknown'],
  ['7', 'unknown'],
])('the state %s is called %s', (state, status) => {
  enter({ '7/stat': statLine(7, { state }) });
  expect(new Process(7).status()).toBe(status);
});

it('a status longer than a page, as of a user in 700 groups, is read to its end', () => {
  const groups = Array.from({ length: 700 }, (_, group) => 1_000_000_000 + group).join(' ');
  const status = `Uid:\t1\t1\t1\t1\nGroups:\t${groups}\nVmPeak:\t 8 kB\nVmSize:\t 8 kB\nVmHWM:\t 7 kB\nVmSwap:\t 3 kB\nvoluntary_ctxt_switches:\t5\n`;
  enter({ '7/stat': statLine(7), '7/statm': '5 4 3\n', '7/status': status });
  expect(new Process(7).numCtxSwitches().voluntary).toBe(5);
  expect(new Process(7).memoryInfoEx()).toMatchObject({ peakRss: 7 * 1024, swap: 3 * 1024 });
});

it('a status of which only the beginning came says nothing of memory, not 0', () => {
  enter({ '7/stat': statLine(7), '7/statm': '5 4 3\n', '7/status': 'Name:\tx\nUid:\t1\t1\t1\t1\n' });
  expect(new Process(7).memoryInfoEx()).toMatchObject({ peakRss: null, swap: null, rssAnon: null });
});

it('a process is not a zombie after its first thread has ended while another runs', () => {
  const root = enter({
    '7/stat': statLine(7, { state: 'Z', threads: 2 }),
    '7/statm': '0 0 0 0 0 0 0\n',
    '7/cmdline': '',
    '7/environ': '',
    '7/status': 'Threads:\t2\nvoluntary_ctxt_switches:\t1\n',
    '7/task/7/stat': statLine(7, { state: 'Z', threads: 2 }),
    '7/task/8/stat': statLine(8, { state: 'S', threads: 2 }),
    '7/task/8/statm': '5 4 3 2 0 1 0\n',
    '7/task/8/cmdline': 'server\0--port\0',
    '7/task/8/environ': 'A=1\0',
    '7/task/8/status': 'Threads:\t2\nVmPeak:\t 8 kB\nVmSize:\t 8 kB\nVmHWM:\t 7 kB\nvoluntary_ctxt_switches:\t1\n',
  });
  symlinkSync('/bin/server', join(root, '7/task/8/exe'));
  symlinkSync('/srv', join(root, '7/task/8/cwd'));
  const one = new Process(7);
  expect([one.status(), one.cmdline(), one.environ()]).toEqual(['sleeping', ['server', '--port'], { A: '1' }]);
  expect([one.exe(), one.cwd(), one.memoryInfoEx().peakRss]).toEqual(['/bin/server', '/srv', 7 * 1024]);
  expect(one.memoryInfo().rss).toBeGreaterThan(0);
});

it('a terminal without a name is its number, not none', () => {
  const on = (device: number) => statLine(7).replace(' 5 6 0 -1 ', ` 5 6 ${device} -1 `);
  enter({ '7/stat': on((204 << 8) | 7) });
  expect(new Process(7).terminal()).toBe('204:7');
  enter({ '7/stat': on(0) });
  expect(new Process(7).terminal()).toBeNull();
});

describe('a system that reports little', () => {
  it('leaves missing values unknown, and reports the rest', () => {
    const short = '7 (x) S 1 7 7 0 -1 0 11 0 12 0 250 50 0 0 20 0 1 0 100';
    enter({
      '7/stat': short,
      '7/status': 'Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t1\t1\t1\t1\nThreads:\t1\n',
      '7/statm': '5 4 3\n',
    });
    const one = new Process(7);
    expect(one.cpuTimes()).toEqual({ user: 2.5, system: 0.5, childrenUser: 0, childrenSystem: 0, iowait: 0 });
    expect(one.asDict(['cpuNum', 'numCtxSwitches', 'name', 'uids', 'createTime'])).toEqual({
      cpuNum: null,
      numCtxSwitches: { voluntary: null, involuntary: null },
      name: 'x',
      uids: { real: 1, effective: 2, saved: 3 },
      createTime: 1_700_000_001,
    });
    expect(one.memoryInfo()).toMatchObject({ text: null, data: null });
  });

  it('has null for users and groups where status lacks them', () => {
    enter({ '7/stat': statLine(7), '7/status': 'Name:\tx\nTgid:\t7\n' });
    const one = new Process(7);
    const nothing = { real: null, effective: null, saved: null };
    const unknown = { uids: nothing, gids: nothing, username: null };
    expect([one.uids(), one.gids(), one.username()]).toEqual([nothing, nothing, null]);
    expect(one.asDict(['uids', 'gids', 'username'])).toEqual(unknown);
  });

  it('has null for kinds of memory that status lacks, and 0 for a process without memory', () => {
    const status = 'Name:\tx\nThreads:\t1\n';
    enter({ '7/stat': statLine(7), '7/status': status, '7/statm': '5 4 3 2 0 1 0\n' });
    expect(new Process(7).memoryInfoEx()).toMatchObject({ peakRss: null, rssAnon: null, swap: null });
    enter({ '7/stat': statLine(7), '7/status': status, '7/statm': '0 0 0 0 0 0 0\n' });
    expect(new Process(7).memoryInfoEx()).toMatchObject({ peakRss: 0, rssAnon: 0, swap: 0, rss: 0 });
  });

  it('takes a process that is ending for ended, not its system for poor', () => {
    enter({ '7/stat': statLine(7, { flags: 0x40_0004 }), '8/stat': statLine(8) });
    for (const ask of [() => new Process(7).cwd(), () => new Process(7).ioCounters()]) {
      expect(ask).toThrow(expect.objectContaining({ code: 'ERR_ZOMBIE_PROCESS', pid: 7 }));
    }
    expect(() => new Process(8).cwd()).toThrow(expect.objectContaining({ code: 'ERR_NOT_AVAILABLE' }));
  });

  it('throws NotAvailable when asked for just that, and leaves it out of everything', () => {
    enter({ '7/stat': statLine(7), '7/io': '\n:\nrchar: 5\nread_bytes: x\n', '8/stat': statLine(8) });
    expect(new Process(7).ioCounters()).toMatchObject({ readChars: 5, readBytes: null, writeCount: null });
    expect(() => new Process(8).ioCounters()).toThrow(expect.objectContaining({ code: 'ERR_NOT_AVAILABLE', pid: 8 }));
    expect(() => new Process(8).asDict(['ioCounters'])).toThrow(/io is not available/);
    expect(new Process(8).asDict()).not.toHaveProperty('ioCounters');
    expect(new Process(8).asDict()).toMatchObject({ pid: 8, name: 'x', status: 'sleeping' });
  });

  it('says what is wrong with a file that is garbled', () => {
    enter({ '7/stat': statLine(7), '7/statm': 'x\n' });
    expect(() => new Process(7).memoryInfo()).toThrow(expect.objectContaining({ code: 'EIO', pid: 7 }));
    enter({ '7/stat': 'x\n' });
    expect(() => new Process(7)).toThrow(expect.objectContaining({ code: 'EIO', pid: 7 }));
  });
});

it('a clock that is set moves the start of objects made after it, and nothing else', () => {
  const root = enter({ '7/stat': statLine(7, { startTicks: 100 }) });
  const one = new Process(7);
  expect(one.createTime()).toBe(1_700_000_001);
  writeTree(root, { stat: 'cpu 1 2 3 4\nbtime 1700003600\n' });
  expect([one.createTime(), one.isRunning(), new Process(7) === one]).toEqual([1_700_000_001, true, true]);
  writeTree(root, { '9/stat': statLine(9, { startTicks: 100 }) });
  expect(new Process(9).createTime()).toBe(1_700_003_601);
});

it('a PID with another start time is another process', () => {
  const root = enter({ '7/stat': statLine(7, { startTicks: 100 }) });
  const one = new Process(7);
  expect([...processIter(['name'])].map(({ info }) => info)).toEqual([{ name: 'x' }]);
  writeTree(root, { '7/stat': statLine(7, { startTicks: 101, name: 'other' }) });
  expect(() => one.name()).toThrow(/^PID has been reused \(pid=7, name='x'\)$/);
  expect([one.isRunning(), one.equals(new Process(7))]).toEqual([false, false]);
  const [listed] = [...processIter(['name'])];
  expect([listed === one, listed?.info]).toEqual([false, { name: 'other' }]);
});

it('an empty place is said to be no proc', () => {
  process.env.NTOP_PROCFS = makeTree({});
  expect(() => new Process(7)).toThrow(/has no processes; is proc mounted there/);
  expect(() => [...processIter()]).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => pidExists(1)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
