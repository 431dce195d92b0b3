import type { Narrowing, Pane } from '../list/pane.js';
import { isProcessWanted } from '../list/row-choice.js';
import { isThread, stateLetter } from '../machine/process-kinds.js';
import { PROCESS_BINDINGS } from '../processes/bindings.js';
import { COLUMNS, type ColumnId, identityText } from '../processes/columns.js';
import { describeProcess, processRows, processTone } from '../processes/pane.js';
import { TRAFFIC_BINDINGS } from './bindings.js';
import { DEVICES_ID, TRAFFIC_ID } from './ids.js';

// biome-ignore format: as a list
const COLUMN_IDS: readonly ColumnId[] = [
  'pid', 'user', 'state', 'readBytesPerSecond', 'writeBytesPerSecond', 'ioWaitPercent', 'uninterruptibleSeconds', 'waitChannel',
  'name', 'command',
];

/** The processes behind a device: those with storage traffic, or blocked. The kernel counts it per process, not per device. */
export const TRAFFIC: Pane<undefined> = {
  id: TRAFFIC_ID,
  begin: () => undefined,
  bindings: [...TRAFFIC_BINDINGS, ...PROCESS_BINDINGS],
  needs: ({ isOpen }) => ({ io: isOpen, freshStat: isOpen }),
  label: 'Storage',
  key: '5',
  tab: false,
  within: DEVICES_ID,
  shortName: 'disk',
  noun: () => 'process',
  columns: COLUMNS.filter(({ id }) => COLUMN_IDS.includes(id)),
  words: ['command', 'name'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: [],
  columnsSetting: {
    id: 'storageColumns',
    initial: COLUMN_IDS.filter((id) => id !== 'name'),
    description: 'Columns of the processes with storage traffic, in this order',
  },
  sortSetting: {
    id: 'storageSort',
    initial: '-writeBytesPerSecond',
    description: 'Sort column of the processes with storage traffic',
  },
  mainColumnId: 'command',
  narrowCells: 100,
  mainCells: 12,
  leave: ['waitChannel', 'ioWaitPercent', 'user', 'uninterruptibleSeconds'],
  stay: ['pid', 'command'],
  rows: processRows,
  isOfKind: ({ sample }, slot) => !isThread(sample.snapshot.processes.columns, slot),
  isWanted: (narrowing, slot) =>
    usesStorage(narrowing, slot) && isProcessWanted({ ...narrowing, alone: undefined }, slot),
  narrowedBy: () => ['bytes are those of all devices'],
  totals: () => () => '',
  processSlot: (_sample, slot) => slot,
  describe: describeProcess,
  copied: ({ snapshot }, slot) => String(snapshot.processes.columns.pid[slot]),
  identity: identityText,
  tone: processTone,
};

function usesStorage({ sample }: Narrowing, slot: number): boolean {
  const { rates, snapshot } = sample;
  if (stateLetter(snapshot.processes.columns.state[slot]) === 'D') return true;
  return rates.readBytesPerSecond[slot] > 0 || rates.writeBytesPerSecond[slot] > 0;
}
