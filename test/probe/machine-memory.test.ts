import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { MemoryCounters } from '../../src/model/machine/snapshot.js';
import { memoryParts, memoryUsedBytes, swapUsedBytes } from '../../src/model/sample/memory-parts.js';
import { createProbe, type ProbeOptions } from '../../src/probe/probe.js';
import { makeTree, NEEDS } from './readings.js';

/** Memory moves between readings, more so while other tests run; a wrong figure stays wrong however often it is read. */
const MOST_TRIES = 30;
const SLACK_BYTES = 32 * 2 ** 20;

it('reports the figures of vmstat, and parts that add up to the total', async () => {
  const probe = createProbe();
  let differing: readonly string[] = ['never read'];
  for (let round = 0; round < MOST_TRIES && differing.length > 0; round += 1) {
    const [before, { system }, after] = [vmstat(), await probe.sample(NEEDS), vmstat()];
    const { memory } = system;
    if (memory === undefined) throw new Error('no memory');
    differing = Object.entries(figuresOf(memory)).flatMap(([name, bytes]) => {
      const [one, other] = [before(name), after(name)];
      const near = bytes >= Math.min(one, other) - SLACK_BYTES && bytes <= Math.max(one, other) + SLACK_BYTES;
      return near ? [] : [`${name}: ${one} ${bytes} ${other}`];
    });
    const parts = memoryParts(memory);
    expect(parts?.bytes.free).toBe(memory.freeBytes);
    expect(Object.values(parts?.bytes ?? {}).reduce((sum, bytes) => sum + bytes, 0)).toBe(memory.totalBytes);
  }
  expect(differing).toEqual([]);
});

it('has every figure of the kernel in bytes, and takes none for another', async () => {
  const lines = {
    SwapCached: 'swapCachedBytes',
    SUnreclaim: 'unreclaimableSlabBytes',
    KernelStack: 'kernelStackBytes',
    PageTables: 'pageTableBytes',
    Percpu: 'perCpuBytes',
    Hugetlb: 'hugePageBytes',
    Dirty: 'dirtyBytes',
    Writeback: 'writebackBytes',
    Zswap: 'zswapUsedBytes',
    Zswapped: 'zswapStoredBytes',
  } as const;
  const names = Object.keys(lines);
  const meminfo = `MemTotal: 999 kB\nWritebackTmp: 99 kB\n${names.map((name, at) => `${name}: ${at + 1} kB\n`).join('')}`;
  const read = async (text: string) =>
    (await createProbe({ procRoot: makeTree({ stat: 'cpu 1 2 3 4\n', meminfo: text }) }).sample(NEEDS)).system.memory;
  const [full, empty] = [await read(meminfo), await read('MemTotal: 999 kB\n')];
  for (const [at, figure] of Object.values(lines).entries()) {
    expect([figure, full?.[figure], empty?.[figure]]).toEqual([figure, (at + 1) * 1024, NaN]);
  }
  expect((await read('MemTotal: 999 kB\nPageTables: 3 kB\nSecPageTables: 4 kB\n'))?.pageTableBytes).toBe(7 * 1024);
});

it('counts swap traffic and kills since boot, in detail only when asked', async () => {
  const probe = createProbe();
  const [before, { system }, after] = [vmstat(), await probe.sample({ ...NEEDS, memoryDetail: true }), vmstat()];
  const page = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  const pairs = [
    ['pages swapped in', system.memoryDetail?.swappedInBytes],
    ['pages swapped out', system.memoryDetail?.swappedOutBytes],
  ] as const;
  for (const [name, bytes = Number.NaN] of pairs) {
    expect(bytes / page).toBeGreaterThanOrEqual(before(name));
    expect(bytes / page).toBeLessThanOrEqual(after(name));
  }
  expect((await probe.sample(NEEDS)).system.memoryDetail).toBeUndefined();
});

it('reports huge pages of each size with pages, and leaves missing values unknown', async () => {
  const sizes = {
    'hugepages-2048kB/nr_hugepages': '3\n',
    'hugepages-2048kB/free_hugepages': '2\n',
    'hugepages-2048kB/resv_hugepages': '1\n',
    'hugepages-1048576kB/nr_hugepages': '1\n',
    'hugepages-64kB/nr_hugepages': '0\n',
    'hugepages-xkB/nr_hugepages': '5\n',
    'hugepages-9kB/nr_hugepages': '-1\n',
  };
  const sysRoot = makeTree(
    Object.fromEntries(Object.entries(sizes).map(([path, text]) => [`kernel/mm/hugepages/${path}`, text])),
  );
  const procRoot = makeTree({ stat: 'cpu 1 2 3 4\n', vmstat: 'pswpin 2\npswpout x\n' });
  const read = async (options: ProbeOptions) =>
    (await createProbe(options).sample({ ...NEEDS, memoryDetail: true })).system.memoryDetail;
  const detail = await read({ procRoot, sysRoot });
  expect(detail?.swappedInBytes).toBeGreaterThan(0);
  expect(detail).toMatchObject({ swappedOutBytes: undefined, oomKills: undefined, limit: undefined });
  expect(new Set(detail?.hugePages)).toEqual(
    new Set([
      { pageBytes: 2 * 2 ** 20, total: 3, free: 2, reserved: 1 },
      { pageBytes: 2 ** 30, total: 1, free: undefined, reserved: undefined },
    ]),
  );
  const nothing = await read({ procRoot: makeTree({ stat: 'cpu 1 2 3 4\n' }), sysRoot: makeTree({}) });
  expect(nothing).toMatchObject({ swappedInBytes: undefined, hugePages: [], limit: undefined });
});

function figuresOf(memory: MemoryCounters) {
  return {
    'total memory': memory.totalBytes,
    'used memory': memoryUsedBytes(memory),
    'free memory': memory.freeBytes,
    'buffer memory': memory.buffersBytes,
    'swap cache': memory.cachedBytes,
    'total swap': memory.swapTotalBytes,
    'used swap': swapUsedBytes(memory),
    'free swap': memory.swapFreeBytes,
  };
}

/** By the words of vmstat -s; sizes in bytes. */
function vmstat(): (name: string) => number {
  const text = execFileSync('vmstat', ['-s'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return (name) => {
    const [, number, unit] = new RegExp(`^ *(\\d+)( K)? ${name}$`, 'm').exec(text) ?? [];
    return Number(number) * (unit === undefined ? 1 : 1024);
  };
}
