import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cgroupLimits, NoSuchProcess, type Pressures, pressure } from '../../src/library/index.js';
import { statLine } from '../probe/readings.js';
import { makeGroup } from '../support/cgroup.js';
import { startSleeper } from '../support/children.js';
import { withRoots } from './roots.js';

type Files = Readonly<Record<string, string>>;

const SECOND = '41 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
const FIRST = ['cpu', 'memory', 'pids', 'cpuset'].map(
  (name) => `35 1 0:1 / /sys/fs/cgroup/${name} rw - cgroup cgroup rw,${name}\n`,
);
const NO_LIMITS = { cpus: null, memoryBytes: null, swapBytes: null, tasks: null };
const NO_STALLS = { some: null, full: null };

/** What a machine with these files in /proc and /sys/fs/cgroup answers. */
function on<Answer>(proc: Files, groups: Files, ask: () => Promise<Answer>): Promise<Answer> {
  withRoots({
    proc: {
      stat: 'cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu1 1 2 3 4\ncpu2 1 2 3 4\nbtime 1\n',
      '7/stat': statLine(7),
      '7/status': 'Tgid:\t7\n',
      ...proc,
    },
    sys: Object.fromEntries(Object.entries(groups).map(([at, text]) => [`fs/cgroup/${at}`, text])),
  });
  return ask();
}

describe('the limits of control groups', () => {
  it('of version 2 are the tightest on the way up, each kind for itself', async () => {
    const limits = await on(
      { 'self/mountinfo': SECOND, '7/cgroup': '0::/pod/app\n' },
      {
        'pod/app/cpu.max': 'max 100000\n',
        'pod/app/memory.max': '5000\n',
        'pod/app/memory.current': '1\n',
        'pod/app/pids.max': '100\n',
        'pod/cpu.max': '150000 100000\n',
        'pod/memory.max': '6000\n',
        'pod/memory.swap.max': '0\n',
        'pod/pids.max': '50\n',
        'pod/cpuset.cpus.effective': '0-2\n',
      },
      () => cgroupLimits(7),
    );
    expect(limits).toEqual({ cpus: 1.5, memoryBytes: 5000, swapBytes: 0, tasks: 50 });
    expect(Object.isFrozen(limits)).toBe(true);
  });

  it('of version 1 are found where each controller is', async () => {
    const limits = await on(
      { 'self/mountinfo': FIRST.join(''), '7/cgroup': '1:cpu:/a\n2:memory:/b\n3:pids:/c\n4:cpuset:/d\n' },
      {
        'cpu/a/cpu.cfs_quota_us': '250000\n',
        'cpu/a/cpu.cfs_period_us': '100000\n',
        'cpu/cpu.cfs_quota_us': '-1\n',
        'cpu/cpu.cfs_period_us': '100000\n',
        'memory/b/memory.limit_in_bytes': '4096\n',
        'memory/b/memory.usage_in_bytes': '1\n',
        'pids/c/pids.max': 'max\n',
        'cpuset/d/cpuset.effective_cpus': '0,2\n',
      },
      () => cgroupLimits(7),
    );
    expect(limits).toEqual({ ...NO_LIMITS, cpus: 2, memoryBytes: 4096 });
  });

  it.each<[string, Files, Files]>([
    ['nothing limits', { 'self/mountinfo': SECOND, '7/cgroup': '0::/\n' }, { 'cpuset.cpus.effective': '0-2\n' }],
    [
      'files say nonsense',
      { '7/cgroup': '0::/a\n' },
      { 'a/cpu.max': '\x1b', 'a/pids.max': '-1\n', 'a/memory.max': '' },
    ],
    ['the group is outside of what is mounted', { '7/cgroup': '0::/../other\n' }, { '../other/pids.max': '1\n' }],
    ['there are no control groups', { '7/cgroup': '' }, {}],
  ])('are null where %s', async (_, proc, groups) => {
    expect(await on(proc, groups, () => cgroupLimits(7))).toEqual(NO_LIMITS);
  });

  it('of a process that is not there are NoSuchProcess', async () => {
    await expect(cgroupLimits(2 ** 31)).rejects.toThrow(NoSuchProcess);
    await expect(cgroupLimits('1' as never)).rejects.toThrow(TypeError);
    expect(Object.keys(await cgroupLimits())).toEqual(Object.keys(NO_LIMITS));
  });

  it('are those that a real group of version 1 has', async () => {
    const child = await startSleeper();
    const group = makeGroup('memory');
    group?.write('memory.limit_in_bytes', `${64 << 20}`);
    group?.join(child.pid);
    const outside = (await cgroupLimits()).memoryBytes;
    expect((await cgroupLimits(child.pid)).memoryBytes).toBe(group === undefined ? outside : 64 << 20);
  });
});

describe('pressure', () => {
  const line = (some: number) =>
    `some avg10=${some}.50 avg60=1.00 avg300=0.25 total=2500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n`;
  const none: Pressures = { cpu: NO_STALLS, memory: NO_STALLS, io: NO_STALLS };

  it('of the machine is what the kernel says', async () => {
    const found = await pressure();
    for (const kind of ['cpu', 'memory', 'io'] as const) {
      const total = Number(/^some .*total=(\d+)/.exec(readFileSync(`/proc/pressure/${kind}`, 'utf8'))?.[1]) / 1e6;
      expect(found[kind].some?.total).toBeLessThanOrEqual(total);
      expect(found[kind].some?.total).toBeGreaterThan(total - 60);
    }
  });

  it('of a group is what its files say, and null where there is none', async () => {
    const groups = { 'a/memory.pressure': line(3), 'a/cpu.pressure': 'some avg10=x total=1\n' };
    const found = await on({ 'self/mountinfo': SECOND }, groups, () => pressure('/a'));
    expect(found).toEqual({
      ...none,
      memory: {
        some: { avg10: 3.5, avg60: 1, avg300: 0.25, total: 2.5 },
        full: { avg10: 0, avg60: 0, avg300: 0, total: 0.000001 },
      },
    });
  });

  it('is null all through on a kernel without it', async () => {
    expect(await on({}, {}, () => pressure())).toEqual(none);
    expect(await on({ 'self/mountinfo': FIRST.join('') }, { 'cpu/a/cpu.stat': '' }, () => pressure('/a'))).toEqual(
      none,
    );
  });

  it('of what is no group is refused with a reason', async () => {
    await expect(pressure('/nowhere\x1b')).rejects.toMatchObject({ code: 'ENOENT', name: 'NtopError' });
    await expect(pressure('/../..')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(pressure('relative')).rejects.toThrow(RangeError);
    await expect(pressure(7 as never)).rejects.toThrow(TypeError);
  });
});
