import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { BlockDevice } from '../../../src/model/machine/disk-table.js';
import { createDiskProbe } from '../../../src/probe/disks.js';
import { atEnd } from '../../support/endings.js';

type Tree = Readonly<Record<string, string>>;

/** Made-up /proc and /sys: files by path; a path that ends with a slash is a directory. */
function makeTree(files: Tree) {
  const root = mkdtempSync(join(tmpdir(), 'ntop-disks-'));
  atEnd(() => rmSync(root, { recursive: true, force: true }));
  const add = (more: Tree) => {
    for (const [path, text] of Object.entries(more)) {
      const place = join(root, path);
      mkdirSync(path.endsWith('/') ? place : dirname(place), { recursive: true });
      if (!path.endsWith('/')) writeFileSync(place, text);
    }
  };
  add(files);
  const probe = createDiskProbe({ procRoot: join(root, 'proc'), sysRoot: join(root, 'sys') });
  return {
    add,
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    devices: async () => (await probe.read({ devices: true })).devices ?? [],
    swaps: async () => (await probe.read({ devices: true })).swaps,
    fileSystems: async () => (await probe.read({ fileSystems: true })).fileSystems ?? [],
  };
}

/** A whole disk in /sys. */
const disk = (name: string, files: Tree = {}): Tree => ({
  [`sys/block/${name}/size`]: '2048\n',
  [`sys/block/${name}/ro`]: '0\n',
  [`sys/block/${name}/slaves/`]: '',
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`sys/block/${name}/${path}`, text])),
});
const partition = (of: string, name: string): Tree => ({
  [`sys/block/${of}/${name}/partition`]: '1\n',
  [`sys/block/${of}/${name}/size`]: '1024\n',
  [`sys/block/${of}/${name}/ro`]: '1\n',
});
/** A line of diskstats with 11 counters, and more. */
const line = (number: string, name: string, more = '') => `${number} ${name} 10 1 200 5 30 2 400 6 7 77 88${more}\n`;

function byName(devices: readonly BlockDevice[]): Readonly<Record<string, BlockDevice>> {
  return Object.fromEntries(devices.map((device) => [device.name, device]));
}

it('every kind of device says what it is, and what it is made of', async () => {
  const tree = makeTree({
    'proc/diskstats': [
      ...[line('8 0', 'sda'), line('8 1', 'sda1'), line('8 16', 'sdb'), line('259 0', 'nvme0n1')],
      ...[line('259 1', 'nvme0n1p1'), line('9 127', 'md127'), line('252 0', 'dm-0'), line('7 0', 'loop0')],
      ...[line('253 0', 'zram0'), line('104 0', 'cciss/c0d0'), line('104 1', 'cciss/c0d0p1'), line('43 0', 'nbd0')],
    ].join(''),
    ...disk('sda', {
      'device/model': 'ST4000DM004-2CV1    \n',
      'queue/rotational': '1\n',
      'queue/scheduler': 'none [mq-deadline]\n',
      'device/ioerr_cnt': '0x1f\n',
    }),
    ...partition('sda', 'sda1'),
    ...disk('sdb', { 'device/': '' }),
    ...disk('nvme0n1', {
      'device/model': 'Samsung SSD 980\n',
      'queue/rotational': '0\n',
      'queue/scheduler': '[none]\n',
    }),
    ...partition('nvme0n1', 'nvme0n1p1'),
    ...disk('md127', {
      'md/level': 'raid1\n',
      'md/array_state': 'clean\n',
      'md/raid_disks': '2\n',
      'md/degraded': '1\n',
      'md/sync_action': 'recover\n',
      'md/sync_completed': '512 / 2048\n',
      'slaves/sda1/': '',
      'slaves/nvme0n1p1/': '',
    }),
    ...disk('dm-0', { 'dm/name': 'vg-root\n', 'slaves/md127/': '' }),
    ...disk('loop0', { 'loop/backing_file': '/srv/an image \n' }),
    ...disk('zram0'),
    ...disk('cciss!c0d0', { 'device/': '' }),
    ...partition('cciss!c0d0', 'cciss!c0d0p1'),
    ...disk('nbd0'),
  });
  const found = byName(await tree.devices());
  expect(Object.values(found).map(({ name, kind, parents, counted }) => [name, kind, parents.join(), counted])).toEqual(
    [
      ['sda', 'disk', '', true],
      ['sda1', 'partition', 'sda', false],
      ['sdb', 'disk', '', true],
      ['nvme0n1', 'disk', '', true],
      ['nvme0n1p1', 'partition', 'nvme0n1', false],
      ['md127', 'raid', 'nvme0n1p1,sda1', false],
      ['dm-0', 'dm', 'md127', false],
      ['loop0', 'loop', '', false],
      ['zram0', 'zram', '', false],
      ['cciss/c0d0', 'disk', '', true],
      ['cciss/c0d0p1', 'partition', 'cciss/c0d0', false],
      ['nbd0', 'other', '', true],
    ],
  );
  expect(found.sda).toMatchObject({
    model: 'ST4000DM004-2CV1',
    rotational: true,
    scheduler: 'mq-deadline',
    errors: 31,
  });
  expect(found.sda).toMatchObject({ deviceNumber: '8:0', sizeBytes: 2 ** 20, readOnly: false });
  expect(found.sda1).toMatchObject({ sizeBytes: 2 ** 19, readOnly: true, rotational: undefined, errors: Number.NaN });
  expect(found.nvme0n1).toMatchObject({ model: 'Samsung SSD 980', rotational: false, scheduler: 'none' });
  expect(found.md127?.raid).toEqual({
    ...{ level: 'raid1', state: 'clean', members: 2, missing: 1, action: 'recover', progress: 0.25 },
  });
  expect(found['dm-0']?.label).toBe('vg-root');
  expect(found.loop0?.backingFile).toBe('/srv/an image ');
});

it('counters that a kernel is too old for are unknown, and never 0', async () => {
  const tree = makeTree({
    'proc/diskstats': [
      ...[line('8 0', 'sda'), line('8 16', 'sdb', ' 11 12 13 14'), line('8 32', 'sdc', ' 11 12 13 14 15 16')],
      ...['8 33 sdc1 10 200 30 400\n', line('8 48', 'sdd', ' 11 12 13 14 15 16 17 18 19')],
    ].join(''),
  });
  const { sda, sdb, sdc, sdc1, sdd } = byName(await tree.devices());
  expect(sda).toMatchObject({ reads: 10, mergedReads: 1, readBytes: 200 * 512, readMilliseconds: 5, inFlight: 7 });
  expect(sda).toMatchObject({ writes: 30, mergedWrites: 2, writeBytes: 400 * 512, writeMilliseconds: 6 });
  expect(sda).toMatchObject({
    busyMilliseconds: 77,
    weightedMilliseconds: 88,
    discards: Number.NaN,
    flushes: Number.NaN,
  });
  expect(sdb).toMatchObject({ discards: 11, discardBytes: 13 * 512, discardMilliseconds: 14, flushes: Number.NaN });
  for (const newest of [sdc, sdd]) expect(newest).toMatchObject({ discards: 11, flushes: 15, flushMilliseconds: 16 });
  expect(sdc1).toMatchObject({ reads: 10, writeBytes: 400 * 512, inFlight: Number.NaN, busyMilliseconds: Number.NaN });
});

it('milliseconds go on where the kernel begins again at 0 after 32 bits', async () => {
  const near = 2 ** 32 - 10;
  const tree = makeTree({ 'proc/diskstats': `8 0 sda 10 0 8 ${near} 1 0 8 1 0 ${near} ${near}\n` });
  const [before] = await tree.devices();
  tree.add({ 'proc/diskstats': '8 0 sda 11 0 8 15 1 0 8 1 0 5 20\n' });
  const [after] = await tree.devices();
  expect(after?.serial).toBe(before?.serial);
  expect((after?.readMilliseconds ?? 0) - near).toBe(25);
  expect((after?.busyMilliseconds ?? 0) - near).toBe(15);
  expect((after?.weightedMilliseconds ?? 0) - near).toBe(30);
});

it('a device that came back under its name is another one, by its number or because it has counted less', async () => {
  const tree = makeTree({
    'proc/diskstats': line('8 0', 'sda') + line('8 16', 'sdb'),
    ...disk('sda', { diskseq: '7\n' }),
  });
  const first = byName(await tree.devices());
  const same = byName(await tree.devices());
  expect([same.sda?.serial, same.sdb?.serial]).toEqual([first.sda?.serial, first.sdb?.serial]);
  tree.add({
    ...disk('sda', { diskseq: '9\n' }),
    'proc/diskstats': `${line('8 0', 'sda')}8 16 sdb 1 0 8 1 1 0 8 1 0 1 1\n`,
  });
  const next = byName(await tree.devices());
  expect(next.sda?.serial).not.toBe(first.sda?.serial);
  expect(next.sdb?.serial).not.toBe(first.sdb?.serial);
  expect(next.sdb?.reads).toBe(1);
});

it('two hundred disks are all read, and a hostile name stays what it is', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `sd${index}`);
  const hostile = '\x1b]0;x\x07';
  const tree = makeTree({
    'proc/diskstats': [...names, hostile].map((name, index) => line(`8 ${index}`, name)).join(''),
    ...Object.assign({}, ...names.map((name) => disk(name, { 'device/model': `${hostile}\n` }))),
  });
  const devices = await tree.devices();
  expect(devices.map(({ name }) => name)).toEqual([...names, hostile]);
  expect(new Set(devices.map(({ serial }) => serial)).size).toBe(201);
  expect(devices[0]).toMatchObject({ kind: 'disk', model: hostile });
});

it('one line stands for a file system: a mount of the whole before a part of it, then the shortest path', async () => {
  const tree = makeTree({
    'proc/self/mountinfo': [
      '1 0 8:1 /var/lib /b rw - ext4 /dev/sda1 rw',
      '2 0 8:1 / /mnt/a\\040very\\011long\\012path\\134 rw shared:1 - ext4 /dev/sda1 rw,errors=remount-ro',
      '3 0 8:1 / /mnt/long rw master:1 - ext4 /dev/sda1 rw,errors=remount-ro',
      '4 0 0:50 /gone//deleted /deleted ro - btrfs  rw',
      '5 0 0:51 / /\\033[2J rw - tmpfs none ro',
      'garbage',
      '',
    ].join('\n'),
  });
  const [disk, gone, hostile, ...more] = await tree.fileSystems();
  expect(more).toEqual([]);
  expect(disk).toMatchObject({
    mountPoint: '/mnt/long',
    root: '/',
    deviceNumber: '8:1',
    type: 'ext4',
    readOnly: false,
  });
  expect(disk?.otherMounts).toEqual(['/mnt/a very\tlong\npath\\', '/b']);
  expect(gone).toMatchObject({ source: '', root: '/gone', rootDeleted: true, readOnly: true });
  expect(hostile).toMatchObject({ mountPoint: '/\x1b[2J', readOnly: true, options: 'rw', superOptions: 'ro' });
  // None of them is mounted where it says.
  for (const one of [disk, gone, hostile]) expect(one).toMatchObject({ totalBytes: Number.NaN, refused: 'ENOENT' });
});

it('a file system that the kernel made read-only after an error says so, one that was mounted so does not', async () => {
  const mount = (id: number, options: string, superOptions: string) =>
    `${id} 0 8:${id} / /m${id} ${options} - ext4 /dev/sda${id} ${superOptions}\n`;
  const tree = makeTree({
    'proc/self/mountinfo': [
      ...[mount(1, 'rw', 'ro,errors=remount-ro'), mount(2, 'ro', 'ro,errors=remount-ro'), mount(3, 'rw', 'ro')],
      mount(4, 'rw', 'rw,emergency_ro'),
    ].join(''),
  });
  const all = await tree.fileSystems();
  expect(all.map(({ readOnly, becameReadOnly }) => [readOnly, becameReadOnly])).toEqual([
    [true, true],
    [true, false],
    [true, false],
    [true, true],
  ]);
});

it('a file system keeps its serial while one of its mounts stays, and another one there has another', async () => {
  const mountinfo = (...lines: string[]) => ({ 'proc/self/mountinfo': `${lines.join('\n')}\n` });
  const tree = makeTree(mountinfo('1 0 8:1 / /a rw - ext4 x rw', '2 0 0:9 / /t rw - tmpfs x rw'));
  const [first, tmpfs] = await tree.fileSystems();
  tree.add(mountinfo('1 0 8:1 / /a rw - ext4 x rw', '5 0 8:1 / /b rw - ext4 x rw', '3 0 0:9 / /other rw - tmpfs x rw'));
  const [same, other] = await tree.fileSystems();
  expect(same?.serial).toBe(first?.serial);
  expect(other?.serial).not.toBe(tmpfs?.serial);
});

it('without need nothing is read, and what is not there is not known', async () => {
  const tree = makeTree({ 'proc/': '' });
  expect(await createDiskProbe({ procRoot: '/nowhere' }).read({})).toEqual({});
  expect(await tree.devices()).toEqual([]);
  const nowhere = createDiskProbe({ procRoot: '/nowhere', sysRoot: '/nowhere' });
  expect(await nowhere.read({ devices: true, fileSystems: true })).toEqual({
    devices: undefined,
    fileSystems: undefined,
  });
});

it('the swap devices come with the devices: none where there are none, and nothing where that is not known', async () => {
  const titles = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  const tree = makeTree({ 'proc/diskstats': '' });
  expect(await tree.swaps()).toBeUndefined();
  tree.add({ 'proc/swaps': titles });
  expect(await tree.swaps()).toEqual([]);
  tree.add({
    'proc/swaps': `${titles}/dev/sda2   partition\t4194304\t\t1024\t\t-2\n/a\\040b\\033[2J file 8 0 5\n`,
  });
  expect(await tree.swaps()).toEqual([
    { name: '/dev/sda2', kind: 'partition', sizeBytes: 2 ** 32, usedBytes: 2 ** 20, priority: -2 },
    { name: '/a b\u001b[2J', kind: 'file', sizeBytes: 8192, usedBytes: 0, priority: 5 },
  ]);
});
