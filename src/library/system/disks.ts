import { addon } from '../../probe/addon.js';
import type { NativeDisk } from '../../probe/native-types.js';
import { procRoot, sysRoot } from '../../probe/roots.js';
import { unwrap } from '../reading.js';
import { byName } from '../records.js';

/**
 * Traffic since the disk is there: counts, bytes and milliseconds. The kernel's own counters, which begin anew when a disk
 * comes back under its name: take a difference below 0 for a new beginning. null where it does not report them (partitions of
 * Linux before 2.6.25).
 */
export type DiskIoCounters = {
  readonly readCount: number;
  readonly writeCount: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  /** Milliseconds that requests took, summed up: several at once count several times. */
  readonly readTime: number | null;
  readonly writeTime: number | null;
  /** Requests that were joined to others. */
  readonly readMergedCount: number | null;
  readonly writeMergedCount: number | null;
  /** Milliseconds in which the disk did anything. */
  readonly busyTime: number | null;
};

/**
 * The traffic of all disks together, from /proc/diskstats or /sys/block; null without a disk. What would count twice is
 * left out: partitions, and what lies on other disks or in memory (loop, dm, md, zram).
 */
export async function diskIoCounters(options?: {
  readonly perdisk?: false | undefined;
}): Promise<DiskIoCounters | null>;
/** The traffic of every disk and partition by its name; names are foreign text. */
export async function diskIoCounters(options: {
  readonly perdisk: true;
}): Promise<Readonly<Record<string, DiskIoCounters>>>;
export async function diskIoCounters({
  perdisk = false,
}: {
  readonly perdisk?: boolean | undefined;
} = {}): Promise<DiskIoCounters | Readonly<Record<string, DiskIoCounters>> | null> {
  const disks = unwrap(await addon().readDiskCounters(procRoot(), sysRoot()));
  if (perdisk) return byName(disks.map((disk) => [disk.name, toCounters(disk)]));
  const whole = disks.filter((disk) => disk.whole).map(toCounters);
  return whole.length === 0 ? null : Object.freeze(whole.reduce(add));
}

function toCounters(disk: NativeDisk): DiskIoCounters {
  return {
    readCount: disk.reads,
    writeCount: disk.writes,
    readBytes: disk.readBytes,
    writeBytes: disk.writeBytes,
    readTime: disk.readMilliseconds ?? null,
    writeTime: disk.writeMilliseconds ?? null,
    readMergedCount: disk.mergedReads ?? null,
    writeMergedCount: disk.mergedWrites ?? null,
    busyTime: disk.busyMilliseconds ?? null,
  };
}

function add(sum: DiskIoCounters, one: DiskIoCounters): DiskIoCounters {
  const total: Record<keyof DiskIoCounters, number | null> = { ...sum };
  for (const key of Object.keys(total) as (keyof DiskIoCounters)[]) {
    const [left, right] = [sum[key], one[key]];
    total[key] = left === null || right === null ? null : left + right;
  }
  return total as DiskIoCounters;
}
