import { section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import type { Narrowing, Pane } from '../list/pane.js';
import type { PanelContext } from '../list/part.js';
import { isOfUsers } from '../list/row-choice.js';
import { PROCESS_BINDINGS } from '../processes/bindings.js';
import { identityText } from '../processes/columns.js';
import { describeProcess } from '../processes/pane.js';
import type { Sample } from '../sample/sample.js';
import type { Line, Tone } from '../text/line.js';
import { cutLine, span } from '../text/line-layout.js';
import { observeLoad } from './load.js';
import { loadLine } from './load-line.js';
import {
  beginWaits,
  carryOutWaits,
  measureWaits,
  prepareWaits,
  reduceWaits,
  type WaitEffect,
  type WaitMessage,
  type WaitState,
} from './reduce.js';
import { DEFAULT_WAIT_COLUMN_IDS, WAIT_COLUMNS, WAIT_JSON_COLUMN_IDS } from './wait-columns.js';
import { isCounted, type WaitRow, waitRowsOf } from './wait-rows.js';
import { WAIT_TAB } from './wait-tab.js';
import { hiddenText, loadText, summaryOf } from './wait-text.js';

const looking = section('list', 'Waits');

/** The keys of the waits. */
const WAIT_BINDINGS = [
  looking('enter', { type: 'inspect', tab: WAIT_TAB.id }, 'Show where it waits: system call, kernel stack', {
    first: true,
  }),
];

/** Processes and threads by what they wait for: a list over the pane that is open. */
export const WAITS: Pane<WaitState, WaitMessage, WaitEffect> = {
  id: 'waits',
  begin: beginWaits,
  bindings: [...WAIT_BINDINGS, ...PROCESS_BINDINGS],
  reduce: reduceWaits,
  carryOut: carryOutWaits,
  complete: ({ watch }, sample) => {
    observeLoad(watch, sample.snapshot);
    return sample;
  },
  keep: (own) => ({ ...own, watch: { ...own.watch, observed: undefined } }),
  recall: (own, { snapshot }) => ({ ...own, watch: { ...own.watch, observed: snapshot } }),
  // A first thread that sleeps hides others that are blocked; and who waits for a server may sleep like any other.
  needs: ({ own, isOpen }) => ({
    threads: isOpen || own.watch.explanation?.exceeds === true,
    waitChannel: isOpen,
    freshWaitChannel: isOpen,
    ...(isOpen ? { delays: true, cgroup: true, groups: ['throttling'] } : {}),
  }),
  headline: loadLine,
  panel: { height: panelHeight, lines: (context) => (panelHeight(context) > 0 ? [panelLine(context)] : []) },
  prepare: prepareWaits,
  measure: { need: 'waitFacts', isForList: true, read: measureWaits },
  detailTabs: [WAIT_TAB],
  label: 'Waits',
  key: 'D',
  tab: false,
  shortName: 'waits',
  noun: () => 'waiting task',
  columns: WAIT_COLUMNS,
  words: ['command', 'name'],
  digits: ['pid', 'tid'],
  synonyms: {},
  jsonColumnIds: WAIT_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'waitsColumns',
    initial: DEFAULT_WAIT_COLUMN_IDS,
    description: 'Columns of the waits, in this order',
  },
  sortSetting: { id: 'waitsSort', initial: '+cause', description: 'Sort column of the waits' },
  mainColumnId: 'command',
  narrowCells: 100,
  mainCells: 12,
  leave: ['tid', 'user', 'waitChannel', 'state', 'seconds', 'waitsFor'],
  stay: ['pid', 'cause', 'command'],
  rows: waitRowsOf,
  isOfKind: () => true,
  isWanted: isWaitWanted,
  totals: () => () => '',
  processSlot: (sample, slot) => rowAt(sample, slot)?.process ?? -1,
  describe: (sample, slot) => describeProcess(sample, rowAt(sample, slot)?.slot ?? 0),
  copied: (sample, slot) => String(sample.snapshot.processes.columns.pid[rowAt(sample, slot)?.slot ?? 0]),
  identity: (sample, slot) => identityText(sample, rowAt(sample, slot)?.process ?? 0),
  facts: loadFacts,
  remarks: (sample) =>
    waitRowsOf(sample)?.rows.some(isRefused) ? ['of some it must not be known where they wait'] : [],
  tone: waitTone,
};

function rowAt(sample: Sample, slot: number): WaitRow | undefined {
  return waitRowsOf(sample)?.rows[slot];
}

/** A task of which is known only that it sleeps. */
function isRefused({ cause, reading }: WaitRow): boolean {
  return cause === undefined && reading !== undefined;
}

function isWaitWanted({ sample, users, pids }: Narrowing, slot: number): boolean {
  const row = rowAt(sample, slot);
  if (row === undefined) return false;
  const { pid, uid } = sample.snapshot.processes.columns;
  if (pids !== undefined && !pids.has(pid[row.slot]) && !pids.has(pid[row.process])) return false;
  return isOfUsers(users, sample, uid[row.slot]);
}

function loadFacts(sample: Sample): Readonly<Record<string, unknown>> {
  const load = waitRowsOf(sample)?.load;
  const { now, running, uninterruptible, notVisible } = load ?? {};
  return { load: { now, running, uninterruptible, notVisible } };
}

/** As the header, the panel leaves the list its room. */
const LEAST_ROWS = 12;

function panelHeight({ size }: PanelContext): number {
  return size.rows < LEAST_ROWS ? 0 : 1;
}

/** The load taken apart, and behind a dot what does not count in it. */
function panelLine({ sample, size, unicode }: PanelContext<WaitState>): Line {
  const known = sample && waitRowsOf(sample);
  if (sample === undefined || known === undefined) return [];
  const { snapshot } = sample;
  const counted = known.rows.filter((row) => isCounted(snapshot, row));
  const others = known.rows.filter((row) => !isCounted(snapshot, row));
  const parts = [...summaryOf(snapshot, counted, unicode), ...(known.load ? hiddenText(known.load) : [])];
  const load = known.load === undefined ? 'load -' : loadText(known.load);
  const more = summaryOf(snapshot, others, unicode);
  const line = [
    span(` ${load}`, 'label'),
    span(parts.length === 0 ? '' : `: ${parts.join(', ')}`),
    span(more.length === 0 ? '' : `${unicode ? '  · ' : '  - '}${more.join(', ')}`, 'muted'),
  ];
  return cutLine(line, size.columns);
}

function waitTone({ id }: Column, sample: Sample, slot: number): Tone {
  const cause = rowAt(sample, slot)?.cause;
  if (id === 'cause') return cause === 'zombie' || cause === 'runQueue' ? 'warning' : 'danger';
  return id === 'pid' ? 'strong' : 'normal';
}
