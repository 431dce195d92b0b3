import { writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, extra, flagged, isInJson } from '../list/column-kinds.js';
import type { FileSystem } from '../machine/disk-table.js';
import type { Fullness } from '../sample/fullness.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes, formatCount, formatSigned, formatSpan } from '../text/units.js';
import { fileSystemStatus, fullInText, hasSpace, inodesPercent, mountText, usedPercent } from './file-system-text.js';
import { wholeDigits, writeFlag } from './write.js';

const columnKind = columnKinds(({ snapshot }: Sample) => snapshot.fileSystems);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const names = columnKind<readonly string[]>('texts', 'left', 'ascending', (all, context) =>
  all.length === 0 ? '-' : writeText(all.join(' '), context),
);
const flag = columnKind<boolean>('flag', 'left', 'ascending', writeFlag);
const bytes = columnKind<number>('bytes', 'right', 'descending', formatBytes);
const growth = columnKind<number>('bytes', 'right', 'descending', (amount) => formatSigned(amount, formatBytes));
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const percent = columnKind<number>('percent', 'right', 'descending', (value) => value.toFixed(0));
const span = columnKind<number>('seconds', 'right', 'ascending', formatSpan);

type FileSystems = readonly FileSystem[];

const of =
  <Value>(read: (fileSystem: FileSystem) => Value) =>
  (all: FileSystems, slot: number) =>
    read(all[slot]);

const grows =
  (of: 'growthBytesPerHour' | 'fullInSeconds') =>
  (_all: FileSystems, slot: number, { fullness }: Sample) =>
    fullness?.[slot]?.[of];

/** The columns of the file systems. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const FILE_SYSTEM_COLUMNS = [
  label('device', 'DEVICE', 14, ['source'], 'What is mounted: a device, server:/path, or a name', of(({ source }) => source)),
  { ...label('mountPoint', 'MOUNT', 14, ['mount', 'path'], 'Mount point, as df shows it, and how many other mounts it has', of(({ mountPoint }) => mountPoint)), text: writeMount, sortKey: wholeDigits },
  label('type', 'TYPE', 8, ['fs'], 'Type', of(({ type }) => type)),
  bytes('totalBytes', 'SIZE', 6, ['total'], 'Size', of(({ totalBytes }) => totalBytes)),
  bytes('usedBytes', 'USED', 6, ['used'], 'Used: what is not free, even for root', of(({ usedBytes }) => usedBytes)),
  bytes('availableBytes', 'AVAIL', 6, ['avail', 'free'], 'Free for all users', of(({ availableBytes }) => availableBytes)),
  percent('usedPercent', 'USE%', 4, ['use'], 'Used of what is not for root alone, rounded up as df does', of(usedPercent)),
  count('inodesTotal', 'INODES', 6, [], 'Inodes; unknown where they are made as needed', of(({ inodes }) => inodes)),
  count('inodesUsed', 'IUSED', 6, ['iused'], 'Inodes used', of(({ usedInodes }) => usedInodes)),
  percent('inodesPercent', 'INO%', 4, ['inodes', 'iuse'], 'Inodes used, in percent, rounded up as df does', of(inodesPercent)),
  flagged(flag('readOnly', 'RO', 3, ['ro'], 'Whether it is mounted read-only', of(({ readOnly }) => readOnly))),
  growth('growthBytesPerHour', 'GROW/h', 7, ['growth'], 'Growth per hour, if it has been steady for a minute or longer', grows('growthBytesPerHour')),
  { ...span('fullInSeconds', 'FULL IN', 7, ['fullin'], 'Time until it is full at this pace; with i before it: until it has no inodes', grows('fullInSeconds')), text: writeFullIn },
  flagged(flag('answering', 'ANSWERS', 7, ['answers'], 'Whether it answers; if not, its sizes are the last known', of(({ unansweredSeconds }) => unansweredSeconds === undefined))),
  adapting(statusCells, extra(label('status', 'STATE', 5, ['state'], 'rw, ro, read-only after an error, no answer for how long, or why it is not known', of(fileSystemStatus)))),
  extra(bytes('reservedBytes', 'RESERVED', 8, ['reserved'], 'Free for root only', of(({ reservedBytes }) => reservedBytes))),
  extra(names('otherMounts', 'OTHER MOUNTS', 20, ['mounts'], 'Its other mounts', of(({ otherMounts }) => otherMounts))),
  extra(label('root', 'ROOT', 8, [], 'What of it is mounted there: / for the whole', of(({ root }) => root))),
  extra(label('options', 'OPTIONS', 24, ['opts'], 'Options of the mount and of the file system', of(optionsOf))),
  extra(count('fileSystemErrors', 'FSERR', 5, ['fserr'], 'Errors that it has noted about itself (ext4)', of(({ errors }) => errors))),
] satisfies readonly Column[];

type FileSystemColumnId = (typeof FILE_SYSTEM_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_FILE_SYSTEM_COLUMN_IDS: readonly FileSystemColumnId[] = [
  'totalBytes', 'usedBytes', 'availableBytes', 'usedPercent', 'inodesPercent', 'growthBytesPerHour', 'fullInSeconds', 'type',
  'status', 'mountPoint',
];

// biome-ignore format: as a list
export const WIDE_FILE_SYSTEM_COLUMN_IDS: readonly FileSystemColumnId[] = [
  'totalBytes', 'usedBytes', 'availableBytes', 'usedPercent', 'inodesUsed', 'inodesPercent', 'growthBytesPerHour', 'fullInSeconds',
  'type', 'device', 'status', 'mountPoint',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
export const FILE_SYSTEM_JSON_COLUMN_IDS: readonly string[] = FILE_SYSTEM_COLUMNS.filter(isInJson).map(({ id }) => id);

function writeMount({ snapshot }: Sample, slot: number, context: { readonly unicode: boolean }): string {
  const found = snapshot.fileSystems?.[slot];
  return found === undefined ? '-' : writeText(mountText(found), context);
}

function writeFullIn({ fullness }: Sample, slot: number): string {
  const found: Fullness | undefined = fullness?.[slot];
  return found === undefined || Number.isNaN(found.fullInSeconds) ? '-' : fullInText(found);
}

/** Most say little. */
function statusCells({ snapshot }: Sample, usual: number): number {
  const shown = (snapshot.fileSystems ?? []).filter(hasSpace);
  return Math.max(usual, ...shown.map((one) => fileSystemStatus(one).length));
}

function optionsOf({ options, superOptions }: FileSystem): string {
  return [...new Set([...options.split(','), ...superOptions.split(',')])].filter((one) => one !== '').join(',');
}
