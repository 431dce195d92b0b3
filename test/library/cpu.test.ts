import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bootTime, cpuCount, cpuFreq, cpuStats, cpuTimes, loadAverage } from '../../src/library/index.js';
import { expectBetween, snake, startPsutil } from './psutil.js';
import { withRoots } from './roots.js';

const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });

it('counts the CPUs that getconf and lscpu count, and the cores that lscpu does', () => {
  expect(cpuCount()).toBe(Number(run('getconf', '_NPROCESSORS_ONLN').trim()));
  const lines = run('lscpu', '-p=CPU,CORE,SOCKET')
    .split('\n')
    .filter((line) => /^\d/.test(line));
  expect(cpuCount()).toBe(lines.length);
  expect(cpuCount({ logical: true })).toBe(lines.length);
  expect(cpuCount({ logical: false })).toBe(new Set(lines.map((line) => line.replace(/^\d+,/, ''))).size);
});

it('counts CPU time no less than psutil before and no more than psutil after', async () => {
  const python = await startPsutil();
  const ask = async () => (await python.ask('psutil.cpu_times()')) as Record<string, number>;
  // These two may go backwards when the kernel corrects itself.
  const forward = ({ idle: _, iowait: __, ...rest }: Record<string, number>) => rest;
  const before = await ask();
  const found = cpuTimes();
  const after = await ask();
  expect(
    Object.keys(found)
      .map((name) => Object.keys(snake({ [name]: 0 }))[0])
      .sort(),
  ).toEqual(Object.keys(before).sort());
  expectBetween(before, forward(snake(found)), after);
  expectBetween(before, { idle: found.idle, iowait: found.iowait }, after, 1);
});

it('counts for each CPU what makes up the time of all', () => {
  const [before, each, after] = [cpuTimes(), cpuTimes({ percpu: true }), cpuTimes()];
  expect(each).toHaveLength(cpuCount() ?? 0);
  for (const key of ['user', 'system', 'nice', 'softirq'] as const) {
    const sum = each.reduce((total, times) => total + times[key], 0);
    // Each CPU rounds down to a tick.
    expectBetween({ sum: before[key] }, { sum }, { sum: after[key] }, 0.02 * each.length);
  }
});

it('counts context switches and interrupts as vmstat does', () => {
  const ask = () => {
    const text = run('vmstat', '-s');
    const number = (name: string) => Number(new RegExp(`(\\d+) ${name}`).exec(text)?.[1]);
    return { ctxSwitches: number('CPU context switches'), interrupts: number('interrupts') };
  };
  const before = ask();
  const { ctxSwitches, interrupts, softInterrupts, syscalls } = cpuStats();
  expectBetween(before, { ctxSwitches, interrupts }, ask());
  expect(softInterrupts).toBeGreaterThan(0);
  expect(syscalls).toBe(0);
});

it('reports the boot time of vmstat, and the load of /proc/loadavg', () => {
  const theirs = () => Number(/(\d+) boot time/.exec(run('vmstat', '-s'))?.[1]);
  // It moves when somebody sets the clock.
  const [bootBefore, boot] = [theirs(), bootTime()];
  expect([bootBefore, theirs()]).toContain(boot);
  const ask = () => Object.fromEntries(readFileSync('/proc/loadavg', 'utf8').split(' ', 3).map(Number).entries());
  const before = ask();
  const load = loadAverage();
  expectBetween(before, Object.fromEntries(load.entries()), ask());
  expect(load).toHaveLength(3);
  expect(Object.isFrozen(load)).toBe(true);
});

it('reports the frequency of each CPU in /proc/cpuinfo', async () => {
  const count = readFileSync('/proc/cpuinfo', 'utf8').match(/^cpu MHz/gm)?.length ?? 0;
  const each = await cpuFreq({ percpu: true });
  if (count > 0) expect(each).toHaveLength(count);
  const all = await cpuFreq();
  expect(all === null).toBe(each.length === 0);
  for (const { current } of each) expect(current ?? 1).toBeGreaterThan(0);
});

it('keeps the numbers of CPUs that have gaps', () => {
  withRoots({ proc: { stat: 'cpu  8 8 8 8\ncpu0 1 2 3 4\ncpu7 5 6 7 8\n' } });
  expect(cpuCount()).toBe(2);
  expect(cpuTimes({ percpu: true })).toEqual([
    { cpu: 0, ...times(1, 2, 3, 4) },
    { cpu: 7, ...times(5, 6, 7, 8) },
  ]);
});

it('reads anew with each call: a CPU that goes offline is gone, a clock that is set moves the boot time', () => {
  const online = () => cpuTimes({ percpu: true }).map(({ cpu }) => cpu);
  const write = withRoots({ proc: { stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nbtime 1000\n' } });
  expect([cpuCount(), bootTime(), online()]).toEqual([2, 1000, [0, 1]]);
  write({ stat: 'cpu 1 2 3 4\ncpu1 1 2 3 4\nbtime 4600\n' });
  expect([cpuCount(), bootTime(), online()]).toEqual([1, 4600, [1]]);
});

it('takes 4 to 12 columns of times: what is missing is 0, what is more is left out', () => {
  for (const columns of [4, 7, 8, 9, 10, 12]) {
    const numbers = Array.from({ length: columns }, (_, index) => index + 1);
    withRoots({ proc: { stat: `cpu ${numbers.join(' ')}\ncpu0 ${numbers.join(' ')}\n` } });
    const expected = times(...numbers.slice(0, 10));
    expect([cpuTimes(), cpuTimes({ percpu: true })]).toEqual([expected, [{ cpu: 0, ...expected }]]);
  }
});

it('counts CPUs by other files if stat has none, and returns null if no file has them', () => {
  withRoots({ proc: { stat: 'cpu 1 2 3 4\n', cpuinfo: 'processor : 0\n\nprocessor : 1\n' } });
  expect(cpuCount()).toBe(2);
  withRoots({ sys: { 'devices/system/cpu/online': '0-2,5\n' } });
  expect([cpuCount(), cpuCount({ logical: false })]).toEqual([4, null]);
  withRoots({});
  expect([cpuCount(), cpuCount({ logical: false })]).toEqual([null, null]);
});

it('counts cores by their siblings, by the older name of that file, or by sockets', () => {
  const topology = (cpu: number, name: string, text: string) => ({
    [`devices/system/cpu/cpu${cpu}/topology/${name}`]: text,
  });
  const four = [0, 1, 2, 3].map((cpu) => topology(cpu, 'core_cpus_list', `${cpu % 2},${(cpu % 2) + 2}\n`));
  withRoots({
    sys: Object.assign({ 'devices/system/cpu/cpufreq/boost': '1', 'devices/system/cpu/cpuidle/x': '' }, ...four),
  });
  expect(cpuCount({ logical: false })).toBe(2);
  withRoots({ sys: topology(0, 'thread_siblings_list', '0-1\n') });
  expect(cpuCount({ logical: false })).toBe(1);
  const socket = (id: number) => `processor : ${id}\nphysical id : ${id}\ncpu cores : 4\n\n`;
  withRoots({ proc: { cpuinfo: `${socket(0)}${socket(1)}processor : 2\nphysical id : 0\ncpu cores : 4\n` } });
  expect(cpuCount({ logical: false })).toBe(8);
});

it('reports frequencies from cpuinfo and cpufreq, with one policy for several CPUs, without offline CPUs', async () => {
  const policy = (number: number, files: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`devices/system/cpu/cpufreq/policy${number}/${name}`, text]),
    );
  withRoots({
    proc: { cpuinfo: 'processor : 0\ncpu MHz : 1500.5\n\nprocessor : 1\n' },
    sys: {
      ...policy(0, {
        affected_cpus: '0 1\n',
        scaling_cur_freq: '2000000\n',
        scaling_min_freq: '800000',
        scaling_max_freq: '3000000',
      }),
      ...policy(2, { affected_cpus: '\n', scaling_max_freq: '3000000\n' }),
      ...policy(10, { affected_cpus: '10\n', scaling_cur_freq: '<unknown>\n', cpuinfo_cur_freq: '2500000\n' }),
    },
  });
  expect(await cpuFreq({ percpu: true })).toEqual([
    { cpu: 0, current: 1500.5, min: 800, max: 3000 },
    { cpu: 1, current: 2000, min: 800, max: 3000 },
    { cpu: 10, current: 2500, min: null, max: null },
  ]);
  expect(await cpuFreq()).toEqual({ current: (1500.5 + 2000 + 2500) / 3, min: 800, max: 3000 });
});

it('knows the older place of cpufreq, and no frequency where there is none', async () => {
  withRoots({ sys: { 'devices/system/cpu/cpu3/cpufreq/scaling_cur_freq': '1000000\n' } });
  expect(await cpuFreq({ percpu: true })).toEqual([{ cpu: 3, current: 1000, min: null, max: null }]);
  withRoots({ proc: { cpuinfo: 'processor : 0\ncpu MHz : 0.000\n' } });
  expect([await cpuFreq(), await cpuFreq({ percpu: true })]).toEqual([null, []]);
});

it('names the file or the line that is missing', () => {
  withRoots({ proc: { stat: 'cpu0 1 2 3 4\n', loadavg: 'x\n' } });
  expect(() => cpuTimes()).toThrow(/the line "cpu" of .*\/stat is missing/);
  expect(() => bootTime()).toThrow(/the line "btime" of .*\/stat is missing/);
  expect(cpuStats()).toEqual({ ctxSwitches: null, interrupts: null, softInterrupts: null, syscalls: 0 });
  expect(() => loadAverage()).toThrow(/\/loadavg can't be read \(ENODATA\)/);
  withRoots({});
  for (const ask of [cpuTimes, bootTime, cpuStats, () => cpuTimes({ percpu: true })]) {
    expect(ask).toThrow(/\/stat can't be read \(ENOENT\)/);
  }
  expect(() => loadAverage()).toThrow(/\/loadavg can't be read \(ENOENT\)/);
});

/** In the kernel's order, in ticks. */
function times(...ticks: readonly number[]) {
  const [user, nice, system, idle, iowait, irq, softirq, steal, guest, guestNice] = Array.from(
    { length: 10 },
    (_, index) => (ticks[index] ?? 0) / 100,
  );
  return { user, system, idle, nice, iowait, irq, softirq, steal, guest, guestNice };
}
