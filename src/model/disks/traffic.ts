import { columnKinds, flagged } from '../list/column-kinds.js';
import type { Narrowing, Pane } from '../list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import { isProcessWanted } from '../list/row-choice.js';
import { isThread, stateLetter } from '../machine/process-kinds.js';
import type { Source } from '../machine/source.js';
import type { WaitReading } from '../machine/wait-facts.js';
import { PROCESS_BINDINGS } from '../processes/bindings.js';
import { COLUMNS, type ColumnId, identityText } from '../processes/columns.js';
import { describeProcess, processRows, processTone } from '../processes/pane.js';
import { type Asked, askedFor, type Facts, NO_FACTS, wantedFacts, withFacts } from '../waits/facts.js';
import { TRAFFIC_BINDINGS } from './bindings.js';
import { DEVICES_ID, TRAFFIC_ID } from './ids.js';
import { blockedSlots, makeTrafficRows, trafficRowsOf } from './traffic-rows.js';
import { writeFlag } from './write.js';

// biome-ignore format: as a list
const COLUMN_IDS: readonly ColumnId[] = [
  'pid', 'user', 'state', 'readBytesPerSecond', 'writeBytesPerSecond', 'ioWaitPercent', 'uninterruptibleSeconds', 'waitChannel',
  'name', 'command',
];

const flag = columnKinds(trafficRowsOf)<boolean>('flag', 'left', 'descending', writeFlag);

const WAITS_FOR_IT = flagged(
  flag(
    ...(['waitsForIt', 'FOR IT', 6, ['forit']] as const),
    'Whether it is blocked at a file on this device, or on what is made of it; - if unknown',
    ({ waitsForIt }, slot) => waitsForIt.get(slot),
  ),
);

const SHOWN_IDS = COLUMN_IDS.filter((id) => id !== 'name').flatMap((id) =>
  id === 'uninterruptibleSeconds' ? [id, WAITS_FOR_IT.id] : [id],
);

type TrafficState = {
  /** Of the device. */
  readonly serial: number | undefined;
  readonly facts: Facts;
  /** A reading is under way. */
  readonly isReading: boolean;
};

type TrafficEffect = { readonly asked: readonly Asked[] };
type TrafficMessage = TrafficEffect & { readonly readings: readonly WaitReading[] };

/** The processes behind a device: those with storage traffic, or blocked. The kernel counts it per process, not per device. */
export const TRAFFIC: Pane<TrafficState, TrafficMessage, TrafficEffect> = {
  id: TRAFFIC_ID,
  begin: () => ({ serial: undefined, facts: NO_FACTS, isReading: false }),
  bindings: [...TRAFFIC_BINDINGS, ...PROCESS_BINDINGS],
  needs: ({ isOpen }) => ({ io: isOpen, freshStat: isOpen, devices: isOpen }),
  reduce: reduceTraffic,
  carryOut: ({ asked }, { waits }: Source, send) => {
    void waits.facts(asked).then((readings) => send({ asked, readings }));
  },
  prepare: (own, { sample }) => ({ own, rows: makeTrafficRows(sample, own.facts, own.serial) }),
  label: 'Storage',
  key: '5',
  tab: false,
  within: DEVICES_ID,
  shortName: 'disk',
  noun: () => 'process',
  columns: [...COLUMNS.filter(({ id }) => COLUMN_IDS.includes(id)), WAITS_FOR_IT],
  words: ['command', 'name'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: [],
  columnsSetting: {
    id: 'storageColumns',
    initial: SHOWN_IDS,
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
  leave: ['waitChannel', 'ioWaitPercent', 'user', 'uninterruptibleSeconds', 'waitsForIt'],
  stay: ['pid', 'command'],
  rows: (sample) => trafficRowsOf(sample) ?? processRows(sample),
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

type Context = PaneContext<TrafficState>;
type Change = Answer<TrafficState, TrafficEffect>;

function reduceTraffic(context: Context, event: PartEvent<TrafficMessage>): Change | undefined {
  const { own, alone, isOpen } = context;
  switch (event.type) {
    case 'opened':
      return readFacts(context, { ...own, serial: alone?.serial });
    case 'listed':
      return event.isNew ? readFacts(context, own) : undefined;
    case 'answered':
      return { own: answered(context, event.message), wishes: isOpen ? [{ type: 'relist', holdOrder: true }] : [] };
    default:
      return undefined;
  }
}

function readFacts({ sample, isOpen, paused }: Context, own: TrafficState): Change {
  if (sample === undefined || !isOpen || paused || own.isReading) return { own };
  const { snapshot } = sample;
  const asked = askedFor(snapshot, wantedFacts(own.facts, snapshot, blockedSlots(snapshot)));
  return asked.length === 0 ? { own } : { own: { ...own, isReading: true }, effects: [{ asked }] };
}

function answered({ own, sample }: Context, { asked, readings }: TrafficMessage): TrafficState {
  const facts = sample === undefined ? own.facts : withFacts(own.facts, asked, readings, sample.snapshot);
  return { ...own, isReading: false, facts };
}

function usesStorage({ sample }: Narrowing, slot: number): boolean {
  const { rates, snapshot } = sample;
  if (stateLetter(snapshot.processes.columns.state[slot]) === 'D') return true;
  return rates.readBytesPerSecond[slot] > 0 || rates.writeBytesPerSecond[slot] > 0;
}
