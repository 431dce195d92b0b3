import type { Column } from '../list/column-kinds.js';
import type { Forest } from '../list/family.js';
import type { Pane, WriteTotals } from '../list/pane.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import { toggle } from '../list/setting.js';
import type { BlockDevice } from '../machine/disk-table.js';
import { TREE_BINDINGS } from '../processes/bindings.js';
import { addKnown } from '../sample/known.js';
import { NONE } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import { remembered } from '../text/remembered.js';
import { clean } from '../text/text.js';
import { formatRate } from '../text/units.js';
import { DEVICE_BINDINGS } from './bindings.js';
import {
  DEFAULT_DEVICE_COLUMN_IDS,
  DEVICE_COLUMNS,
  DEVICE_JSON_COLUMN_IDS,
  WIDE_DEVICE_COLUMN_IDS,
} from './device-columns.js';
import { createDeviceHistory, type DeviceHistory, devicesUntil, observeDevices } from './device-history.js';
import { isDamaged } from './device-text.js';
import { disksPanel, disksPanelHeight } from './disks-panel.js';
import { DEVICES_ID, FILE_SYSTEMS_ID, TRAFFIC_ID } from './ids.js';

/** What is known of the devices besides the sample. */
export type DevicesState = { readonly history: DeviceHistory; readonly showsAll: boolean };

/** The block devices: the first list of the pane of disks. */
export const DEVICES: Pane<DevicesState> = {
  id: DEVICES_ID,
  begin: () => ({ history: createDeviceHistory(), showsAll: false }),
  bindings: [...DEVICE_BINDINGS, ...TREE_BINDINGS],
  commands: { traffic: ['selected'], signal: ['writable', 'selected'], all: [] },
  settings: [toggle('deviceTree', true, 'Show block devices under what they are made of')],
  needs: ({ isOpen }) => ({ devices: isOpen }),
  complete: ({ history }, sample) => {
    observeDevices(history, sample);
    return sample;
  },
  // The history itself is kept: it has the time of what it holds.
  keep: ({ history: { rates }, showsAll }) => ({ history: { rates, last: undefined }, showsAll }),
  recall: (own, { snapshot }) => ({ ...own, history: devicesUntil(own.history, snapshot) }),
  choose: (own, { showsAll }) => ({ ...own, showsAll }),
  reduce: reduceDevices,
  panel: { height: disksPanelHeight, lines: disksPanel },
  label: 'Disks',
  key: '5',
  second: FILE_SYSTEMS_ID,
  rowsName: 'devices',
  shortName: 'disk',
  noun: () => 'device',
  vanished: 'is gone',
  columns: DEVICE_COLUMNS,
  words: ['name', 'label', 'model', 'backingFile'],
  digits: [],
  synonyms: { wait: ['readWaitMilliseconds', 'writeWaitMilliseconds'] },
  jsonColumnIds: DEVICE_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'devicesColumns',
    initial: DEFAULT_DEVICE_COLUMN_IDS,
    description: 'Columns of the block devices, in this order',
  },
  sortSetting: { id: 'devicesSort', initial: '+name', description: 'Sort column of the block devices' },
  wideColumnIds: WIDE_DEVICE_COLUMN_IDS,
  mainColumnId: 'name',
  narrowCells: 100,
  mainCells: 12,
  leave: [
    'kind',
    'sizeBytes',
    'queueLength',
    'readsPerSecond',
    'writesPerSecond',
    'readWaitMilliseconds',
    'writeWaitMilliseconds',
    'readBytesPerSecond',
    'writeBytesPerSecond',
  ],
  stay: ['busyPercent', 'name'],
  rows: deviceRows,
  // A loop or zram device without size has no file or memory, a drive no medium.
  isOfKind: ({ own, sample }, slot) => own.showsAll || deviceAt(sample, slot)?.sizeBytes !== 0,
  isWanted: () => true,
  isTree: ({ setting }) => setting('deviceTree') === true,
  forest: deviceForest,
  narrowedBy: ({ own }) => (own.showsAll ? ['also empty ones'] : []),
  totals: deviceTotals,
  facts: ({ snapshot }) => ({ swaps: snapshot.swaps }),
  processSlot: () => -1,
  noProcess: () => 'a device is no process: Enter shows those with storage traffic',
  describe: (sample, slot) => clean(deviceAt(sample, slot)?.name ?? ''),
  copied: (sample, slot) => deviceAt(sample, slot)?.name ?? '',
  tone: deviceTone,
};

type Context = PaneContext<DevicesState>;

function reduceDevices(context: Context, event: PartEvent): Answer<DevicesState> | undefined {
  if (event.type !== 'commanded') return undefined;
  const { own } = context;
  if (event.command === 'all') return { own: { ...own, showsAll: !own.showsAll }, wishes: [{ type: 'relist' }] };
  const device = context.sample && deviceAt(context.sample, context.selected());
  if (device === undefined) return undefined;
  const alone = { pane: DEVICES_ID, serial: device.serial, noun: 'device', text: clean(device.name) };
  const open = { type: 'openPane', pane: TRAFFIC_ID, alone } as const;
  const advice = { type: 'say', text: 'choose the process that gets the signal: k again' } as const;
  return { wishes: event.command === 'signal' ? [open, advice] : [open] };
}

function deviceAt({ snapshot }: Sample, slot: number): BlockDevice | undefined {
  return snapshot.devices?.[slot];
}

const rowsOf = remembered(
  (devices: readonly BlockDevice[]): Rows => ({
    slots: devices.length,
    serial: Float64Array.from(devices, ({ serial }) => serial),
    order: Float64Array.from(devices, (_, index) => index),
  }),
);

function deviceRows({ snapshot }: Sample): Rows | undefined {
  return snapshot.devices && rowsOf(snapshot.devices);
}

/** Each under what it is made of; of several, under the first. */
function deviceForest({ snapshot }: Sample): Forest {
  const devices = snapshot.devices ?? [];
  return { ...rowsOf(devices), parentOf: parentsOf(devices), counts: (slot) => devices[slot].counted };
}

const parentsOf = remembered((devices: readonly BlockDevice[]) => {
  const slots = new Map(devices.map(({ name }, slot) => [name, slot]));
  return (slot: number) => slots.get(devices[slot].parents[0] ?? '') ?? NONE;
});

/** Only of what is made of nothing else, so that nothing is counted twice. */
function deviceTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const counted = [...slots].filter((slot) => deviceAt(sample, slot)?.counted === true);
  const sum = (of: 'readBytesPerSecond' | 'writeBytesPerSecond') =>
    counted.map((slot) => sample.rates.devices?.[slot]?.[of] ?? Number.NaN).reduce(addKnown, Number.NaN);
  const parts = [
    { name: 'read', rate: sum('readBytesPerSecond') },
    { name: 'write', rate: sum('writeBytesPerSecond') },
  ].flatMap(({ name, rate }) => (Number.isNaN(rate) ? [] : [`${name} ${formatRate(rate)}`]));
  return () => parts.join(', ');
}

/** From here on most of the time something waits for it. */
const BUSY_PERCENT = 80;

function deviceTone(column: Column, sample: Sample, slot: number): Tone {
  const device = deviceAt(sample, slot);
  if (device === undefined) return 'normal';
  if (column.id === 'name' || column.id === 'errors' || column.id === 'raid') {
    if (isDamaged(device)) return 'danger';
    return column.id === 'name' ? 'strong' : 'normal';
  }
  if (column.id === 'busyPercent') {
    return (sample.rates.devices?.[slot]?.busyPercent ?? 0) >= BUSY_PERCENT ? 'warning' : 'normal';
  }
  return device.counted ? 'normal' : 'muted';
}
