import { writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, extra, isInJson } from '../list/column-kinds.js';
import { pidCells, userName } from '../processes/columns.js';
import { NONE } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes } from '../text/units.js';
import { type DeletedRow, type DeletedRows, deletedRowsOf } from './deleted-rows.js';

const columnKind = columnKinds(deletedRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const bytes = columnKind<number>('bytes', 'right', 'descending', formatBytes);
const number = columnKind<number>('number', 'right', 'ascending', String);

const of =
  <Value>(read: (row: DeletedRow, sample: Sample) => Value) =>
  ({ deleted }: DeletedRows, slot: number, sample: Sample) =>
    read(deleted[slot], sample);

/** The columns of what is deleted, but open. The member `deletedOpen` of JSON has those of the contract, too. */
// biome-ignore format: one line a column makes it a table
export const DELETED_COLUMNS = [
  label('mountPoint', 'MOUNT', 14, ['mount'], 'Mount point of its file system', of(({ mountPoint }) => mountPoint)),
  label('path', 'PATH', 20, ['file'], 'Its former path, as the process saw it', of(({ file }) => file.path)),
  bytes('sizeBytes', 'SIZE', 6, ['size'], 'Space that it takes until all processes close it', of(({ file }) => file.bytes)),
  adapting(pidCells, number('pid', 'PID', 5, [], 'Process that holds it', of(({ holder }) => holder.identity.pid))),
  label('name', 'NAME', 15, ['comm'], 'Program name', of(({ holder }) => holder.name)),
  number('fd', 'FD', 4, [], 'File descriptor; unknown if it is only mapped into memory', of(({ holder }) => holder.fd)),
  extra(bytes('lengthBytes', 'LENGTH', 6, ['length'], 'Its length', of(({ file }) => file.lengthBytes))),
  extra(number('inode', 'INODE', 8, [], 'Inode number', of(({ file }) => file.inode))),
  extra(label('user', 'USER', 8, ['u'], 'Effective user of the process', of(({ slot }, sample) => (slot === NONE ? undefined : userName(sample, sample.snapshot.processes.columns.uid[slot]))))),
] satisfies readonly Column[];

type DeletedColumnId = (typeof DELETED_COLUMNS)[number]['id'];

export const DEFAULT_DELETED_COLUMN_IDS: readonly DeletedColumnId[] = [
  'sizeBytes',
  'pid',
  'user',
  'name',
  'fd',
  'path',
];

/** The members of `deletedOpen`. Scripts rely on these ids. */
export const DELETED_JSON_COLUMN_IDS: readonly string[] = DELETED_COLUMNS.filter(isInJson).map(({ id }) => id);
