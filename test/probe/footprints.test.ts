import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Identity } from '../../src/model/machine/identity.js';
import type { Footprint } from '../../src/model/machine/memory-detail.js';
import { createMemoryProbe } from '../../src/probe/memory.js';
import { startHog, startSleeper } from '../support/children.js';
import { asNobody } from './nobody.js';
import { identify, makeTree, statLine } from './readings.js';

const HEAD = '55d74f01f000-55d74f021000 r--p 00000000 fe:00 260386                     ';
/** Programs that share its pages come and go. */
const SLACK_BYTES = 2 * 2 ** 20;
const MADE_UP: Identity = { pid: 7, startTicks: 100, pidfdInode: 0 };

it('finds of a child what its smaps_rollup says before and after', async () => {
  const child = await startHog();
  const identity = await identify(child.pid);
  const before = rollup(child.pid);
  const footprint = await footprintOf(identity);
  const after = rollup(child.pid);
  expect(footprint.uniqueBytes).toBeGreaterThan(20_000_000);
  for (const figure of ['proportionalBytes', 'uniqueBytes', 'swapBytes'] as const) {
    const [least, most] = [Math.min(before[figure], after[figure]), Math.max(before[figure], after[figure])];
    expect([figure, footprint[figure]]).toEqual([figure, expect.any(Number)]);
    expect(footprint[figure]).toBeGreaterThanOrEqual(least - SLACK_BYTES);
    expect(footprint[figure]).toBeLessThanOrEqual(most + SLACK_BYTES);
  }
});

it('adds up smaps where there is no rollup, and finds nothing where there is no memory', async () => {
  const smaps = `${HEAD}/a\nPss: 3 kB\nPrivate_Clean: 6 kB\n${HEAD}\nPrivate_Dirty: 7 kB\nPrivate_Hugetlb: 1 kB\nSwap: 15 kB\n`;
  const probe = createMemoryProbe({
    procRoot: makeTree({ '7/stat': statLine(7), '7/smaps': smaps, '8/stat': statLine(8), '8/smaps': '' }),
  });
  const none = { proportionalBytes: 0, uniqueBytes: 0, swapBytes: 0 };
  const readings = await probe.footprints([MADE_UP, { ...MADE_UP, pid: 8 }]);
  expect(readings).toMatchObject([
    { ok: true, proportionalBytes: 3072, uniqueBytes: 14 * 1024, swapBytes: 15 * 1024 },
    { ok: true, ...none },
  ]);
});

it('refuses processes that are gone, replaced, unreadable or garbled, and reads the other ones', async () => {
  const child = await startSleeper();
  const mortal = await startSleeper();
  const [identity, gone] = [await identify(child.pid), await identify(mortal.pid)];
  await mortal.end();
  const probe = createMemoryProbe();
  const stranger = { ...identity, startTicks: identity.startTicks + 1, pidfdInode: 0 };
  const other = { ...identity, pidfdInode: identity.pidfdInode === 0 ? 0 : identity.pidfdInode + 1, startTicks: 1 };
  const readings = await probe.footprints([gone, stranger, other, identity]);
  const ended = { ok: false, code: 'ESRCH', gone: true };
  expect(readings).toMatchObject([ended, ended, ended, { ok: true }]);
  const procRoot = makeTree({ '7/stat': statLine(7), '7/smaps_rollup': 'nonsense\n', '9/stat': statLine(9) });
  expect(await createMemoryProbe({ procRoot }).footprints([MADE_UP, { ...MADE_UP, pid: 9 }])).toEqual([
    { ok: false, code: 'EIO', gone: false },
    { ok: false, code: 'ENOENT', gone: false },
  ]);
});

it('is refused by a process of another user, and says why', async () => {
  const child = await startSleeper();
  const READ = `
    const footprints = await addon.readFootprints('/proc', [input], 1);
    return [...footprints, await addon.readMappings('/proc', input)];`;
  const refused = { ok: false, code: 'EACCES', gone: false };
  const seen = await asNobody(READ, await identify(child.pid));
  // Without root's rights the test has no other user's process.
  expect(process.getuid?.() === 0 ? seen : [refused, refused]).toEqual([refused, refused]);
});

it('groups the mappings of a process by file, with sums that its smaps have', async () => {
  const child = await startHog();
  const identity = await identify(child.pid);
  const reading = await createMemoryProbe().mappings(identity);
  if (!reading.ok) throw new Error(reading.code);
  const maps = readFileSync(`/proc/${child.pid}/maps`, 'utf8').trimEnd().split('\n');
  const { mappings } = reading;
  expect(mappings.reduce((sum, one) => sum + one.mappings, 0)).toBe(maps.length);
  expect(new Set(mappings.map(({ path }) => path)).size).toBe(mappings.length);
  for (const path of ['[heap]', '[stack]', maps[0]?.replace(/^.* /, '')]) {
    expect(mappings).toContainEqual(expect.objectContaining({ path, virtualBytes: expect.any(Number) }));
  }
  const unique = mappings.reduce((sum, one) => sum + (one.uniqueBytes ?? Number.NaN), 0);
  expect(unique).toBeGreaterThan(20_000_000);
  expect(Math.abs(unique - ((await footprintOf(identity)).uniqueBytes ?? Number.NaN))).toBeLessThan(SLACK_BYTES);
});

it('shows a file with an odd name and a very long one, and no process that reused the PID', async () => {
  const many = Array.from({ length: 30_000 }, (_, index) => `${HEAD}/f${index % 3} (deleted)\nRss: 1 kB\n`).join('');
  const procRoot = makeTree({
    '7/stat': statLine(7),
    '7/smaps': `${HEAD}/a b\\012\x1b[31m \nRss: 4 kB\nVmFlags: rd\n${many}`,
  });
  const probe = createMemoryProbe({ procRoot });
  const reading = await probe.mappings(MADE_UP);
  expect(reading.ok && reading.mappings.map(({ path, residentBytes }) => [path, residentBytes])).toEqual([
    ['/a b\\012\x1b[31m ', 4096],
    ['/f0 (deleted)', 10_000 * 1024],
    ['/f1 (deleted)', 10_000 * 1024],
    ['/f2 (deleted)', 10_000 * 1024],
  ]);
  writeFileSync(`${procRoot}/7/stat`, statLine(7, { startTicks: 101 }));
  expect(await probe.mappings(MADE_UP)).toEqual({ ok: false, code: 'ESRCH', gone: true });
});

async function footprintOf(identity: Identity): Promise<Footprint> {
  const [reading] = await createMemoryProbe().footprints([identity]);
  if (!reading?.ok) throw new Error(reading?.code ?? 'nothing read');
  return reading;
}

function rollup(pid: number) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  return {
    proportionalBytes: bytes('Pss'),
    uniqueBytes: bytes('Private_Clean') + bytes('Private_Dirty') + bytes('Private_Hugetlb'),
    swapBytes: bytes('Swap'),
  };
}
