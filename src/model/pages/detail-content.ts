import { socketAt } from '../connections/process-sockets.js';
import { NOT_RECORDED, type PageContent, type PageRow, pageColumns, refusedText, wrap } from '../list/page-content.js';
import type { Detail, Limit, OpenFile, Part, ThreadInfo } from '../machine/machine.js';
import { PARTS } from '../panes.js';
import type { DetailPage } from '../state/layers.js';
import { ownOf, type State } from '../state/state.js';
import { clean } from '../text/text.js';
import { formatDuration } from '../text/units.js';
import type { CommonTabId } from './detail-tabs.js';
import { detailTitle } from './detail-title.js';
import { overviewRows } from './overview.js';
import { recordedDetail } from './recorded-detail.js';

/** A tab of the detail page: its titles, and its rows once the process has been read. */
type Tab = {
  readonly titles: readonly string[];
  readonly right?: readonly number[];
  readonly rows: (state: State, page: DetailPage, detail: Detail) => readonly PageRow[];
};

const OF_ALL: Readonly<Record<CommonTabId, Tab>> = {
  overview: { titles: ['', ''], rows: overviewRows },
  command: { titles: [''], rows: (state, _, detail) => commandRows(state, detail.commandLine) },
  files: {
    titles: ['FD', 'KIND', 'MODE', 'POSITION', 'PATH'],
    right: [0, 3],
    rows: (state, _page, { openFiles, openFileTotal }) =>
      partRows(openFiles, (file) => fileRow(state, file), emptyText(openFileTotal), openFileTotal),
  },
  environment: {
    titles: [''],
    rows: (state, _, { environment }) => textRows(state, environment, 'an empty environment'),
  },
  threads: {
    titles: ['TID', 'S', 'TIME', 'NAME'],
    right: [0, 2],
    rows: (_state, _page, { threads, threadTotal }) => partRows(threads, threadRow, 'no threads', threadTotal),
  },
  limits: {
    titles: ['LIMIT', 'SOFT', 'HARD', 'UNIT'],
    right: [1, 2],
    rows: (_state, _page, { limits }) => partRows(limits, limitRow, 'no limits'),
  },
};

/** The tabs of other parts. */
const OF_PARTS = PARTS.flatMap((part): readonly (readonly [string, Tab])[] =>
  (part.detailTabs ?? []).map((tab) => {
    const rows = (state: State, { target }: DetailPage) =>
      tab.rows(ownOf(state, part), target) ?? [unreadRow(state, tab.titles.length)];
    return [tab.id, { titles: tab.titles, right: tab.right ?? [], rows }];
  }),
);

function unreadRow({ past }: State, cells: number): PageRow {
  const text = past?.isStepped ? NOT_RECORDED : 'reading …';
  return { cells: [...Array(cells - 1).fill(''), text], tone: 'muted' };
}

const TABS: Readonly<Record<string, Tab>> = { ...OF_ALL, ...Object.fromEntries(OF_PARTS) };

export function detailContent(state: State, page: DetailPage): PageContent {
  const { titles, right, rows: read } = TABS[page.tab];
  const detail = page.detail ?? recordedDetail(state, page);
  const rows = detail === undefined ? unread(page) : read(state, page, detail);
  const narrow = detail === undefined;
  return {
    title: detailTitle(state, page).line,
    columns: narrow ? pageColumns([''], rows) : pageColumns(titles, rows, right),
    rows,
    heading: !narrow && titles.length > 2,
  };
}

function unread({ refusal }: DetailPage): readonly PageRow[] {
  if (refusal === undefined) return [{ cells: ['reading …'], tone: 'muted' }];
  return [{ cells: [refusal.gone ? 'the process has ended' : `can not be read: ${refusal.code}`], tone: 'danger' }];
}

/** Each argument on its own line. */
function commandRows(state: State, commandLine: Part<readonly string[]>): readonly PageRow[] {
  return textRows(state, commandLine, 'no command line: a kernel thread, or a process that has ended');
}

function textRows(state: State, part: Part<readonly string[]>, empty: string): readonly PageRow[] {
  const rows = partRows(part, (text) => ({ cells: [clean(text)] }), empty);
  return rows.flatMap((row) => wrap(row.cells[0], state.size.columns - 4).map((text) => ({ ...row, cells: [text] })));
}

/** `total`: how many there are, should they not all be among the items. */
function partRows<Item>(
  part: Part<readonly Item[]>,
  row: (item: Item) => PageRow,
  empty: string,
  total = 0,
): readonly PageRow[] {
  if ('refused' in part) return [{ cells: [refusedText(part.refused)], tone: 'warning' }];
  const { value } = part;
  if (value.length === 0) return [{ cells: [empty], tone: 'muted' }];
  const rows = value.map(row);
  return total > rows.length + ENDED_MEANWHILE ? [...rows, cutRow(rows, total)] : rows;
}

/** The kernel lists files that it lets nobody look at. */
function emptyText(total: number): string {
  return total === 0 ? 'no open files' : `${total} open files, of which none may be read`;
}

/** So many may end between counting and reading them. */
const ENDED_MEANWHILE = 64;

function cutRow(rows: readonly PageRow[], total: number): PageRow {
  const columns = rows[0]?.cells.length ?? 1;
  return { cells: [...Array(columns - 1).fill(''), `the first ${rows.length} of ${total}`], tone: 'warning' };
}

function fileRow({ sample }: State, { fd, kind, mode, position, path, deleted, answers }: OpenFile): PageRow {
  const shown = socketAt(sample, path) ?? clean(path) + (deleted ? '  (deleted)' : '');
  const cells = [
    String(fd),
    answers ? clean(kind) : 'no answer',
    mode === '' ? '-' : mode,
    String(position ?? '-'),
    shown,
  ];
  return answers ? { cells } : { cells, tone: 'warning' };
}

function threadRow({ pid, state, cpuSeconds, name }: ThreadInfo): PageRow {
  return { cells: [String(pid), clean(state), formatDuration(cpuSeconds), clean(name)] };
}

function limitRow({ name, soft, hard, unit }: Limit): PageRow {
  return { cells: [clean(name), clean(soft), clean(hard), clean(unit)] };
}
