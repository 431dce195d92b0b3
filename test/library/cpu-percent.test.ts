import { expect, it } from 'vitest';
import { cpuPercent, cpuTimesPercent, Process } from '../../src/library/index.js';
import { startPython } from '../probe/net/programs.js';
import { startPsutil } from './psutil.js';
import { withRoots } from './roots.js';

const IDLE = { user: 0, system: 0, idle: 0, nice: 0, iowait: 0, irq: 0, softirq: 0, steal: 0, guest: 0, guestNice: 0 };

/** A machine whose CPU times, in ticks, a test sets: in the order of /proc/stat. */
function withTimes(...ticks: readonly number[]): (...ticks: readonly number[]) => void {
  const stat = (numbers: readonly number[]) => ({ stat: `cpu  ${numbers.join(' ')}\ncpu3 ${numbers.join(' ')}\n` });
  const write = withRoots({ proc: stat(ticks) });
  // What another test left behind must not count.
  cpuPercent();
  cpuTimesPercent();
  cpuPercent({ percpu: true });
  cpuTimesPercent({ percpu: true });
  return (...numbers) => write(stat(numbers));
}

it('compares with the previous call of the same function and option only', () => {
  const set = withTimes(100, 0, 0, 100);
  set(200, 0, 0, 200);
  expect([cpuPercent(), cpuPercent()]).toEqual([50, 0]);
  expect(cpuTimesPercent()).toEqual({ ...IDLE, user: 50, idle: 50 });
  set(200, 0, 0, 300);
  expect(cpuPercent({ percpu: true })).toEqual([{ cpu: 3, percent: 33.3 }]);
  expect(cpuTimesPercent({ percpu: true })).toEqual([{ cpu: 3, ...IDLE, user: 33.3, idle: 66.7 }]);
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([0, { ...IDLE, idle: 100 }]);
});

it('takes nothing for busy that went backwards, and nothing for more than 100', () => {
  const set = withTimes(0, 0, 0, 100, 0, 0, 0, 100);
  set(100, 0, 0, 100, 0, 0, 0, 0);
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([100, { ...IDLE, user: 100 }]);
  set(0, 0, 0, 0, 0, 0, 0, 0);
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([0, IDLE]);
});

it('counts a guest once, and waiting for storage as idle', () => {
  const set = withTimes(100, 0, 0, 100, 0, 0, 0, 0, 100, 0);
  set(200, 0, 0, 200, 0, 0, 0, 0, 200, 0);
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([50, { ...IDLE, user: 50, idle: 50, guest: 50 }]);
  set(200, 0, 0, 200, 77, 0, 0, 0, 200, 0);
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([0, { ...IDLE, iowait: 100 }]);
});

it('is 0 for a CPU that was not online before, and knows nothing of one that went', () => {
  const write = withRoots({ proc: { stat: 'cpu 1 1 1 1\ncpu0 100 0 0 100\ncpu1 100 0 0 100\n' } });
  cpuPercent({ percpu: true });
  write({ stat: 'cpu 1 1 1 1\ncpu1 200 0 0 100\ncpu7 500 0 0 100\n' });
  expect(cpuPercent({ percpu: true })).toEqual([
    { cpu: 1, percent: 100 },
    { cpu: 7, percent: 0 },
  ]);
});

it('is of the CPUs that were online all the time, when one goes or comes', () => {
  const write = withRoots({ proc: { stat: 'cpu 100 0 0 9100\ncpu0 100 0 0 100\ncpu1 0 0 0 9000\n' } });
  for (const ask of [cpuPercent, cpuTimesPercent]) ask();
  write({ stat: 'cpu 200 0 0 100\ncpu0 200 0 0 100\n' });
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([100, { ...IDLE, user: 100 }]);
  write({ stat: 'cpu 300 0 0 9100\ncpu0 300 0 0 100\ncpu1 0 0 0 9000\n' });
  expect([cpuPercent(), cpuTimesPercent()]).toEqual([100, { ...IDLE, user: 100 }]);
});

it('stays between 0 and 100 however often it is asked', () => {
  for (let round = 0; round < 100; round += 1) {
    for (const share of [cpuPercent(), ...cpuPercent({ percpu: true }).map(({ percent }) => percent)]) {
      expect(share).toSatisfy((value: number) => value >= 0 && value <= 100);
    }
  }
});

it('adds up to 100 over intervals shorter than a second, and lets the program go on meanwhile', async () => {
  for (const interval of [0.1, 0.3]) {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    const { guest: _, guestNice: __, ...shares } = await cpuTimesPercent(interval);
    clearInterval(timer);
    const sum = Object.values(shares).reduce((total, share) => total + share, 0);
    expect(sum).toSatisfy((value: number) => value >= 99 && value <= 101);
    expect(turns).toBeGreaterThan(1);
  }
});

it('sees a program that keeps one CPU busy, on that CPU', async () => {
  const [cpu = 0] = new Process().cpuAffinity();
  const python = await startPython(['taskset', '-c', String(cpu)]);
  void python.ask('run("while True: pass")').catch(() => undefined);
  const busy = new Process(python.pid);
  await expect.poll(() => busy.cpuTimes().user).toBeGreaterThan(0.1);
  const each = await cpuPercent(1, { percpu: true });
  expect(each.find((one) => one.cpu === cpu)?.percent).toBeGreaterThanOrEqual(95);
  await python.end();
});

it('reports the same as psutil over the same second', async () => {
  const python = await startPsutil();
  // Other programs may begin or end between the two beginnings, so the nearest of a few counts.
  const distances: number[] = [];
  while (distances.length < 10 && Math.min(...distances) > 3) {
    const [theirs, ours] = await Promise.all([python.ask('psutil.cpu_percent(1)'), cpuPercent(1)]);
    distances.push(Math.abs((theirs as number) - ours));
  }
  expect(Math.min(...distances)).toBeLessThanOrEqual(3);
});

it('leaves what calls without an interval compare with alone, but for an interval of 0, which is such a call', async () => {
  const set = withTimes(100, 0, 0, 100);
  set(200, 0, 0, 200);
  expect(await cpuPercent(0.01)).toBe(0);
  expect([await cpuPercent(0), await cpuTimesPercent(0, { percpu: true })]).toEqual([
    50,
    [{ cpu: 3, ...IDLE, user: 50, idle: 50 }],
  ]);
});

it('refuses an interval that is no time', async () => {
  for (const ask of [cpuPercent, cpuTimesPercent]) {
    for (const interval of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e10]) {
      await expect(ask(interval)).rejects.toThrow(RangeError);
      await expect(ask(interval)).rejects.toThrow(`interval must be from 0 to 2147482 seconds (got ${interval})`);
    }
    await expect(ask('1' as unknown as number)).rejects.toThrow(TypeError);
  }
});
