import { addon } from '../../probe/addon.js';
import { DISK_FIGURES, type NativeDisks } from '../../probe/native-types.js';
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
  const disks = unwrap(await addon().readDiskCounters(procRoot(), sysRoot(), !perdisk));
  if (perdisk) return byName(disks.names.map((name, disk) => [name, toCounters(disks.figures, disk * FIGURES)]));
  const figures = sumOfWhole(disks);
  return figures === undefined ? null : Object.freeze(toCounters(figures, 0));
}

const FIGURES = DISK_FIGURES.length;

/** From the figures of one disk, in the order of DISK_FIGURES. */
function toCounters(figures: Float64Array, at: number): DiskIoCounters {
  return {
    readCount: figures[at] ?? 0,
    writeCount: figures[at + 1] ?? 0,
    readBytes: figures[at + 2] ?? 0,
    writeBytes: figures[at + 3] ?? 0,
    readTime: orNull(figures[at + 4]),
    writeTime: orNull(figures[at + 5]),
    readMergedCount: orNull(figures[at + 6]),
    writeMergedCount: orNull(figures[at + 7]),
    busyTime: orNull(figures[at + 8]),
  };
}

function sumOfWhole({ names, whole, figures }: NativeDisks): Float64Array | undefined {
  const counted = names.flatMap((_, disk) => (whole[disk] ? [disk * FIGURES] : []));
  if (counted.length === 0) return undefined;
  // What is unknown of one is unknown of all together.
  return new Float64Array(FIGURES).map((_, figure) =>
    counted.reduce((sum, at) => sum + (figures[at + figure] ?? 0), 0),
  );
}

function orNull(figure = Number.NaN): number | null {
  return Number.isNaN(figure) ? null : figure;
}
