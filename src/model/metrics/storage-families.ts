import { hasSpace } from '../disks/file-system-text.js';
import type { BlockDevice, FileSystem } from '../machine/disk-table.js';
import { clean } from '../text/text.js';
import { counter, type Family, gauge } from './family.js';
import { largestOf } from './largest.js';
import type { MetricsReading } from './reading.js';

/** So many at most, those that matter most: with 5 and 7 series each. */
const MOST_DEVICES = 30;
const MOST_FILE_SYSTEMS = 20;

/** Block devices and file systems. */
// biome-ignore format: one line a family makes it a table
export const STORAGE_FAMILIES: readonly Family[] = [
  counter('system_disk_io_bytes_total', ['device', 'dir'], 'Bytes read from and written to a disk, or what is made of disks (raid, dm)', (reading, put) => {
    for (const { name, readBytes, writeBytes } of devicesOf(reading)) {
      put(readBytes, name, 'read');
      put(writeBytes, name, 'write');
    }
  }),
  counter('system_disk_operations_total', ['device', 'dir'], 'Reads and writes of a disk that were finished', (reading, put) => {
    for (const { name, reads, writes } of devicesOf(reading)) {
      put(reads, name, 'read');
      put(writes, name, 'write');
    }
  }),
  counter('system_disk_io_time_seconds_total', ['device'], 'Time in which a disk had at least one request under way', (reading, put) => {
    for (const { name, busyMilliseconds } of devicesOf(reading)) put(busyMilliseconds / 1000, name);
  }),
  gauge('system_filesystem_usage_bytes', ['device', 'mountpoint', 'type', 'state'], 'Space of a file system: used, free (for all users), reserved (for root). One that gives no answer is left out', (reading, put) => {
    for (const { source, mountPoint, type, usedBytes, availableBytes, reservedBytes } of fileSystemsOf(reading)) {
      put(usedBytes, source, mountPoint, type, 'used');
      put(availableBytes, source, mountPoint, type, 'free');
      put(reservedBytes, source, mountPoint, type, 'reserved');
    }
  }),
  gauge('system_filesystem_limit_bytes', ['device', 'mountpoint', 'type'], 'Size of a file system', (reading, put) => {
    for (const { source, mountPoint, type, totalBytes } of fileSystemsOf(reading)) put(totalBytes, source, mountPoint, type);
  }),
  gauge('system_filesystem_inodes_usage', ['device', 'mountpoint', 'type', 'state'], 'Inodes of a file system: used, free. None where they are made as needed', (reading, put) => {
    for (const { source, mountPoint, type, inodes, usedInodes } of fileSystemsOf(reading)) {
      put(usedInodes, source, mountPoint, type, 'used');
      put(inodes - usedInodes, source, mountPoint, type, 'free');
    }
  }),
  gauge('system_filesystem_inodes_limit', ['device', 'mountpoint', 'type'], 'Inodes that a file system has', (reading, put) => {
    for (const { source, mountPoint, type, inodes } of fileSystemsOf(reading)) put(inodes, source, mountPoint, type);
  }),
];

/** Whole disks first, then what is made of them; no partitions, nothing in memory or in files. */
function devicesOf({ snapshot }: MetricsReading): readonly BlockDevice[] {
  const devices = (snapshot.devices ?? []).filter(({ kind }) => ['disk', 'raid', 'dm'].includes(kind));
  return largestOf(devices, ({ counted, sizeBytes }) => (counted ? 1e30 : 0) + (sizeBytes || 0), MOST_DEVICES);
}

/** Those with a block device or a server behind them first; none of one user's login, none that gives no answer. */
function fileSystemsOf({ snapshot }: MetricsReading): readonly FileSystem[] {
  const known = (snapshot.fileSystems ?? []).filter(
    (one) =>
      hasSpace(one) &&
      one.unansweredSeconds === undefined &&
      one.totalBytes > 0 &&
      !isOfUser(one) &&
      !isOfContainer(one),
  );
  const rank = ({ type, totalBytes }: FileSystem) => (/tmpfs$/.test(type) ? 0 : 1e30) + totalBytes;
  const named = largestOf(known, rank, MOST_FILE_SYSTEMS);
  return named.map((one) => ({ ...one, source: clean(one.source), mountPoint: clean(one.mountPoint) }));
}

function isOfUser({ mountPoint }: FileSystem): boolean {
  return /^\/run\/user\//.test(mountPoint);
}

/** What container engines mount: it comes and goes with every container, and its space is that of the disk below. */
function isOfContainer({ mountPoint, type }: FileSystem): boolean {
  return (
    (type === 'overlay' && mountPoint !== '/') ||
    /^\/(?:var\/lib|run)\/(?:docker|containers|containerd|kubelet|k3s)\/./.test(mountPoint)
  );
}
