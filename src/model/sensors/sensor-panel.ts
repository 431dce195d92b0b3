import type { PanelContext } from '../list/part.js';
import { type Battery, batteryOf } from '../machine/battery.js';
import type { SensorReading } from '../machine/sensors.js';
import type { Sample } from '../sample/sample.js';
import type { Line } from '../text/line.js';
import { cutLine, span } from '../text/line-layout.js';
import { hottestPackage, meanHertz, packageWatts } from './cpu-chips.js';
import { leftText, writeAmount, writeHertz } from './sensor-text.js';

/** As the header, the panel leaves the list its room. */
const LEAST_ROWS = 12;

export function sensorPanelHeight({ size }: PanelContext): number {
  return size.rows < LEAST_ROWS ? 0 : 1;
}

/** The processor and the batteries in one line. */
export function sensorPanel(context: PanelContext): readonly Line[] {
  if (sensorPanelHeight(context) === 0) return [];
  const { sample, size, unicode } = context;
  const reading = sample?.snapshot.sensors;
  if (sample === undefined || reading === undefined) return [[]];
  const parts = machineTexts(sample, reading, unicode);
  const text = parts.length === 0 ? noneText(reading) : parts.join(unicode ? '  · ' : '  - ');
  return [cutLine([span(` ${text}`, 'label')], size.columns)];
}

function noneText({ chips }: SensorReading): string {
  return chips.length === 0 ? 'This machine has no sensors that the kernel shows' : '';
}

function machineTexts(sample: Sample, reading: SensorReading, unicode: boolean): readonly string[] {
  const battery = batteryOf(reading);
  return [processorText(sample, reading, unicode), battery && batteryText(battery), coresText(reading)].flatMap(
    (text) => text || [],
  );
}

function processorText({ rates }: Sample, reading: SensorReading, unicode: boolean): string {
  const hottest = hottestPackage(reading);
  const [hertz, watts] = [meanHertz(reading), packageWatts(reading, rates.sensorWatts)];
  const parts = [
    ...(hottest === undefined ? [] : [writeAmount('temperature', hottest.value, unicode)]),
    ...(Number.isNaN(hertz) ? [] : [writeHertz(hertz)]),
    ...(Number.isNaN(watts) ? [] : [writeAmount('power', watts, unicode)]),
  ];
  return parts.length === 0 ? '' : `processor ${parts.join(' ')}`;
}

/** `24 CPUs: 8 P and 8 E cores, boost on`: only of machines that show more than their number. */
function coresText({ cpus, boost, chips }: SensorReading): string {
  if (!chips.some(({ source }) => source === 'cpufreq') && cpus.every(({ kind }) => kind === '')) return '';
  const cores = (kind: string) => new Set(cpus.filter((cpu) => cpu.kind === kind).map(coreOf)).size;
  const [large, small] = [cores('P'), cores('E')];
  const of = large + small > 0 ? `: ${large} P and ${small} E cores` : `: ${cores('')} cores`;
  return `${cpus.length} CPUs${of}${boost === undefined ? '' : `, boost ${boost ? 'on' : 'off'}`}`;
}

function coreOf({ cpu, package: ofPackage, core, siblings }: SensorReading['cpus'][number]): string {
  return siblings.length > 0 ? siblings.join() : core < 0 ? `cpu${cpu}` : `${ofPackage}/${core}`;
}

const STATE_TEXTS: Readonly<Record<Battery['state'], string>> = {
  charging: 'charging',
  discharging: 'discharging',
  full: 'full',
  idle: 'not charging',
  unknown: '',
};

function batteryText({ percent, state, secondsLeft, isPlugged }: Battery): string {
  const share = Number.isNaN(percent) ? '-' : `${percent.toFixed(0)}%`;
  const mains = isPlugged === true ? 'on mains' : '';
  return [`battery ${share} ${STATE_TEXTS[state]}`.trim(), leftText(state, secondsLeft), mains]
    .filter((part) => part !== '')
    .join(', ');
}
