import type { Column } from '../list/column-kinds.js';
import type { Pane } from '../list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import type { FileSystem } from '../machine/disk-table.js';
import {
  createFullnessWatch,
  type FullnessWatch,
  keepFullness,
  observeFullness,
  recallFullness,
} from '../sample/fullness.js';
import type { Rows, Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import { remembered } from '../text/remembered.js';
import { clean } from '../text/text.js';
import { FILE_SYSTEM_BINDINGS } from './bindings.js';
import { disksPanelHeight, fileSystemsPanel } from './disks-panel.js';
import {
  DEFAULT_FILE_SYSTEM_COLUMN_IDS,
  FILE_SYSTEM_COLUMNS,
  FILE_SYSTEM_JSON_COLUMN_IDS,
  WIDE_FILE_SYSTEM_COLUMN_IDS,
} from './file-system-columns.js';
import { hasSpace, inodesPercent, isFilling, usedPercent } from './file-system-text.js';
import { DELETED_ID, DEVICES_ID, FILE_SYSTEMS_ID } from './ids.js';

/** What is known of the file systems besides the sample. */
export type FileSystemsState = { readonly showsAll: boolean; readonly watch: FullnessWatch };

/** The mounted file systems: the second list of the pane of disks. */
export const FILE_SYSTEMS: Pane<FileSystemsState> = {
  id: FILE_SYSTEMS_ID,
  begin: () => ({ showsAll: false, watch: createFullnessWatch() }),
  bindings: FILE_SYSTEM_BINDINGS,
  commands: { deleted: ['now', 'selected'], signal: ['writable', 'selected'], all: [] },
  needs: ({ isOpen }) => ({ fileSystems: isOpen }),
  complete: ({ watch }, sample) => {
    const fullness = observeFullness(watch, sample.snapshot);
    return fullness === undefined ? sample : { ...sample, fullness };
  },
  keep: (own) => ({ ...own, watch: keepFullness(own.watch) }),
  recall: (own, { snapshot }) => ({ ...own, watch: recallFullness(own.watch, snapshot) }),
  choose: (own, { showsAll }) => ({ ...own, showsAll }),
  reduce: reduceFileSystems,
  panel: { height: disksPanelHeight, lines: fileSystemsPanel },
  label: 'File systems',
  key: '5',
  within: DEVICES_ID,
  rowsName: 'fileSystems',
  shortName: 'disk',
  noun: () => 'file system',
  vanished: 'is gone',
  columns: FILE_SYSTEM_COLUMNS,
  words: ['mountPoint', 'device', 'type'],
  digits: [],
  synonyms: {},
  jsonColumnIds: FILE_SYSTEM_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'fileSystemsColumns',
    initial: DEFAULT_FILE_SYSTEM_COLUMN_IDS,
    description: 'Columns of the file systems, in this order',
  },
  sortSetting: { id: 'fileSystemsSort', initial: '+mountPoint', description: 'Sort column of the file systems' },
  wideColumnIds: WIDE_FILE_SYSTEM_COLUMN_IDS,
  mainColumnId: 'mountPoint',
  narrowCells: 100,
  mainCells: 14,
  leave: [
    'type',
    'usedBytes',
    'totalBytes',
    'growthBytesPerHour',
    'inodesPercent',
    'status',
    'fullInSeconds',
    'availableBytes',
  ],
  stay: ['usedPercent', 'mountPoint'],
  rows: fileSystemRows,
  isOfKind: ({ own, sample }, slot) => {
    const one = fileSystemAt(sample, slot);
    return own.showsAll || (one !== undefined && hasSpace(one));
  },
  isWanted: () => true,
  narrowedBy: ({ own }) => (own.showsAll ? ['also those that df leaves out'] : []),
  totals: () => () => '',
  processSlot: () => -1,
  noProcess: () => 'a file system is no process: Enter shows those that hold deleted files',
  describe: (sample, slot) => clean(fileSystemAt(sample, slot)?.mountPoint ?? ''),
  copied: (sample, slot) => fileSystemAt(sample, slot)?.mountPoint ?? '',
  tone: fileSystemTone,
};

function reduceFileSystems(
  { own, sample, selected }: PaneContext<FileSystemsState>,
  event: PartEvent,
): Answer<FileSystemsState> | undefined {
  if (event.type !== 'commanded') return undefined;
  if (event.command === 'all') return { own: { ...own, showsAll: !own.showsAll }, wishes: [{ type: 'relist' }] };
  const found = sample && fileSystemAt(sample, selected());
  if (found === undefined) return undefined;
  const alone = { pane: FILE_SYSTEMS_ID, serial: found.serial, noun: 'file system', text: clean(found.mountPoint) };
  const open = { type: 'openPane', pane: DELETED_ID, alone } as const;
  const advice = { type: 'say', text: 'choose the process that gets the signal: k again' } as const;
  return { wishes: event.command === 'signal' ? [open, advice] : [open] };
}

function fileSystemAt({ snapshot }: Sample, slot: number): FileSystem | undefined {
  return snapshot.fileSystems?.[slot];
}

const rowsOf = remembered(
  (all: readonly FileSystem[]): Rows => ({
    slots: all.length,
    serial: Float64Array.from(all, ({ serial }) => serial),
    order: Float64Array.from(all, (_, index) => index),
  }),
);

function fileSystemRows({ snapshot }: Sample): Rows | undefined {
  return snapshot.fileSystems && rowsOf(snapshot.fileSystems);
}

function fileSystemTone(column: Column, sample: Sample, slot: number): Tone {
  const one = fileSystemAt(sample, slot);
  if (one === undefined) return 'normal';
  if (one.unansweredSeconds !== undefined) return column.id === 'status' ? 'danger' : 'muted';
  switch (column.id) {
    case 'mountPoint':
      return 'strong';
    case 'usedPercent':
      return isFilling(one, usedPercent(one)) ? 'danger' : 'normal';
    case 'inodesPercent':
      return isFilling(one, inodesPercent(one)) ? 'danger' : 'normal';
    case 'fullInSeconds':
      return 'warning';
    case 'status':
      return one.becameReadOnly || one.errors > 0 ? 'danger' : 'muted';
    default:
      return 'normal';
  }
}
