import { writeText } from '../list/cell-text.js';
import { type Column, columnKinds, extra, flagged, isInJson, oneOf } from '../list/column-kinds.js';
import { type BlockDevice, DEVICE_KINDS } from '../machine/disk-table.js';
import type { DeviceRates } from '../sample/device-rates.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes, formatCount, formatPercent } from '../text/units.js';
import { deviceText, raidText } from './device-text.js';
import { deviceOrder, writeFlag, writeMilliseconds } from './write.js';

const columnKind = columnKinds(({ snapshot }: Sample) => snapshot.devices);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const names = columnKind<readonly string[]>('texts', 'left', 'ascending', (all, context) =>
  all.length === 0 ? '-' : writeText(all.join(' '), context),
);
const flag = columnKind<boolean>('flag', 'left', 'ascending', writeFlag);
const bytes = columnKind<number>('bytes', 'right', 'descending', formatBytes);
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const number = columnKind<number>('number', 'right', 'descending', formatPercent);
const percent = columnKind<number>('percent', 'right', 'descending', formatPercent);
const time = columnKind<number>('milliseconds', 'right', 'descending', writeMilliseconds);

type Devices = readonly BlockDevice[];

const of =
  <Value>(read: (device: BlockDevice) => Value) =>
  (devices: Devices, slot: number) =>
    read(devices[slot]);

const rate =
  (of: keyof DeviceRates) =>
  (_devices: Devices, slot: number, { rates }: Sample) =>
    rates.devices?.[slot]?.[of];

/** The columns of the block devices. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const DEVICE_COLUMNS = [
  { ...label('name', 'NAME', 12, ['dev'], 'Device, with its label, other parents, RAID state or file', of(({ name }) => name)), text: writeDevice, sortKey: deviceOrder },
  oneOf(DEVICE_KINDS, label('kind', 'KIND', 9, [], 'Kind: disk, partition, raid (md), dm (LVM, crypt, multipath), loop, zram or other', of(({ kind }) => kind))),
  names('parents', 'MADE OF', 12, ['of'], 'Devices that it is made of; in the tree it is under the first', of(({ parents }) => parents)),
  bytes('readBytesPerSecond', 'READ/s', 6, ['read'], 'Read per second', rate('readBytesPerSecond')),
  bytes('writeBytesPerSecond', 'WRITE/s', 7, ['write'], 'Written per second', rate('writeBytesPerSecond')),
  count('readsPerSecond', 'r/s', 5, ['rps'], 'Reads per second', rate('readsPerSecond')),
  count('writesPerSecond', 'w/s', 5, ['wps'], 'Writes per second', rate('writesPerSecond')),
  time('readWaitMilliseconds', 'RWAIT', 6, ['rwait'], 'What a read took on average, with its time in the queue; unknown if there was none', rate('readWaitMilliseconds')),
  time('writeWaitMilliseconds', 'WWAIT', 6, ['wwait'], 'The same of a write', rate('writeWaitMilliseconds')),
  number('queueLength', 'QUEUE', 5, ['queue'], 'Requests under way, on average', rate('queueLength')),
  percent('busyPercent', 'BUSY%', 5, ['busy'], 'Time in which at least one request was under way; a device that serves many at once is not full at 100', rate('busyPercent')),
  bytes('sizeBytes', 'SIZE', 6, ['size'], 'Size', of(({ sizeBytes }) => sizeBytes)),
  count('errors', 'ERR', 4, ['err'], 'Requests that the device has failed (SCSI, SATA, USB)', of(({ errors }) => errors)),
  extra(label('label', 'LABEL', 16, [], 'Name of a volume, a crypt device, a multipath or an md device', of(({ label: given }) => given))),
  extra(bytes('discardBytesPerSecond', 'DISCARD/s', 9, ['discard'], 'Discarded per second (TRIM)', rate('discardBytesPerSecond'))),
  extra(count('discardsPerSecond', 'd/s', 5, ['dps'], 'Discards per second', rate('discardsPerSecond'))),
  extra(time('discardWaitMilliseconds', 'DWAIT', 6, ['dwait'], 'What a discard took on average', rate('discardWaitMilliseconds'))),
  extra(count('flushesPerSecond', 'f/s', 5, ['fps'], 'Flushes per second', rate('flushesPerSecond'))),
  extra(time('flushWaitMilliseconds', 'FWAIT', 6, ['fwait'], 'What a flush of its cache took on average', rate('flushWaitMilliseconds'))),
  extra(count('inFlight', 'FLIGHT', 6, ['flight'], 'Requests under way at the moment of the sample', of(({ inFlight }) => inFlight))),
  extra(label('scheduler', 'SCHED', 11, ['sched'], 'I/O scheduler', of(({ scheduler }) => scheduler))),
  extra(label('model', 'MODEL', 16, [], 'Model', of(({ model }) => model))),
  extra(label('media', 'MEDIA', 5, [], 'hdd if it rotates, else ssd', of(({ rotational }) => (rotational === undefined ? undefined : rotational ? 'hdd' : 'ssd')))),
  extra(flagged(flag('writeProtected', 'WP', 3, ['wp'], 'Whether nothing can be written to it', of(({ readOnly }) => readOnly)))),
  extra(label('raid', 'RAID', 16, ['md'], 'Level and state of an md device, with what it does', of(({ raid }) => raid && raidText(raid)))),
  extra(label('backingFile', 'FILE', 20, ['file'], 'File of a loop device', of(({ backingFile }) => backingFile))),
  extra(label('deviceNumber', 'MAJ:MIN', 7, ['number'], 'Device number', of(({ deviceNumber }) => deviceNumber))),
] satisfies readonly Column[];

type DeviceColumnId = (typeof DEVICE_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_DEVICE_COLUMN_IDS: readonly DeviceColumnId[] = [
  'readBytesPerSecond', 'writeBytesPerSecond', 'readsPerSecond', 'writesPerSecond', 'readWaitMilliseconds', 'writeWaitMilliseconds',
  'queueLength', 'busyPercent', 'sizeBytes', 'kind', 'name',
];

// biome-ignore format: as a list
export const WIDE_DEVICE_COLUMN_IDS: readonly DeviceColumnId[] = [
  'readBytesPerSecond', 'writeBytesPerSecond', 'readsPerSecond', 'writesPerSecond', 'readWaitMilliseconds', 'writeWaitMilliseconds',
  'flushWaitMilliseconds', 'queueLength', 'busyPercent', 'errors', 'sizeBytes', 'kind', 'media', 'scheduler', 'model', 'name',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
export const DEVICE_JSON_COLUMN_IDS: readonly string[] = DEVICE_COLUMNS.filter(isInJson).map(({ id }) => id);

function writeDevice({ snapshot }: Sample, slot: number, context: { readonly unicode: boolean }): string {
  const device = snapshot.devices?.[slot];
  return device === undefined ? '-' : writeText(deviceText(device), context);
}
