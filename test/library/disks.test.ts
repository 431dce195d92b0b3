import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type DiskIoCounters, diskIoCounters } from '../../src/library/index.js';
import { createProbe } from '../../src/probe/probe.js';
import { NEEDS } from '../probe/readings.js';
import { expectBetween, snake, startPsutil } from './psutil.js';
import { withRoots } from './roots.js';

const WHOLE = '10 1 200 5 30 2 400 6 0 77 88';
const COUNTERS: DiskIoCounters = {
  readCount: 10,
  writeCount: 30,
  readBytes: 200 * 512,
  writeBytes: 400 * 512,
  readTime: 5,
  writeTime: 6,
  readMergedCount: 1,
  writeMergedCount: 2,
  busyTime: 77,
};

it('counts for each disk no less than psutil before and no more than psutil after', async () => {
  const python = await startPsutil();
  const ask = async () =>
    (await python.ask('psutil.disk_io_counters(perdisk=True, nowrap=False)')) as Record<string, Record<string, number>>;
  const before = await ask();
  const found = await diskIoCounters({ perdisk: true });
  const after = await ask();
  expect(Object.keys(found).sort()).toEqual(Object.keys(before).sort());
  for (const [name, counters] of Object.entries(found)) {
    expectBetween(before[name] ?? {}, snake(counters), after[name] ?? {});
  }
});

it('counts the bytes that iostat counts', async () => {
  const ask = (): Record<string, Record<string, number>> => {
    const { sysstat } = JSON.parse(execFileSync('iostat', ['-dk', '-o', 'JSON'], { encoding: 'utf8' }));
    const disks = sysstat.hosts[0].statistics[0].disk as Record<string, number | string>[];
    const bytes = (value: number | string | undefined) => Number(value) * 1024;
    return Object.fromEntries(
      disks.map((disk) => [disk.disk_device, { readBytes: bytes(disk.kB_read), writeBytes: bytes(disk.kB_wrtn) }]),
    );
  };
  const before = ask();
  const found = await diskIoCounters({ perdisk: true });
  const after = ask();
  for (const [name, { readBytes, writeBytes }] of Object.entries(found)) {
    // It leaves out what was never used, and rounds down to KiB.
    const [one, other] = [before[name], after[name]];
    if (one !== undefined && other !== undefined) expectBetween(one, { readBytes, writeBytes }, other, 1024);
  }
});

it('reads disk lines of all kernel versions, and ignores other lines', async () => {
  withRoots({
    proc: {
      diskstats: [
        '8 1 sda1 10 200 30 400',
        `8 0 sda ${WHOLE}`,
        `3 0 99 hda ${WHOLE}`,
        `259 1 nvme0n1p1 ${WHOLE} 1 2 3 4`,
        `259 0 nvme0n1 ${WHOLE} 1 2 3 4 5 6`,
        '8 32 sdc 1 2 3',
        `9 0 __proto__ ${WHOLE}`,
      ].join('\n'),
    },
  });
  const [none, some] = [null, COUNTERS];
  const partition = {
    ...some,
    readTime: none,
    writeTime: none,
    readMergedCount: none,
    writeMergedCount: none,
    busyTime: none,
  };
  const found = await diskIoCounters({ perdisk: true });
  expect(Object.entries(found)).toEqual([
    ['sda1', partition],
    ['sda', some],
    ['hda', some],
    ['nvme0n1p1', some],
    ['nvme0n1', some],
    ['__proto__', some],
  ]);
});

it('adds up whole disks only, so that nothing counts twice', async () => {
  const names = [
    'sda',
    'sda1',
    'cciss/c0d0',
    'cciss/c0d0p1',
    'loop0',
    'dm-0',
    'md0',
    'zram0',
    'ram0',
    'mmcblk0',
    'mmcblk0p1',
  ];
  const block = ['sda', 'cciss!c0d0', 'loop0', 'dm-0', 'md0', 'zram0', 'ram0', 'mmcblk0'];
  withRoots({
    proc: { diskstats: names.map((name, minor) => `8 ${minor} ${name} ${WHOLE}\n`).join('') },
    sys: Object.fromEntries(block.map((name) => [`block/${name}/dev`, '8:0\n'])),
  });
  expect(await diskIoCounters()).toEqual(
    Object.fromEntries(Object.entries(COUNTERS).map(([name, count]) => [name, 3 * (count ?? 0)])),
  );
  expect(Object.keys(await diskIoCounters({ perdisk: true }))).toEqual(names);
});

it.each<[string, Record<string, { reads: number; slaves?: string; hidden?: boolean }>]>([
  ['bcache on a disk', { sda: { reads: 10 }, bcache0: { reads: 10, slaves: 'sda' } }],
  ['drbd on a disk', { sda: { reads: 10 }, drbd0: { reads: 10, slaves: 'sda' } }],
  ['a ZFS volume, which does not say what it lies on', { sda: { reads: 10 }, zd16: { reads: 10 } }],
  [
    'the paths to a disk that counts itself, as since Linux 6.4',
    { nvme0n1: { reads: 10 }, nvme0c0n1: { reads: 4, hidden: true }, nvme0c1n1: { reads: 6, hidden: true } },
  ],
  [
    'the paths to a disk that does not count itself, as before Linux 6.4',
    { nvme0n1: { reads: 0 }, nvme0c0n1: { reads: 4, hidden: true }, nvme0c1n1: { reads: 6, hidden: true } },
  ],
])('counts once: %s', async (_, disks) => {
  const all = Object.entries(disks);
  withRoots({
    proc: {
      stat: 'cpu 1 2 3 4\n',
      diskstats: all
        .map(([name, { reads }], minor) => `8 ${minor} ${name} ${reads} 0 ${reads} 0 0 0 0 0 0 0 0\n`)
        .join(''),
    },
    sys: Object.fromEntries(
      all.flatMap(([name, { slaves, hidden }]) => [
        [`block/${name}/hidden`, hidden ? '1\n' : '0\n'],
        ...(slaves === undefined ? [] : [[`block/${name}/slaves/${slaves}/dev`, '8:0\n']]),
      ]),
    ),
  });
  expect(await diskIoCounters()).toMatchObject({ readCount: 10, readBytes: 10 * 512 });
  // Read again and again by the screen, that keeps what it knows of disks.
  const { system } = await createProbe({
    procRoot: process.env.NTOP_PROCFS ?? '',
    sysRoot: process.env.NTOP_SYSFS ?? '',
  }).sample(NEEDS);
  expect(system.disks.reduce((sum, { readBytes }) => sum + readBytes, 0)).toBe(10 * 512);
});

it('reads /sys where there is no diskstats', async () => {
  withRoots({
    sys: {
      'block/sda/stat': `  ${WHOLE} 0 0 0 0\n`,
      'block/sda/sda1/stat': `${WHOLE}\n`,
      'block/sda/queue/stat': `${WHOLE}\n`,
      'block/cciss!c0d0/stat': `${WHOLE}\n`,
      'block/sdb/dev': '8:16\n',
    },
  });
  const found = await diskIoCounters({ perdisk: true });
  expect(Object.keys(found).sort()).toEqual(['cciss/c0d0', 'sda', 'sda1']);
  expect(found.sda1).toEqual(COUNTERS);
  expect((await diskIoCounters())?.readCount).toBe(20);
});

it('knows no disk from none, and neither from a file that is missing', async () => {
  withRoots({ proc: { diskstats: '' } });
  expect([await diskIoCounters(), await diskIoCounters({ perdisk: true })]).toEqual([null, {}]);
  withRoots({});
  await expect(diskIoCounters()).rejects.toThrow(/\/diskstats can't be read \(ENOENT\)/);
});

it('reports new counters for a disk that was removed and added again', async () => {
  const write = withRoots({ proc: { diskstats: `8 0 sda ${WHOLE}\n` } });
  expect((await diskIoCounters({ perdisk: true })).sda?.readCount).toBe(10);
  write({ diskstats: '' });
  expect(await diskIoCounters({ perdisk: true })).toEqual({});
  write({ diskstats: '8 0 sda 1 0 2 0 0 0 0 0 0 1 1\n' });
  expect((await diskIoCounters({ perdisk: true })).sda).toMatchObject({ readCount: 1, readBytes: 1024 });
});
