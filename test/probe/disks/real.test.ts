import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { BlockDevice, FileSystem } from '../../../src/model/machine/disk-table.js';
import { type DeviceRates, deviceRates } from '../../../src/model/sample/device-rates.js';
import { createDiskProbe } from '../../../src/probe/disks.js';
import { atEnd } from '../../support/endings.js';
import { fakeSnapshot } from '../../support/snapshots.js';
import { type DiskWorld, startDiskWorld, startLoopWorld, type WorldReading } from './world.js';

const SERVER = fileURLToPath(new URL('../../support/dead-server.mjs', import.meta.url));

/** The file system that a reading has at a place. */
const fileSystemAt = ({ fileSystems }: WorldReading, place: string) =>
  fileSystems.find(({ mountPoint }) => mountPoint === place);

const deviceOf = ({ devices }: WorldReading, { deviceNumber }: { readonly deviceNumber?: string | null }) =>
  devices.find((device) => device.deviceNumber === deviceNumber);

/** Numbers of df for one place: size, used, available, inodes, used inodes. */
async function dfOf(world: DiskWorld, place: string): Promise<readonly number[]> {
  const text = await world.sh(`df -B1 --output=size,used,avail,itotal,iused '${place}' | tail -n 1`);
  return text.trim().split(/ +/).map(Number);
}

const sizesOf = (found: ReturnType<typeof fileSystemAt>) => [
  ...[found?.totalBytes, found?.usedBytes, found?.availableBytes, found?.inodes, found?.usedInodes],
];

/** What it did between two readings, as if a second had passed: what is compared does not depend on that. */
function ratesBetween(before: WorldReading, after: WorldReading, name: string): DeviceRates {
  const [one, other] = [before, after].map(({ devices }, second) => ({
    ...fakeSnapshot({ seconds: second }),
    devices: devices as unknown as readonly BlockDevice[],
  }));
  const rates = other && deviceRates(one, other)?.[after.devices.findIndex((device) => device.name === name)];
  if (rates === undefined) throw new Error(`${name} has no rates`);
  return rates;
}

type Report = Readonly<Record<string, number>>;

/** What iostat said of a device in each interval, by the names of its columns; the first tells of all time since boot. */
function reportsOf(text: string, name: string): readonly Report[] {
  const rows = text.split('\n').map((line) => line.trim().split(/ +/));
  const [, ...titles] = rows.find(([first]) => first === 'Device') ?? [];
  const [, ...reports] = rows.filter(([first]) => first === name);
  return reports.map(([, ...cells]) => Object.fromEntries(titles.map((title, at) => [title, Number(cells[at])])));
}

/** What can be said where nothing may be mounted: the system itself refuses it, and what is there can be read. */
async function saysWhatIsThere(): Promise<void> {
  const mount = 'cd $(mktemp -d) && truncate -s 1M i && mkfs.ext4 -q -F i && mkdir m && mount -o loop i m && umount m';
  const { status, stderr } = spawnSync('unshare', ['-m', '--propagation', 'private', 'sh', '-c', mount], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect([status === 0 && existsSync('/dev/fuse'), stderr]).toEqual([
    false,
    expect.stringMatching(/not permitted|superuser|loop device|unknown filesystem|denied|^$/),
  ]);
  const { fileSystems } = await createDiskProbe().read({ fileSystems: true });
  expect(fileSystems?.find(({ mountPoint }) => mountPoint === '/')?.totalBytes).toBeGreaterThan(0);
}

it('a full ext4 has nothing available and as much used as df says, and less reserved once root has written into that', async () => {
  const world = await startLoopWorld('-m 10');
  if (world === undefined) return saysWhatIsThere();
  const before = fileSystemAt(await world.read(), world.at);
  expect(before).toMatchObject({ type: 'ext4', pseudo: false, readOnly: false, errors: 0, root: '/', otherMounts: [] });
  expect(sizesOf(before)).toEqual(await dfOf(world, world.at));
  await world.sh('dd if=/dev/zero of=disk/x bs=64k status=none 2> /dev/null || true');
  const full = fileSystemAt(await world.read(), world.at);
  expect(sizesOf(full)).toEqual(await dfOf(world, world.at));
  expect(full).toMatchObject({ serial: before?.serial, availableBytes: 0 });
  expect(before?.reservedBytes).toBeGreaterThan(2 ** 20);
  // Root has written into it.
  expect(full?.reservedBytes).toBeLessThan(before?.reservedBytes ?? 0);
});

it('a file system without inodes left has space left', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  await world.sh('i=0; while touch disk/$i 2> /dev/null; do i=$((i + 1)); done');
  const found = fileSystemAt(await world.read(), world.at);
  expect(sizesOf(found)).toEqual(await dfOf(world, world.at));
  expect(found?.usedInodes).toBe(found?.inodes);
  expect(found?.availableBytes).toBeGreaterThan(2 ** 20);
});

it('a loop device says its file and counts what iostat counts', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  await world.sh('dd if=/dev/zero of=disk/x bs=64k count=16 conv=fsync status=none; sync -f disk');
  const reading = await world.read();
  const loop = deviceOf(reading, fileSystemAt(reading, world.at) ?? {});
  expect(loop).toMatchObject({
    kind: 'loop',
    backingFile: join(world.folder, 'image'),
    sizeBytes: 2 ** 24,
    counted: false,
  });
  const told = JSON.parse(await world.sh(`iostat -dk -o JSON ${loop?.name}`));
  const { kB_read, kB_wrtn } = told.sysstat.hosts[0].statistics[0].disk[0];
  // It cuts half kibibytes off.
  expect(Math.floor((loop?.readBytes ?? 0) / 1024)).toBe(kB_read);
  expect(Math.floor((loop?.writeBytes ?? 0) / 1024)).toBe(kB_wrtn);
  const line = (await world.sh(`cat /sys/block/${loop?.name}/stat`)).trim().split(/ +/).map(Number);
  expect([loop?.reads, loop?.mergedReads, loop?.writes, loop?.flushes]).toEqual([line[0], line[1], line[4], line[15]]);
});

it('what a request of a loop device takes and moves is what iostat -x says', { timeout: 60_000 }, async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  const first = await world.read();
  const name = deviceOf(first, fileSystemAt(first, world.at) ?? {})?.name ?? '';
  // Its reports go on until the load is within them, so that it does not matter when either begins.
  await world.sh(`stdbuf -oL iostat -x -k ${name} 1 > reports 2> /dev/null & echo $! > iostat`);
  atEnd(async () => void (await world.sh('kill $(cat iostat)')));
  // What the file system writes by itself is over, so that both count the same.
  const quiet = (reports: number) =>
    world.sh(
      `until grep '^${name} ' reports | tail -n +${reports} | tail -n 1 | cut -d ' ' -f 2- | grep -v '[1-9]'; do sleep 0.1; done`,
    );
  const written = async () => Number(await world.sh(`grep -c '^${name} ' reports || true`));
  await quiet(1);
  const before = await world.read();
  const direct = 'dd if=/dev/zero of=disk/x bs=16k count=300 oflag=direct status=none';
  await world.sh(`${direct}; ${direct}; dd if=disk/x of=/dev/null bs=64k iflag=direct status=none; sync -f disk`);
  await quiet((await written()) + 2);
  const after = await world.read();

  const rates = ratesBetween(before, after, name);
  const reports = reportsOf(await world.sh('cat reports'), name);
  const sum = (value: (report: Report) => number) => reports.reduce((total, report) => total + value(report), 0);
  const [reads, writes] = [sum((each) => each['r/s'] ?? 0), sum((each) => each['w/s'] ?? 0)];
  const both = rates.readsPerSecond + rates.writesPerSecond;
  const shares = [
    [rates.readsPerSecond / rates.writesPerSecond, reads / writes],
    [rates.readBytesPerSecond / 1024 / rates.readsPerSecond, sum((each) => each['rkB/s'] ?? 0) / reads],
    [rates.writeBytesPerSecond / 1024 / rates.writesPerSecond, sum((each) => each['wkB/s'] ?? 0) / writes],
    [rates.readWaitMilliseconds, sum((each) => (each['r/s'] ?? 0) * (each.r_await ?? 0)) / reads],
    [rates.writeWaitMilliseconds, sum((each) => (each['w/s'] ?? 0) * (each.w_await ?? 0)) / writes],
    [(rates.queueLength / both) * 1000, (sum((each) => each['aqu-sz'] ?? 0) / (reads + writes)) * 1000],
  ];
  // It rounds to hundredths.
  for (const [ours, its] of shares) expect(Math.abs((ours ?? 0) - (its ?? 0))).toBeLessThan(0.05 + 0.05 * (its ?? 0));
  expect(rates.readsPerSecond).toBeGreaterThan(0);
});

it('a loop device that gets another file is another device', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  const reading = await world.read();
  const before = deviceOf(reading, fileSystemAt(reading, world.at) ?? {});
  await world.sh(`umount disk; truncate -s 8M other; losetup /dev/${before?.name} other`);
  const after = (await world.read()).devices.find(({ name }) => name === before?.name);
  await world.sh(`losetup -d /dev/${before?.name}`);
  expect(after).toMatchObject({ backingFile: join(world.folder, 'other'), sizeBytes: 2 ** 23 });
  expect(after?.serial).not.toBe(before?.serial);
});

it('a file system is named by a mount of the whole of it, and what lies below another mount is not read through that', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  await world.sh(
    `mkdir disk/part b longer; mount --bind disk/part b; mount --bind disk longer; mount -o remount,ro,bind longer`,
  );
  const found = fileSystemAt(await world.read(), world.at);
  expect(found?.otherMounts).toEqual([join(world.folder, 'longer'), join(world.folder, 'b')]);
  expect(found?.readOnly).toBe(false);
  // Over the first of them; the second still leads to it.
  await world.sh('mount -t tmpfs -o size=1M none disk');
  const reading = await world.read();
  const covered = reading.fileSystems.find(({ serial }) => serial === found?.serial);
  expect(covered).toMatchObject({
    mountPoint: join(world.folder, 'longer'),
    totalBytes: found?.totalBytes,
    readOnly: true,
  });
  expect(fileSystemAt(reading, world.at)).toMatchObject({ type: 'tmpfs', totalBytes: 2 ** 20 });
  await world.sh('umount longer; umount b');
  const hidden = (await world.read()).fileSystems.find(({ serial }) => serial === found?.serial);
  expect(hidden).toMatchObject({ mountPoint: world.at, totalBytes: null, refused: 'ENOENT' });
});

it('an ext4 that the kernel made read-only after an error says so, with the errors', async () => {
  const world = await startLoopWorld('-e remount-ro');
  if (world === undefined) return saysWhatIsThere();
  const reading = await world.read();
  const loop = deviceOf(reading, fileSystemAt(reading, world.at) ?? {});
  expect(fileSystemAt(reading, world.at)).toMatchObject({ readOnly: false, becameReadOnly: false, errors: 0 });
  await world.sh(`echo 1 > /sys/fs/ext4/${loop?.name}/trigger_fs_error; ! touch disk/x 2> /dev/null`);
  const found = fileSystemAt(await world.read(), world.at);
  expect(found).toMatchObject({ readOnly: true, becameReadOnly: true, errors: 1 });
});

it('an ext4 that is mounted read-only is that, and no error of it', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  expect(fileSystemAt(await world.read(), world.at)).toMatchObject({ readOnly: false });
  await world.sh('mount -o remount,ro disk');
  expect(fileSystemAt(await world.read(), world.at)).toMatchObject({
    readOnly: true,
    becameReadOnly: false,
    errors: 0,
  });
});

it('a file system whose mount point is moved or renamed is found there', async () => {
  const world = await startDiskWorld();
  if (world === undefined) return saysWhatIsThere();
  await world.sh('mkdir -p above/a b; mount -t tmpfs -o size=1M none above/a');
  const before = fileSystemAt(await world.read(), join(world.folder, 'above/a'));
  await world.sh('mount --move above/a b');
  expect(fileSystemAt(await world.read(), join(world.folder, 'b'))).toMatchObject({ totalBytes: 2 ** 20 });
  await world.sh('mount --move b above/a; mv above other');
  // The kernel tells of no change, so the first reading may still look for the old path.
  await world.read();
  const after = fileSystemAt(await world.read(), join(world.folder, 'other/a'));
  expect(after).toMatchObject({ deviceNumber: before?.deviceNumber, totalBytes: 2 ** 20 });
});

it('a frozen file system answers as ever', async () => {
  const world = await startLoopWorld();
  if (world === undefined) return saysWhatIsThere();
  await world.sh('fsfreeze -f disk');
  // Frozen, it would outlive its last mount.
  const reading = await world.read().finally(() => world.sh('fsfreeze -u disk'));
  const found = fileSystemAt(reading, world.at);
  expect(found?.unansweredSeconds).toBeUndefined();
  expect(sizesOf(found)).toEqual(await dfOf(world, world.at));
});

it('a FUSE file system whose server is stopped says how long it gives no answer, and holds up no other', async () => {
  const world = await startDiskWorld();
  if (world === undefined || !existsSync('/dev/fuse')) return saysWhatIsThere();
  const at = join(world.folder, 'fuse');
  const node = process.execPath;
  const server = (
    await world.sh(
      `mkdir fuse; mkfifo said; '${node}' '${SERVER}' fuse > said 2> /dev/null & read line < said; kill -STOP $!; echo $!`,
    )
  ).trim();
  atEnd(() => void process.kill(Number(server), 'SIGKILL'));
  const silent = fileSystemAt(await world.read(), at);
  expect(silent).toMatchObject({ type: 'fuse', totalBytes: null });
  expect(silent?.unansweredSeconds).toBeGreaterThanOrEqual(0);
  await world.sh('sleep 1.1');
  const again = await world.read();
  const still = fileSystemAt(again, at);
  expect(still?.unansweredSeconds).toBeGreaterThan((silent?.unansweredSeconds ?? 0) + 1);
  expect(fileSystemAt(again, '/')?.totalBytes).toBeGreaterThan(0);
  // Not asked again, so not waited for.
  expect(again.seconds).toBeLessThan(1);
  await world.sh(`kill -CONT ${server}`);
  let answered: FileSystem['unansweredSeconds'] | null = 0;
  while (answered !== undefined) answered = fileSystemAt(await world.read(), at)?.unansweredSeconds;
  expect(fileSystemAt(await world.read(), at)).toMatchObject({ totalBytes: 4096 * 100, usedBytes: 4096 * 60 });
  await world.sh('umount fuse');
});

it('an automounter is never asked, and so mounts nothing', async () => {
  const world = await startDiskWorld();
  if (world === undefined) return saysWhatIsThere();
  const refused = await world
    .sh(`mkdir auto; mkfifo pipe; exec 3<>pipe; mount -t autofs -o fd=3,pgrp=1,minproto=5,maxproto=5,direct none auto`)
    .then(() => undefined, String);
  // Not every kernel has them.
  if (refused !== undefined) return expect(refused).toContain('unknown filesystem type');
  const found = fileSystemAt(await world.read(), join(world.folder, 'auto'));
  expect(found).toMatchObject({ type: 'autofs', pseudo: true, totalBytes: null });
  expect(found?.unansweredSeconds).toBeUndefined();
});

it('what df and findmnt list is what is read', async () => {
  const world = await startDiskWorld();
  if (world === undefined) return saysWhatIsThere();
  const reading = await world.read();
  const shown = (await world.sh('df --output=target | tail -n +2')).trim().split('\n');
  const real = reading.fileSystems.filter(({ pseudo, refused }) => pseudo === false && refused === undefined);
  expect(real.map(({ mountPoint }) => mountPoint).sort()).toEqual(shown.sort());
  const listed = (await world.sh('findmnt -rno MAJ:MIN')).trim().split('\n');
  expect(new Set(reading.fileSystems.map(({ deviceNumber }) => deviceNumber))).toEqual(
    new Set(listed.map((one) => one.trim())),
  );
});
