import { section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import type { Pane } from '../list/pane.js';
import { batteryOf } from '../machine/battery.js';
import type { Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import { clean } from '../text/text.js';
import { DEFAULT_SENSOR_COLUMN_IDS, SENSOR_COLUMNS, SENSOR_JSON_COLUMN_IDS } from './sensor-columns.js';
import { sensorPanel, sensorPanelHeight } from './sensor-panel.js';
import { makeSensorRows, type SensorRow, sensorRowsOf } from './sensor-rows.js';
import { type Level, levelOf, writeAmount } from './sensor-text.js';

const finding = section('list', 'Sensors');

const SENSOR_BINDINGS = [
  finding('f4 \\ o', { type: 'openPrompt', purpose: 'filter' }, 'Filter: kind=fan or value>80', {
    label: 'Filter',
    first: true,
  }),
];

/** The machine's sensors: a list over the pane that is open. */
export const SENSORS: Pane<undefined> = {
  id: 'sensors',
  begin: () => undefined,
  bindings: SENSOR_BINDINGS,
  // The meters show some of it.
  needs: ({ isOpen, setting }) => ({ sensors: isOpen, meterSensors: setting('header') === true }),
  panel: { height: sensorPanelHeight, lines: sensorPanel },
  prepare: (own, { sample }) => ({ own, rows: makeSensorRows(sample) }),
  label: 'Sensors',
  key: 'A',
  tab: false,
  shortName: 'sensors',
  noun: () => 'sensor',
  vanished: 'is gone',
  columns: SENSOR_COLUMNS,
  words: ['label', 'chip', 'kind', 'device'],
  digits: ['cpus'],
  synonyms: {},
  jsonColumnIds: SENSOR_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'sensorColumns',
    initial: DEFAULT_SENSOR_COLUMN_IDS,
    description: 'Columns of the sensors, in this order',
  },
  sortSetting: { id: 'sensorSort', initial: '+place', description: 'Sort column of the sensors' },
  standIns: { place: 'kind' },
  mainColumnId: 'state',
  narrowCells: 100,
  mainCells: 24,
  leave: ['device', 'critical', 'kind', 'limit'],
  stay: ['chip', 'label', 'value', 'state'],
  rows: sensorRowsOf,
  isOfKind: () => true,
  // A sensor belongs to no user and to no process.
  isWanted: () => true,
  totals: () => () => '',
  processSlot: () => -1,
  noProcess: () => 'a sensor has no process',
  describe: (sample, slot) => described(rowAt(sample, slot)),
  copied: (sample, slot) => described(rowAt(sample, slot)),
  facts: machineFacts,
  remarks: ({ snapshot }) => (snapshot.sensors?.isPartial === true ? ['only what the meters show was read'] : []),
  tone: sensorTone,
};

function rowAt(sample: Sample, slot: number): SensorRow | undefined {
  return sensorRowsOf(sample)?.sensors[slot];
}

function described(row: SensorRow | undefined): string {
  if (row === undefined) return '';
  const { sensor, chip, value } = row;
  const name = clean(`${chip.name} ${sensor.label || sensor.name}`);
  return Number.isNaN(value) ? name : `${name} ${writeAmount(sensor.kind, value, true)}`;
}

/** All batteries as one; null without one. */
function machineFacts({ snapshot }: Sample): Readonly<Record<string, unknown>> {
  const battery = snapshot.sensors && batteryOf(snapshot.sensors);
  if (battery === undefined) return {};
  const { percent, state, isPlugged, secondsLeft } = battery;
  return { battery: { percent, state, isPlugged, secondsLeft } };
}

const TONES: Readonly<Record<Level, Tone>> = {
  critical: 'danger',
  alarm: 'danger',
  high: 'warning',
  low: 'warning',
  fine: 'normal',
};

/** From here on a battery is low. */
const LOW_BATTERY_PERCENT = 10;

function sensorTone({ id }: Column, sample: Sample, slot: number): Tone {
  const row = rowAt(sample, slot);
  if (row === undefined || (id !== 'value' && id !== 'state')) return id === 'label' ? 'strong' : 'normal';
  if (Number.isNaN(row.value)) return 'muted';
  const isLow = row.sensor.kind === 'battery' && row.value <= LOW_BATTERY_PERCENT;
  return isLow ? 'warning' : TONES[levelOf(row)];
}
