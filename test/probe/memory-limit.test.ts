import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryProbe } from '../../src/probe/memory.js';
import { createProbe } from '../../src/probe/probe.js';
import { startSleeper } from '../support/children.js';
import { identify, makeTree, NEEDS, statLine } from './readings.js';

type Files = Readonly<Record<string, string>>;

const V1_UNLIMITED = '9223372036854771712\n';

/** The limit of ntop itself, on a machine with these files in /proc and in /sys/fs/cgroup. */
async function limitOf(proc: Files, groups: Files) {
  const procRoot = makeTree({ stat: 'cpu 1 2 3 4\n', ...proc });
  const sysRoot = makeTree(
    Object.fromEntries(Object.entries(groups).map(([path, text]) => [`fs/cgroup/${path}`, text])),
  );
  const { system } = await createProbe({ procRoot, sysRoot }).sample({ ...NEEDS, memoryDetail: true });
  return system.memoryDetail?.limit;
}

/** The files of a group of version 2; nothing is limited but what is given. */
function second(path: string, files: Files): Files {
  const all = { 'memory.max': 'max\n', 'memory.high': 'max\n', 'memory.current': '9\n', ...files };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [`${path}${name}`, text]));
}

/** The same of version 1. */
function first(path: string, files: Files): Files {
  const all = { 'memory.limit_in_bytes': V1_UNLIMITED, 'memory.usage_in_bytes': '9\n', ...files };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [`memory/${path}${name}`, text]));
}

describe('the limit of the control groups', () => {
  it('of version 2 is the tightest on the way up to the root, each kind for itself', async () => {
    const limit = await limitOf(
      { 'self/cgroup': '0::/pod/app\n' },
      {
        ...second('pod/app/', { 'memory.max': '500\n', 'memory.swap.max': '0\n', 'memory.swap.current': '0\n' }),
        ...second('pod/', { 'memory.max': '400\n', 'memory.high': '300\n', 'memory.current': '350\n' }),
      },
    );
    expect(limit).toEqual({
      version: 2,
      path: '/pod/app',
      memory: { bytes: 400, usedBytes: 350, path: '/pod' },
      high: { bytes: 300, usedBytes: 350, path: '/pod' },
      swap: { bytes: 0, usedBytes: 0, path: '/pod/app' },
    });
  });

  it('of version 1 has swap as what is beyond memory', async () => {
    const limit = await limitOf(
      { 'self/cgroup': '4:memory:/docker/1\n0::/\n' },
      first('docker/1/', {
        'memory.limit_in_bytes': '500\n',
        'memory.usage_in_bytes': '100\n',
        'memory.memsw.limit_in_bytes': '800\n',
        'memory.memsw.usage_in_bytes': '120\n',
      }),
    );
    expect(limit).toMatchObject({
      version: 1,
      memory: { bytes: 500, usedBytes: 100, path: '/docker/1' },
      high: undefined,
      swap: { bytes: 300, usedBytes: 20 },
    });
  });

  it('is that of version 1 where a machine has both and version 1 counts memory, else that of version 2', async () => {
    const groups = { ...first('a/', { 'memory.limit_in_bytes': '1\n' }), ...second('b/', { 'memory.max': '2\n' }) };
    expect(await limitOf({ 'self/cgroup': '4:memory:/a\n0::/b\n' }, groups)).toMatchObject({ memory: { bytes: 1 } });
    expect(await limitOf({ 'self/cgroup': '4:cpu:/a\n0::/b\n' }, groups)).toMatchObject({ memory: { bytes: 2 } });
  });

  it('of the outer group wins between two that are equal, because more count against it', async () => {
    const groups = { ...second('a/b/', { 'memory.max': '5\n' }), ...second('a/', { 'memory.max': '5\n' }) };
    expect((await limitOf({ 'self/cgroup': '0::/a/b\n' }, groups))?.memory?.path).toBe('/a');
  });

  it('ends below a group of version 1 that counts its own processes alone', async () => {
    const limit = await limitOf(
      { 'self/cgroup': '4:memory:/a/b\n' },
      {
        ...first('a/b/', { 'memory.limit_in_bytes': '500\n', 'memory.use_hierarchy': '0\n' }),
        ...first('a/', { 'memory.limit_in_bytes': '400\n', 'memory.use_hierarchy': '0\n' }),
      },
    );
    expect(limit?.memory).toMatchObject({ bytes: 500, path: '/a/b' });
  });

  it('is looked for where the hierarchy is mounted, below the group that a container sees as its root', async () => {
    const mountinfo = '9 1 0:9 /docker/1 /sys/fs/cgroup/odd\\040place rw - cgroup2 cgroup2 rw\n';
    const files = second('odd place/app/', { 'memory.max': '7\n' });
    expect(await limitOf({ 'self/mountinfo': mountinfo, 'self/cgroup': '0::/docker/1/app\n' }, files)).toMatchObject({
      memory: { bytes: 7, path: '/docker/1/app' },
    });
    for (const path of ['/docker/2/app', '/../app', '/docker/1/../1/app']) {
      const limit = await limitOf({ 'self/mountinfo': mountinfo, 'self/cgroup': `0::${path}\n` }, files);
      expect([path, limit]).toEqual([path, undefined]);
    }
  });

  it.each([
    ['no control groups at all', {}, {}],
    ['no hierarchy that counts memory', { 'self/cgroup': '3:cpu:/a\n' }, first('a/', {})],
    ['a root that counts nothing', { 'self/cgroup': '0::/\n' }, {}],
    ['a group that is gone', { 'self/cgroup': '0::/a (deleted)\n' }, second('a/', {})],
    ['garbage', { 'self/cgroup': '\xff\n0:\n::::\n' }, second('a/', {})],
  ])('is unknown with %s', async (_, proc, groups) => {
    expect(await limitOf(proc, groups)).toBeUndefined();
  });

  it('knows that there is none, and takes no garbage for one', async () => {
    const none = { version: 2, path: '/a', memory: undefined, high: undefined, swap: undefined };
    expect(await limitOf({ 'self/cgroup': '0::/a\n' }, second('a/', {}))).toEqual(none);
    const odd = { 'memory.max': 'x\n', 'memory.high': '-1\n', 'memory.swap.max': '\n' };
    expect(await limitOf({ 'self/cgroup': '0::/a\n' }, second('a/', odd))).toEqual(none);
    const uncounted = { 'a/memory.max': '5\n', 'memory.current': '9\n' };
    expect((await limitOf({ 'self/cgroup': '0::/a\n' }, uncounted))?.memory).toEqual({
      bytes: 5,
      usedBytes: undefined,
      path: '/a',
    });
  });
});

describe('the limit of a process', () => {
  it('is that of its own group, and not of a process that reused its PID', async () => {
    const procRoot = makeTree({ '7/stat': statLine(7), '7/cgroup': '0::/a\n' });
    const sysRoot = makeTree({ 'fs/cgroup/a/memory.max': '5\n', 'fs/cgroup/a/memory.current': '3\n' });
    const probe = createMemoryProbe({ procRoot, sysRoot });
    expect(await probe.limit({ pid: 7, startTicks: 100, pidfdInode: 0 })).toMatchObject({
      ok: true,
      limit: { memory: { bytes: 5, usedBytes: 3 } },
    });
    const stranger = await probe.limit({ pid: 7, startTicks: 101, pidfdInode: 0 });
    expect(stranger).toEqual({ ok: false, code: 'ESRCH', gone: true });
    mkdirSync(join(procRoot, '8'));
    expect(await probe.limit({ pid: 8, startTicks: 1, pidfdInode: 0 })).toMatchObject({ ok: false, gone: true });
  });

  it('is on this machine in the group that the kernel names', async () => {
    const child = await startSleeper();
    const reading = await createMemoryProbe().limit(await identify(child.pid));
    if (!reading.ok) throw new Error(reading.code);
    const groups = readFileSync(`/proc/${child.pid}/cgroup`, 'utf8');
    if (reading.limit !== undefined) expect(groups).toContain(`:${reading.limit.path}\n`);
  });
});
