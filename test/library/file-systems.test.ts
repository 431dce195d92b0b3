import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type DiskPartition, diskPartitions, diskUsage } from '../../src/library/index.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { startPsutil } from './psutil.js';
import { withRoots } from './roots.js';

const MIB = 1024 ** 2;
const PATIENCE = { timeout: PATIENCE_MILLISECONDS, interval: 20 };

function df(path: string, field: string): number {
  const output = execFileSync('df', ['-B1', `--output=${field}`, path], { encoding: 'utf8' });
  return Number.parseInt(output.split('\n')[1] ?? '', 10);
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-space-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('reports the space of a file system like df', async () => {
  for (const path of ['/', '/proc', tmpdir()]) {
    // Others write files meanwhile, but not each time.
    await vi.waitFor(async () => {
      const { total, used, free, percent } = await diskUsage(path);
      expect([path, total]).toEqual([path, df(path, 'size')]);
      expect(Math.abs(used - df(path, 'used'))).toBeLessThanOrEqual(10 * MIB);
      expect(Math.abs(free - df(path, 'avail'))).toBeLessThanOrEqual(10 * MIB);
      // It rounds up, and has no share of nothing.
      if (total > 0) expect(Math.abs(percent - df(path, 'pcent'))).toBeLessThanOrEqual(1);
      else expect(percent).toBe(0);
    }, PATIENCE);
  }
});

it('reports the inodes of a file system like df -i, and null where there is no number of them', async () => {
  for (const path of ['/', tmpdir(), '/dev/shm']) {
    await vi.waitFor(async () => {
      const { inodesTotal, inodesUsed, inodesFree, inodesPercent } = await diskUsage(path);
      expect([path, inodesTotal ?? 0]).toEqual([path, df(path, 'itotal')]);
      expect(Math.abs((inodesUsed ?? 0) - df(path, 'iused'))).toBeLessThanOrEqual(1000);
      expect(Math.abs((inodesFree ?? 0) - df(path, 'iavail'))).toBeLessThanOrEqual(1000);
      if (inodesTotal !== null) expect(inodesPercent).toBeGreaterThanOrEqual(0);
      else expect(inodesPercent).toBeNull();
    }, PATIENCE);
  }
  expect(await diskUsage('/proc')).toMatchObject({
    inodesTotal: null,
    inodesUsed: null,
    inodesFree: null,
    inodesPercent: null,
  });
});

it('lists the file systems on devices that psutil lists, and all that findmnt does', async () => {
  const python = await startPsutil();
  const text = ({ device, mountpoint, fstype, opts }: DiskPartition) => [device, mountpoint, fstype, opts].join(' ');
  const theirs = (await python.ask('psutil.disk_partitions()')) as DiskPartition[];
  expect((await diskPartitions()).map(text)).toEqual(theirs.map(text));
  const all = (await python.ask('psutil.disk_partitions(all=True)')) as DiskPartition[];
  expect((await diskPartitions({ all: true })).map(text)).toEqual(all.map(text));
  const { filesystems } = JSON.parse(
    execFileSync('findmnt', ['--json', '--list', '--output', 'TARGET,FSTYPE'], { encoding: 'utf8' }),
  );
  const places = (filesystems as { target: string; fstype: string }[]).map(
    ({ target, fstype }) => `${target} ${fstype}`,
  );
  expect(
    (await diskPartitions({ all: true })).map(({ mountpoint, fstype }) => `${mountpoint} ${fstype}`).sort(),
  ).toEqual(places.sort());
});

it('finds the device of /dev/root, decodes blanks, and leaves out what lies on no device', async () => {
  const lines = [
    '/dev/root / ext4 rw 0 0',
    '/dev/sdb1 /mnt/a\\040b\\012c xfs ro,noatime 0 0',
    'proc /proc proc rw 0 0',
    'overlay /var/lib/x overlay rw 0 0',
    'none /weird ext4 rw 0 0',
    'pool/data /tank zfs rw 0 0',
  ];
  const files = {
    'self/mounts': `${lines.join('\n')}\n`,
    filesystems: 'nodev\tproc\nnodev\toverlay\n\text4\n\txfs\nnodev\tzfs\n',
  };
  withRoots({ proc: { ...files, partitions: '' } });
  expect(await diskPartitions()).toEqual([
    { device: '/dev/root', mountpoint: '/', fstype: 'ext4', opts: 'rw' },
    { device: '/dev/sdb1', mountpoint: '/mnt/a b\nc', fstype: 'xfs', opts: 'ro,noatime' },
    { device: 'pool/data', mountpoint: '/tank', fstype: 'zfs', opts: 'rw' },
  ]);
  expect(await diskPartitions({ all: true })).toHaveLength(6);
  const numbers = execFileSync('stat', ['-c', '%d', '/'], { encoding: 'utf8' }).trim();
  const device = BigInt(numbers);
  const [major, minor] = [(device >> 8n) & 0xfffn, (device & 0xffn) | ((device >> 12n) & 0xfff00n)];
  withRoots({ proc: { ...files, partitions: `major minor  #blocks  name\n\n ${major} ${minor} 100 sdz9\n` } });
  expect((await diskPartitions())[0]?.device).toBe('/dev/sdz9');
  withRoots({ proc: files, sys: { [`dev/block/${major}:${minor}/uevent`]: `MAJOR=${major}\nDEVNAME=sdy\n` } });
  expect((await diskPartitions())[0]?.device).toBe('/dev/sdy');
});

it('finds a reported mount point again, whatever bytes its name has', async () => {
  const folder = makeFolder();
  execFileSync('python3', [
    '-c',
    `import os, sys; os.mkdir(os.fsencode(sys.argv[1]) + b"/\\xff\\xc3\\xa9 \\n")`,
    folder,
  ]);
  const lines = Buffer.concat([
    Buffer.from(`/dev/x ${folder.replaceAll(' ', '\\040')}/`),
    Buffer.from([0xff, 0xc3, 0xa9]),
    Buffer.from('\\040\\012 ext4 rw 0 0\n'),
  ]);
  withRoots({ proc: { 'self/mounts': lines, filesystems: '\text4\n' } });
  const [{ mountpoint = '' } = {}] = await diskPartitions();
  expect(mountpoint).toBe(`${folder}/\udcffé \n`);
  expect((await diskUsage(mountpoint)).total).toBe((await diskUsage(folder)).total);
});

it("rejects with the kernel's code for a place that is not there, and refuses what is no path", async () => {
  await expect(diskUsage('/nowhere')).rejects.toMatchObject({
    name: 'NtopError',
    code: 'ENOENT',
    message: "/nowhere can't be read (ENOENT)",
  });
  await expect(diskUsage('/etc/passwd/x')).rejects.toMatchObject({ code: 'ENOTDIR' });
  for (const path of [undefined, 5, null, {}]) {
    await expect(diskUsage(path as unknown as string)).rejects.toThrow(TypeError);
  }
  for (const path of ['', '/\0']) await expect(diskUsage(path)).rejects.toThrow(RangeError);
});

it('names the file that is missing', async () => {
  withRoots({});
  await expect(diskPartitions()).rejects.toThrow(/\/filesystems can't be read \(ENOENT\)/);
  withRoots({ proc: { filesystems: '' } });
  await expect(diskPartitions()).rejects.toThrow(/\/self\/mounts can't be read \(ENOENT\)/);
});

it('answers each with a reading that began after the question', async () => {
  const folder = makeFolder();
  const answers = Array.from({ length: 50 }, () => diskUsage(folder));
  const { total } = await diskUsage(folder);
  for (const answer of await Promise.all(answers)) expect(answer.total).toBe(total);
});

it('waits for a file system that never answers without keeping anything else from going on', async () => {
  const folder = makeFolder();
  const stub = join(folder, 'stub.so');
  writeFileSync(join(folder, 'stub.cc'), HANGS);
  execFileSync('g++', ['-shared', '-fPIC', '-o', stub, join(folder, 'stub.cc')]);
  mkdirSync(join(folder, 'hung'));
  // A path there would end at a blank.
  const env = { ...process.env, LD_PRELOAD: 'stub.so', LD_LIBRARY_PATH: folder };
  const child = spawn(process.execPath, ['-e', PROGRAM, join(folder, 'hung')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const [status] = await once(child, 'close');
  // One thread for ten questions; files are read, the other file system answers, and the program can end.
  expect([status, output]).toEqual([0, 'waiting threads 1, answered others true, hung answers 0\n']);
});

/** For a place called hung it waits for ever, as a file system does whose server is gone. */
const HANGS = `
#include <dlfcn.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
template <typename Result>
static int call(const char* name, const char* path, Result* result) {
  const size_t length = strlen(path);
  while (length > 4 && strcmp(path + length - 4, "hung") == 0) pause();
  return reinterpret_cast<int (*)(const char*, Result*)>(dlsym(RTLD_NEXT, name))(path, result);
}
extern "C" int statvfs(const char* path, struct statvfs* result) { return call("statvfs", path, result); }
extern "C" int statvfs64(const char* path, struct statvfs64* result) { return call("statvfs64", path, result); }
`;

const PROGRAM = `
const { diskUsage } = require('ntop-monitor');
const { readdirSync, promises } = require('node:fs');
const threads = () => readdirSync('/proc/self/task').length;
(async () => {
  await promises.readFile('/proc/self/stat');
  const before = threads();
  let hung = 0;
  for (let round = 0; round < 10; round += 1) diskUsage(process.argv[1]).then(() => (hung += 1));
  const more = threads() - before;
  for (let round = 0; round < 20; round += 1) await promises.readFile('/proc/self/stat');
  const { total } = await diskUsage('/');
  console.log('waiting threads ' + more + ', answered others ' + (total > 0) + ', hung answers ' + hung);
  process.exit();
})();
`;
