import { addon } from '../../probe/addon.js';
import type { NativeReading, NativeSpace } from '../../probe/native-types.js';
import { procRoot, sysRoot } from '../../probe/roots.js';
import { wrongType, wrongValue } from '../errors.js';
import { unwrap } from '../reading.js';
import { percentOf } from '../records.js';

/** Bytes, and numbers of inodes. */
export type DiskUsage = {
  readonly total: number;
  readonly used: number;
  /** What a user may still write; root may have more. */
  readonly free: number;
  /** `used` of what users may have, 0 to 100, as in df. */
  readonly percent: number;
  /**
   * How many files and directories it can have, as in df -i: without a free inode there is no space for another, however much
   * is free. These are null where inodes are made as needed, as on btrfs.
   */
  readonly inodesTotal: number | null;
  readonly inodesUsed: number | null;
  readonly inodesFree: number | null;
  readonly inodesPercent: number | null;
};

/** Foreign texts; bytes that are not UTF-8 are lone surrogates, with which diskUsage finds the place again. */
export type DiskPartition = {
  /** Path of its device; empty when it has none. */
  readonly device: string;
  readonly mountpoint: string;
  readonly fstype: string;
  /** Joined by commas. */
  readonly opts: string;
};

/**
 * The space and inodes of the file system that `path` is in, from statvfs(3). Waits on a thread of its own, because a file system
 * whose server is gone may not answer for ever: nothing else waits with it, and further calls with that path wait for
 * the same thread. Rejects with a TypeError for what is no path, with an NtopError whose code is the
 * kernel's, with `path` and `syscall`.
 */
export async function diskUsage(path: string): Promise<DiskUsage> {
  if (typeof path !== 'string') throw wrongType(`path must be a string (got ${typeof path})`);
  if (path === '' || path.includes('\0')) throw wrongValue('path must not be empty nor contain NUL');
  const { totalBytes, freeBytes, availableBytes, inodes, freeInodes } = unwrap(await inTurn(path), {
    path,
    syscall: 'statvfs',
  });
  const used = totalBytes - freeBytes;
  return Object.freeze({
    total: totalBytes,
    used,
    free: availableBytes,
    percent: percentOf(used, used + availableBytes),
    ...inodesOf(inodes, freeInodes),
  });
}

function inodesOf(inodes: number, free: number) {
  if (inodes === 0) return { inodesTotal: null, inodesUsed: null, inodesFree: null, inodesPercent: null };
  const used = inodes - free;
  return { inodesTotal: inodes, inodesUsed: used, inodesFree: free, inodesPercent: percentOf(used, inodes) };
}

/**
 * What is mounted, from /proc/self/mounts: file systems that lie on a device, or all of them, such as proc, tmpfs and
 * overlay, with `all`. Asks no file system anything, so it never waits for one.
 */
export async function diskPartitions({
  all = false,
}: {
  readonly all?: boolean | undefined;
} = {}): Promise<readonly DiskPartition[]> {
  const mounts = unwrap(await addon().readMounts(procRoot(), sysRoot()));
  return Object.freeze(
    mounts
      .filter(({ onDisk }) => all || onDisk)
      .map(({ device, mountPoint, type, options }) =>
        Object.freeze({ device, mountpoint: mountPoint, fstype: type, opts: options }),
      ),
  );
}

type SpaceReading = Promise<NativeReading<NativeSpace>>;

/** By path, what is being read now and what begins when that has ended. */
const turns = new Map<string, { readonly current: SpaceReading; next?: SpaceReading }>();

/** One thread a path, however often it is asked for; and every answer is from a reading that began after the question. */
function inTurn(path: string): SpaceReading {
  const turn = turns.get(path);
  if (turn === undefined) {
    const current = addon().readSpace(path);
    turns.set(path, { current });
    return current.finally(() => turns.delete(path));
  }
  turn.next ??= turn.current.then(() => inTurn(path));
  return turn.next;
}
