import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, it, vi } from 'vitest';
import { createProbe } from '../../src/probe/probe.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { makeTree, NEEDS } from './readings.js';

/** Bytes that a program takes while it looks. */
const FOR_FREE_ITSELF = 32 * 1024 ** 2;

it('sees the memory that free sees', async () => {
  const free = () => execFileSync('free', ['-b'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const numbers = (text: string, row: number) => (text.split('\n')[row]?.match(/\d+/g) ?? []).map(Number);
  const compare = async () => {
    const [before, { system }, after] = [free(), await createProbe().sample(NEEDS), free()];
    const { memory } = system;
    expect(memory?.totalBytes).toBe(numbers(before, 1)[0]);
    expect(memory?.swapTotalBytes).toBe(numbers(before, 2)[0]);
    const pairs = [
      [memory?.freeBytes, 2],
      [memory?.sharedBytes, 3],
      [memory?.availableBytes, 5],
    ] as const;
    for (const [value, column] of pairs) {
      const [one, other] = [numbers(before, 1)[column] ?? Number.NaN, numbers(after, 1)[column] ?? Number.NaN];
      expect(value).toBeGreaterThanOrEqual(Math.min(one, other) - FOR_FREE_ITSELF);
      expect(value).toBeLessThanOrEqual(Math.max(one, other) + FOR_FREE_ITSELF);
    }
  };
  // Others may take much memory and give it back between two readings, but not each time.
  await vi.waitFor(compare, { timeout: PATIENCE_MILLISECONDS });
});

it('counts the CPUs that are online, and times that lie between two readings of the kernel', async () => {
  const online = execFileSync('getconf', ['_NPROCESSORS_ONLN'], { encoding: 'utf8' });
  const total = () => (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number);
  const [before, { system }, after] = [total(), await createProbe().sample(NEEDS), total()];
  expect(system.cpus).toHaveLength(Number(online));
  expect(new Set(system.cpus.map((cpu) => cpu.id)).size).toBe(system.cpus.length);
  const monotonic = ['user', 'nice', 'system'] as const;
  for (const [index, field] of monotonic.entries()) {
    const value = Math.round((system.cpuTotal?.[field] ?? Number.NaN) * 100);
    expect(value).toBeGreaterThanOrEqual(before[index] ?? Number.NaN);
    expect(value).toBeLessThanOrEqual(after[index] ?? Number.NaN);
  }
});

it('reports the clocks, the load, the forks and the interfaces of the kernel', async () => {
  const uptime = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const forks = () => Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
  const bootTime = () => Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
  const [earliest, forksBefore, wallBefore, bootBefore] = [uptime(), forks(), Date.now(), bootTime()];
  const { system } = await createProbe().sample(NEEDS);
  expect(system.uptimeSeconds).toBeGreaterThanOrEqual(earliest);
  expect(system.uptimeSeconds).toBeLessThanOrEqual(uptime());
  expect(system.forks).toBeGreaterThanOrEqual(forksBefore);
  expect(system.forks).toBeLessThanOrEqual(forks());
  expect(system.wallClockMilliseconds).toBeGreaterThanOrEqual(wallBefore);
  expect(system.wallClockMilliseconds).toBeLessThanOrEqual(Date.now());
  // The kernel's is cut to seconds, and moves when the clock is set.
  expect(system.bootTimeSeconds).toBeGreaterThanOrEqual(bootBefore - 0.01);
  expect(system.bootTimeSeconds).toBeLessThanOrEqual(bootTime() + 1.01);
  expect(system.hostname).toBe(hostname());
  expect(system.load?.every((value) => value >= 0)).toBe(true);
  expect(system.scanMilliseconds).toBeGreaterThan(0);
  const listed = readFileSync('/proc/net/dev', 'utf8')
    .match(/^ *[^\s|]+(?=:)/gm)
    ?.map((name) => name.trim());
  expect(system.interfaces.map(({ name }) => name)).toEqual(listed);
});

const DISK = ' 10 1 200 5 30 2 400 6 0 77 88';

it('adds up whole disks only: neither partitions nor devices on top of other disks', async () => {
  const names = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p1', 'loop0', 'dm-0', 'md0', 'zram0', 'ram0', 'cciss/c0d0'];
  const procRoot = makeTree({ stat: 'cpu 1 2 3 4\n', diskstats: names.map((name) => `8 0 ${name}${DISK}\n`).join('') });
  const listed = ['sda', 'nvme0n1', 'loop0', 'dm-0', 'md0', 'zram0', 'ram0', 'cciss!c0d0'];
  const sysRoot = makeTree(Object.fromEntries(listed.map((name) => [`block/${name}/size`, '1\n'])));
  const { system } = await createProbe({ procRoot, sysRoot }).sample(NEEDS);
  expect(system.disks).toEqual(
    ['sda', 'nvme0n1', 'cciss/c0d0'].map((name) => ({
      name,
      readBytes: 200 * 512,
      writeBytes: 400 * 512,
      busyMilliseconds: 77,
    })),
  );
});

it.each([
  ['none without a device', {}, undefined],
  ['none for a device without a size', { 'block/zram0/disksize': '0\n', 'block/zram0/mm_stat': '0 0 0\n' }, undefined],
  [
    'the sum of all devices',
    { 'block/zram0/mm_stat': '4096 1024 2048 0\n', 'block/zram1/mm_stat': '1 1 1 0\n', 'block/zram1/disksize': '9\n' },
    { storedBytes: 4097, usedBytes: 2049 },
  ],
])('knows compressed swap: %s', async (_, files, expected) => {
  const procRoot = makeTree({ stat: 'cpu 1 2 3 4\n' });
  expect((await createProbe({ procRoot, sysRoot: makeTree(files) }).sample(NEEDS)).system.zram).toEqual(expected);
});

it.each([
  ['as it says', 'MemAvailable: 50000 kB\n', 50_000],
  ['free where a container claims more than there is', 'MemAvailable: 300000 kB\n', 40_960],
  ['unknown where it claims less than nothing', 'MemAvailable: -1 kB\n', Number.NaN],
  ['estimated where an old kernel is silent', 'Cached: 5120 kB\n', 46_080],
])('takes available memory %s', async (_, line, kilobytes) => {
  const meminfo = `MemTotal: 102400 kB\nMemFree: 40960 kB\n${line}`;
  const { system } = await createProbe({ procRoot: makeTree({ stat: 'cpu 1 2 3 4\n', meminfo }) }).sample(NEEDS);
  expect(system.memory?.availableBytes).toBe(kilobytes * 1024);
  expect(system.memory?.slabBytes).toBeNaN();
});
