import type { Narrowing, Pane, WriteTotals } from '../list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import { isOfUsers } from '../list/row-choice.js';
import type { DeletedFiles } from '../machine/disk-table.js';
import type { Source } from '../machine/source.js';
import { PROCESS_BINDINGS } from '../processes/bindings.js';
import { NONE } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';
import { DELETED_BINDINGS } from './bindings.js';
import { DEFAULT_DELETED_COLUMN_IDS, DELETED_COLUMNS, DELETED_JSON_COLUMN_IDS } from './deleted-columns.js';
import { type DeletedRow, deletedRowsOf, makeDeletedRows, mountPointsOf } from './deleted-rows.js';
import { DELETED_ID, DEVICES_ID } from './ids.js';

/** A walk over the descriptors of all processes, which takes a while. */
type Walk = { readonly number: number; readonly stop: AbortController };

/** What was found, or why nothing is known. */
type Found = DeletedFiles | { readonly refused: string };

export type DeletedState = {
  /** Of the file system that it was opened for. */
  readonly deviceNumber: string | undefined;
  readonly mountPoints: ReadonlyMap<string, string>;
  /** The last walk, and whether it is under way: how many processes of how many. */
  readonly walk: Walk | undefined;
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly found: Found | undefined;
};

type DeletedEffect = { readonly type: 'walk'; readonly walk: Walk } | { readonly type: 'stop'; readonly walk: Walk };

type DeletedMessage =
  | { readonly type: 'progress'; readonly walk: Walk; readonly done: number; readonly total: number }
  | { readonly type: 'found'; readonly walk: Walk; readonly found: Found };

/** What has no name any more, but takes space, because a process has it open: a list over the file systems. */
export const DELETED: Pane<DeletedState, DeletedMessage, DeletedEffect> = {
  id: DELETED_ID,
  begin: () => ({
    ...{ deviceNumber: undefined, mountPoints: new Map() },
    ...{ walk: undefined, progress: undefined, found: undefined },
  }),
  bindings: [...DELETED_BINDINGS, ...PROCESS_BINDINGS],
  commands: { again: ['now'] },
  reduce: reduceDeleted,
  carryOut: carryOutDeleted,
  prepare: prepareDeleted,
  status: progressText,
  label: 'Deleted',
  key: '5',
  tab: false,
  within: DEVICES_ID,
  rowsName: 'deletedOpen',
  shortName: 'disk',
  noun: () => 'deleted file',
  columns: DELETED_COLUMNS,
  words: ['path', 'name'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: DELETED_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'deletedColumns',
    initial: DEFAULT_DELETED_COLUMN_IDS,
    description: 'Columns of the files that are deleted, but open, in this order',
  },
  sortSetting: {
    id: 'deletedSort',
    initial: '-sizeBytes',
    description: 'Sort column of the files that are deleted, but open',
  },
  mainColumnId: 'path',
  narrowCells: 80,
  mainCells: 16,
  leave: ['fd', 'user', 'name'],
  stay: ['sizeBytes', 'pid', 'path'],
  rows: (sample) => deletedRowsOf(sample),
  isOfKind: () => true,
  isWanted,
  totals: deletedTotals,
  processSlot: (sample, slot) => rowAt(sample, slot)?.slot ?? NONE,
  noProcess: () => 'its process can not be seen',
  describe: (sample, slot) => describeRow(rowAt(sample, slot)),
  copied: (sample, slot) => rowAt(sample, slot)?.file.path ?? '',
  identity: (sample, slot) => identityOfHolder(rowAt(sample, slot)),
  remarks: (_sample, { found }) => remarksOf(found),
  tone: ({ id }) => (id === 'sizeBytes' ? 'warning' : id === 'path' ? 'strong' : 'normal'),
};

type Context = PaneContext<DeletedState>;
type Change = Answer<DeletedState, DeletedEffect>;

function reduceDeleted(context: Context, event: PartEvent<DeletedMessage>): Change | undefined {
  const { own } = context;
  switch (event.type) {
    case 'opened':
      return walkFor(openedFor(context));
    case 'commanded':
      return walkFor(own);
    case 'answered':
      return answered(context, event.message);
    case 'sampled':
      return context.isOpen || own.progress === undefined ? undefined : stopped(own);
    default:
      return undefined;
  }
}

/** Takes over the file system whose row it was opened from. */
function openedFor({ own, alone, sample }: Context): DeletedState {
  const fileSystems = sample?.snapshot.fileSystems ?? [];
  const chosen = fileSystems.find(({ serial }) => serial === alone?.serial);
  return { ...own, deviceNumber: chosen?.deviceNumber, mountPoints: mountPointsOf(fileSystems), found: undefined };
}

function walkFor(own: DeletedState): Change {
  const walk = { number: (own.walk?.number ?? 0) + 1, stop: new AbortController() };
  return {
    own: { ...own, walk, progress: { done: 0, total: 0 } },
    effects: [...(stopped(own).effects ?? []), { type: 'walk', walk }],
    wishes: [{ type: 'relist' }],
  };
}

/** Nothing waits for it any more. */
function stopped(own: DeletedState): Change {
  const { walk, progress } = own;
  if (walk === undefined || progress === undefined) return { own };
  return { own: { ...own, progress: undefined }, effects: [{ type: 'stop', walk }] };
}

function answered({ own, isOpen }: Context, message: DeletedMessage): Change | undefined {
  // A walk that was ended, or was followed by another one, is too late.
  if (message.walk !== own.walk || own.progress === undefined) return undefined;
  if (message.type === 'progress') return { own: { ...own, progress: message } };
  const wishes = isOpen ? ([{ type: 'relist' }] as const) : [];
  return { own: { ...own, progress: undefined, found: message.found }, wishes };
}

function carryOutDeleted({ type, walk }: DeletedEffect, source: Source, send: (message: DeletedMessage) => void): void {
  if (type === 'stop') walk.stop.abort();
  else lookFor(walk, source, send);
}

function lookFor(walk: Walk, source: Source, send: (message: DeletedMessage) => void): void {
  const progress = (done: number, total: number) => send({ type: 'progress', walk, done, total });
  const refuse = (refused: string) => send({ type: 'found', walk, found: { refused } });
  const looking = source.deletedOpen?.({ signal: walk.stop.signal, progress });
  if (looking === undefined) refuse('the processes of this source can not be looked at');
  looking?.then(
    (found) => send({ type: 'found', walk, found }),
    (error: unknown) => {
      if (!walk.stop.signal.aborted) refuse(error instanceof Error ? error.message : String(error));
    },
  );
}

function prepareDeleted(own: DeletedState, { sample }: Narrowing<DeletedState>): { own: DeletedState; rows: Rows } {
  const { found, deviceNumber, mountPoints, walk } = own;
  const files = found === undefined || 'refused' in found ? [] : found.files;
  const here = deviceNumber === undefined ? files : files.filter((file) => file.deviceNumber === deviceNumber);
  return { own, rows: makeDeletedRows({ files: here }, mountPoints, sample, walk?.number ?? 0) };
}

function isWanted({ sample, users, pids }: Narrowing<DeletedState>, slot: number): boolean {
  const row = rowAt(sample, slot);
  if (row === undefined || (pids !== undefined && !pids.has(row.holder.identity.pid))) return false;
  const uid = row.slot === NONE ? undefined : sample.snapshot.processes.columns.uid[row.slot];
  return isOfUsers(users, sample, uid);
}

function rowAt(sample: Sample, slot: number): DeletedRow | undefined {
  return deletedRowsOf(sample)?.deleted[slot];
}

function describeRow(row: DeletedRow | undefined): string {
  return row === undefined ? '' : `${row.holder.identity.pid} ${clean(row.holder.name)}`;
}

/** As that of processes: it differs whenever the process does. */
function identityOfHolder(row: DeletedRow | undefined): string {
  if (row === undefined) return '';
  const { pid, startTicks, pidfdInode } = row.holder.identity;
  return `${pid}-${startTicks}-${pidfdInode}`;
}

/** A file that several processes hold takes its space once. */
function deletedTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const files = new Set([...slots].flatMap((slot) => rowAt(sample, slot)?.file ?? []));
  const bytes = [...files].reduce((sum, file) => sum + file.bytes, 0);
  return () => (files.size === 0 ? '' : formatBytes(bytes));
}

/** What was not looked at. */
function remarksOf(found: Found | undefined): readonly string[] {
  if (found === undefined) return [];
  if ('refused' in found) return [clean(found.refused)];
  const { notPermitted, notAnswered } = found;
  return [
    ...(notPermitted > 0 ? [`${counted(notPermitted)} not permitted`] : []),
    ...(notAnswered > 0 ? [`${counted(notAnswered)} gave no answer`] : []),
  ];
}

function counted(processes: number): string {
  return `${processes} process${processes === 1 ? '' : 'es'}`;
}

function progressText({ own: { progress }, isOpen }: Context) {
  if (!isOpen || progress === undefined) return undefined;
  const { done, total } = progress;
  const text = total === 0 ? 'looking at open files …' : `looking at open files: ${done} of ${counted(total)} …`;
  return { line: [{ text: `${text} Esc ends it`, tone: 'label' as const }], isOlder: true };
}
