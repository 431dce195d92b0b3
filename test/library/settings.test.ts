import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { RLIM_INFINITY } from '../../src/library/process/resources.js';
import { startSleeper } from '../support/children.js';
import { startPsutilOfProcesses } from './psutil.js';

const psutil = await startPsutilOfProcesses();

const OWN = new Process().cpuAffinity();

async function startOne(): Promise<Process> {
  const { pid } = await startSleeper();
  return new Process(pid);
}

describe('one method gets and sets', () => {
  it('the nice value', async () => {
    const one = await startOne();
    expect(one.nice(7)).toBeUndefined();
    expect([one.nice(), await psutil(one.pid, 'p.nice()')]).toEqual([7, 7]);
    expect(execFileSync('ps', ['-o', 'ni=', '-p', String(one.pid)], { encoding: 'utf8' }).trim()).toBe('7');
  });

  it('the priority for storage', async () => {
    const one = await startOne();
    one.ionice('best-effort', 6);
    expect(one.ionice()).toEqual({ ioclass: 'best-effort', value: 6 });
    expect(await psutil(one.pid, '[int(p.ionice().ioclass), p.ionice().value]')).toEqual([2, 6]);
    one.ionice('best-effort');
    expect(one.ionice()).toEqual({ ioclass: 'best-effort', value: 4 });
    one.ionice('idle');
    expect(one.ionice()).toMatchObject({ ioclass: 'idle' });
  });

  it('the CPUs it may use; none means all', async () => {
    const one = await startOne();
    for (const cpu of OWN) {
      one.cpuAffinity([cpu, cpu]);
      expect([one.cpuAffinity(), await psutil(one.pid, 'p.cpu_affinity()')]).toEqual([[cpu], [cpu]]);
    }
    one.cpuAffinity(new Set(OWN));
    expect(one.cpuAffinity()).toEqual(OWN);
    // As many as there may be: those that the kernel lets it have of them.
    execFileSync('taskset', ['-cp', '0-1023', String(one.pid)]);
    const all = one.cpuAffinity();
    one.cpuAffinity([...OWN.slice(0, 1)]);
    one.cpuAffinity([]);
    expect(one.cpuAffinity()).toEqual(all);
  });

  it('limits', async () => {
    const one = await startOne();
    const [, hard] = one.rlimit('nofile');
    one.rlimit('nofile', [64, hard]);
    expect(one.rlimit('nofile')).toEqual([64, hard]);
    expect(await psutil(one.pid, 'list(p.rlimit(psutil.RLIMIT_NOFILE))')).toEqual([64, hard]);
    one.rlimit('core', [0, one.rlimit('core')[1]]);
    expect(readFileSync(`/proc/${one.pid}/limits`, 'utf8')).toMatch(/^Max core file size +0 /m);
    one.rlimit('cpu', [100, one.rlimit('cpu')[1]]);
    expect(one.rlimit('cpu')[0]).toBe(100);
    one.rlimit('cpu', [RLIM_INFINITY, one.rlimit('cpu')[1]]);
    expect(one.rlimit('cpu')[0]).toBe(RLIM_INFINITY);
  });
});

describe('what is not allowed is named with what is', () => {
  const one = new Process();
  it.each<[string, () => unknown, ErrorConstructor, RegExp]>([
    ['nice 20', () => one.nice(20), RangeError, /-20 to 19/],
    ['nice 1.5', () => one.nice(1.5), TypeError, /whole number/],
    ['nice x', () => one.nice('x' as never), TypeError, /whole number/],
    ['a class that is none', () => one.ionice('fast' as never), RangeError, /none, realtime, best-effort, idle/],
    ['a value of 8', () => one.ionice('best-effort', 8), RangeError, /0 to 7/],
    ['a value for idle', () => one.ionice('idle', 3), RangeError, /no values/],
    ['a value alone', () => one.ionice(undefined as never, 3), TypeError, /class/],
    ['a CPU that is not there', () => one.cpuAffinity([0, 10_000]), RangeError, /10000.*online are: 0/],
    ['a CPU below 0', () => one.cpuAffinity([-1]), RangeError, /0 or more/],
    ['a CPU as text', () => one.cpuAffinity(['1' as never]), TypeError, /whole number/],
    ['CPUs as text', () => one.cpuAffinity('1' as never), TypeError, /list/],
    ['a resource that is none', () => one.rlimit('files' as never), RangeError, /cpu, fsize.*nofile/],
    ['one limit', () => one.rlimit('core', [1] as never), RangeError, /soft and a hard/],
    ['no list of limits', () => one.rlimit('core', 1 as never), TypeError, /array/],
    ['a limit as text', () => one.rlimit('core', ['1', 2] as never), TypeError, /whole number/],
    ['a limit below -1', () => one.rlimit('core', [-2, 0]), RangeError, /-1 or more/],
    ['a soft limit above the hard one', () => one.rlimit('core', [2, 1]), RangeError, /above the hard/],
    ['a kind of memory that is none', () => one.memoryPercent('x' as never), RangeError, /rss, vms, shared/],
  ])('%s', (_, run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
