import { batteryOf } from '../machine/battery.js';
import type { Sample } from '../sample/sample.js';
import { hottestPackage, meanHertz, packageWatts } from '../sensors/cpu-chips.js';
import { writeHertz } from '../sensors/sensor-text.js';
import { formatSpan } from '../text/units.js';
import { type MeterValue, meterValue } from './meter-values.js';

/** Meters of hardware that many machines do not have: without it their text is empty. */

export function readTemperature(sample: Sample | undefined): MeterValue {
  const hottest = hottestPackage(sample?.snapshot.sensors);
  if (hottest === undefined) return meterValue('', { celsius: undefined });
  const { value, limit, critical } = hottest;
  const isTooHot = value > limit || value >= critical;
  return meterValue(`${value.toFixed(0)}°C${isTooHot ? '!' : ''}`, { celsius: value });
}

export function readFrequency(sample: Sample | undefined): MeterValue {
  const hertz = meanHertz(sample?.snapshot.sensors);
  return meterValue(Number.isNaN(hertz) ? '' : writeHertz(hertz), { hertz });
}

export function readPower(sample: Sample | undefined): MeterValue {
  const watts = packageWatts(sample?.snapshot.sensors, sample?.rates.sensorWatts);
  return meterValue(Number.isNaN(watts) ? '' : `${watts.toFixed(watts < 10 ? 1 : 0)}W`, { watts });
}

export function readBattery(sample: Sample | undefined): MeterValue {
  const reading = sample?.snapshot.sensors;
  const battery = reading && batteryOf(reading);
  if (battery === undefined || Number.isNaN(battery.percent)) return meterValue('', { percent: undefined });
  const { percent, state, secondsLeft } = battery;
  const isDrained = state === 'discharging' && !Number.isNaN(secondsLeft);
  const more = isDrained ? ` ${formatSpan(secondsLeft)}` : state === 'charging' ? '+' : '';
  return meterValue(`bat ${percent.toFixed(0)}%${more}`, { percent, secondsLeft });
}
