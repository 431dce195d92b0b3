import { execFileSync } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { swapMemory, virtualMemory } from '../../src/library/index.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { expectBetween, startPsutil } from './psutil.js';
import { withRoots } from './roots.js';
import { warningsOf } from './warnings.js';

const MIB = 1024 ** 2;
/** Others may take memory and give it back between two readings, but not each time. */
const PATIENCE = { timeout: PATIENCE_MILLISECONDS, interval: 20 };
const KIB = 1024;

/** The line of free(1) by its first word, as numbers. */
function free(line: string): readonly number[] {
  const text = execFileSync('free', ['-b', '-w'], { encoding: 'utf8' });
  const found = text.split('\n').find((row) => row.startsWith(`${line}:`));
  return (found ?? '').split(/\s+/).slice(1).map(Number);
}

it('reports memory like free', async () => {
  const ask = () => {
    const [total = 0, used = 0, unused = 0, shared = 0, buffers = 0, cached = 0, available = 0] = free('Mem');
    return { total, used, free: unused, shared, buffers, cached, available };
  };
  await vi.waitFor(() => {
    const before = ask();
    const { total, used, free: unused, shared, buffers, cached, available } = virtualMemory();
    const after = ask();
    expect(total).toBe(before.total);
    expectBetween(before, { used, free: unused, shared, buffers, cached, available }, after, 5 * MIB);
  }, PATIENCE);
});

it('reports memory like psutil', async () => {
  const python = await startPsutil();
  const ask = async () => (await python.ask('psutil.virtual_memory()')) as Record<string, number>;
  await vi.waitFor(async () => {
    const before = await ask();
    // Newer releases than Debian's count used and percent as ntop does.
    const { used, percent, ...found } = virtualMemory();
    expectBetween(before, found, await ask(), 5 * MIB);
    expect(used).toBe(found.total - found.available);
    expect(percent).toBe(Math.round((used / found.total) * 1000) / 10);
  }, PATIENCE);
});

it('reports swap like free, and its traffic like vmstat', async () => {
  const ask = () => {
    const [total = 0, used = 0, unused = 0] = free('Swap');
    return { total, used, free: unused };
  };
  const { sin, sout } = swapMemory();
  await vi.waitFor(() => {
    const before = ask();
    const { total, used, free: unused } = swapMemory();
    expectBetween(before, { total, used, free: unused }, ask(), 5 * MIB);
  }, PATIENCE);
  const text = execFileSync('vmstat', ['-s'], { encoding: 'utf8' });
  const page = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  const pages = (name: string) => Number(new RegExp(`(\\d+) pages swapped ${name}`).exec(text)?.[1]) * page;
  expectBetween({ sin: 0, sout: 0 }, { sin, sout }, { sin: pages('in'), sout: pages('out') });
});

const meminfo = (fields: Readonly<Record<string, number>>) => ({
  meminfo: Object.entries(fields)
    .map(([name, kilobytes]) => `${name}: ${kilobytes} kB\n`)
    .join(''),
  vmstat: 'pswpin 0\npswpout 0\n',
});

it('falls back to what is free where available exceeds the total, as in some containers', () => {
  withRoots({ proc: meminfo({ MemTotal: 100, MemFree: 40, MemAvailable: 300, Cached: 5 }) });
  expect(virtualMemory()).toMatchObject({ available: 40 * KIB, percent: 60, used: 60 * KIB });
});

it('takes no part for larger than the whole, as containers have shown it', () => {
  const parts = { MemFree: 700, MemAvailable: 900, Buffers: 600, Cached: 3000, Shmem: 800 };
  withRoots({ proc: meminfo({ MemTotal: 500, ...parts, SwapTotal: 100, SwapFree: 400 }) });
  const whole = 500 * KIB;
  const limited = { total: whole, free: whole, available: whole, buffers: whole, cached: whole, shared: whole };
  expect(virtualMemory()).toMatchObject({ ...limited, used: 0, percent: 0 });
  expect(swapMemory()).toMatchObject({ total: 100 * KIB, free: 100 * KIB, used: 0, percent: 0 });
});

it('estimates what is available where the kernel does not say it', () => {
  const zone = 'Node 0, zone Normal\n        min      1\n        low      2\n        high     3\n';
  const page = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })) / KIB;
  for (const missing of [{}, { MemAvailable: 0 }]) {
    withRoots({ proc: meminfo({ MemTotal: 100, MemFree: 40, Cached: 5, ...missing }) });
    expect(virtualMemory()).toMatchObject({ available: 45 * KIB });
    const whole = { MemTotal: 100, MemFree: 40, Cached: 5, 'Active(file)': 10, 'Inactive(file)': 10, SReclaimable: 4 };
    const low = 2 * page;
    withRoots({ proc: { ...meminfo({ ...whole, ...missing }), zoneinfo: zone } });
    const expected = 40 - low + (20 - Math.min(10, low)) + (4 - Math.min(2, low));
    expect(virtualMemory()).toMatchObject({ available: expected * KIB, cached: 9 * KIB });
  }
});

it('reads lines without a blank, and the names that older kernels have', () => {
  withRoots({ proc: { meminfo: 'ShadowCallStack:10373888 kB\nMemTotal:100 kB\nMemFree:\t40 kB\nMemShared: 7 kB\n' } });
  expect(virtualMemory()).toMatchObject({ total: 100 * KIB, free: 40 * KIB, shared: 7 * KIB });
});

it('says 0 for what is missing, and warns of it once by name', async () => {
  withRoots({ proc: { meminfo: 'MemTotal: 100 kB\nMemFree: 40 kB\nMemAvailable: 50 kB\nSlab: 3 kB\nShmem: 2 kB\n' } });
  const warned = await warningsOf(({ code }) => code === 'NTOP_MEMORY');
  const found = virtualMemory();
  expect(found).toMatchObject({ active: 0, inactive: 0, buffers: 0, cached: 0, shared: 2 * KIB, slab: 3 * KIB });
  virtualMemory();
  await new Promise(setImmediate);
  expect(warned).toEqual([
    'Memory values that the kernel does not report: active, inactive, buffers, cached; they are 0.',
  ]);
});

it.each([
  ['MemTotal: 100 kB\nMemFree: 40 kB\nMemAvailable: -1 kB\n', 'available', () => virtualMemory().available],
  ['MemTotal: 100 kB\nSwapTotal: -1 kB\nSwapFree: 0 kB\n', 'swapTotal', () => swapMemory().used],
  ['MemTotal: 100 kB\nSwapTotal: 5 kB\n', 'swapFree', () => swapMemory().free],
])('says 0 for what can not be, and names it (%j: %s)', async (text, name, ask) => {
  withRoots({ proc: { meminfo: text, vmstat: 'pswpin 0\npswpout 0\n' } });
  const warned = await warningsOf(({ code }) => code === 'NTOP_MEMORY');
  expect(ask()).toBe(0);
  await new Promise(setImmediate);
  expect(warned.join()).toMatch(new RegExp(`not report: .*\\b${name}\\b`));
});

it('asks sysinfo(2) for swap that meminfo does not speak of', () => {
  const { total } = swapMemory();
  for (const text of ['', 'MemTotal: 100 kB\nMemFree: 40 kB\n']) {
    withRoots({ proc: { meminfo: text, vmstat: 'pswpin 0\npswpout 0\n' } });
    const found = swapMemory();
    expect(found).toMatchObject({ total, used: found.total - found.free });
  }
});

it('throws a sentence that names the file when the total is not to be had', () => {
  for (const text of ['', 'garbage\n', 'MemFree: 5 kB\n', 'MemTotal: x kB\n', 'MemTotal: 0 kB\n']) {
    withRoots({ proc: { meminfo: text } });
    expect(virtualMemory).toThrow(/\/meminfo can't be read \(ENODATA\)/);
  }
  withRoots({});
  for (const ask of [virtualMemory, swapMemory]) expect(ask).toThrow(/\/meminfo can't be read \(ENOENT\)/);
});

it('has 0 percent without swap, and never negative use', () => {
  const swap = (SwapTotal: number, SwapFree: number) => meminfo({ MemTotal: 100, SwapTotal, SwapFree });
  withRoots({ proc: swap(0, 0) });
  expect(swapMemory()).toEqual({ total: 0, used: 0, free: 0, percent: 0, sin: 0, sout: 0 });
  withRoots({ proc: swap(100, 110) });
  expect(swapMemory()).toMatchObject({ total: 100 * KIB, used: 0, percent: 0 });
  withRoots({ proc: swap(300, 200) });
  expect(swapMemory()).toMatchObject({ used: 100 * KIB, percent: 33.3 });
});

it('reports no swap traffic, with a warning, if vmstat is missing', async () => {
  withRoots({ proc: { meminfo: 'MemTotal: 100 kB\nSwapTotal: 10 kB\nSwapFree: 4 kB\n' } });
  const warned = await warningsOf(({ code }) => code === 'NTOP_MEMORY');
  expect(swapMemory()).toMatchObject({ used: 6 * KIB, sin: 0, sout: 0 });
  await new Promise(setImmediate);
  expect(warned).toEqual(['Memory values that the kernel does not report: sin, sout; they are 0.']);
});

it('is exact for amounts beyond any machine', () => {
  const huge = 2 ** 52 + 1;
  withRoots({ proc: meminfo({ MemTotal: huge, MemFree: 5_000_000_000, MemAvailable: huge }) });
  expect(virtualMemory()).toMatchObject({ total: huge * KIB, free: 5_000_000_000 * KIB, available: huge * KIB });
});
