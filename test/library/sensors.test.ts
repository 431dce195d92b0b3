import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  cpuFreq,
  POWER_TIME_UNKNOWN,
  POWER_TIME_UNLIMITED,
  sensorsBattery,
  sensorsFans,
  sensorsTemperatures,
} from '../../src/library/index.js';
import { createSensorProbe } from '../../src/probe/sensors.js';
import { IS_ROOT } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { hwmon, LAPTOP, makeSys, supply, zone } from '../support/sensor-tree.js';

/** Until the test ends the library reads this for /sys. */
function withSys(files: Readonly<Record<string, string | number>>): string {
  const root = makeSys(files);
  process.env.NTOP_SYSFS = root;
  atEnd(() => {
    delete process.env.NTOP_SYSFS;
  });
  return root;
}

const CORES = {
  ...hwmon(0, {
    name: 'coretemp',
    ...{ temp1_label: 'Package id 0', temp1_input: 62_000, temp1_max: 100_000, temp1_crit: 105_000 },
    ...{ temp2_label: 'Core 0', temp2_input: 55_500, temp2_crit: 105_000, temp3_input: 40_000 },
  }),
  ...hwmon(1, {
    name: 'nct6775',
    temp1_input: 30_000,
    temp1_max: 80_000,
    fan1_input: 900,
    fan2_input: 0,
    fan2_label: 'rear',
  }),
};

describe('sensorsTemperatures', () => {
  it('has the sensors of each chip with their limits', async () => {
    withSys(CORES);
    expect(await sensorsTemperatures()).toEqual({
      coretemp: [
        { label: 'Package id 0', current: 62, high: 100, critical: 105 },
        { label: 'Core 0', current: 55.5, high: 105, critical: 105 },
        { label: '', current: 40, high: null, critical: null },
      ],
      nct6775: [{ label: '', current: 30, high: 80, critical: 80 }],
    });
  });

  it('has degrees of Fahrenheit if asked, and refuses what is no answer to that', async () => {
    withSys(hwmon(0, { name: 'x', temp1_input: 100_000, temp1_max: 0, temp1_crit: 110_000 }));
    const hot = { x: [{ label: '', current: 212, high: 230, critical: 230 }] };
    expect(await sensorsTemperatures(true)).toEqual(hot);
    expect(await sensorsTemperatures({ fahrenheit: true })).toEqual(hot);
    expect((await sensorsTemperatures({ fahrenheit: false })).x?.[0]?.current).toBe(100);
    await expect(sensorsTemperatures('F' as never)).rejects.toThrow(TypeError);
  });

  it('leaves out what is faulty, and what a chip calls itself can be anything', async () => {
    withSys({
      ...hwmon(0, {
        name: '__proto__',
        temp1_input: -273_150,
        temp2_input: 'x',
        temp3_input: 127_000,
        temp4_input: 9000,
      }),
      ...hwmon(1, { name: 'faulty', temp1_input: 30_000, temp1_fault: 1 }),
    });
    const found = await sensorsTemperatures();
    expect(Object.keys(found)).toEqual(['__proto__']);
    expect(Object.entries(found)[0]?.[1]).toEqual([{ label: '', current: 9, high: null, critical: null }]);
  });

  it('has the chips of one name together, and thermal zones where there is no chip', async () => {
    withSys({ ...hwmon(0, { name: 'nvme', temp1_input: 1000 }), ...hwmon(10, { name: 'nvme', temp1_input: 2000 }) });
    expect((await sensorsTemperatures()).nvme?.map(({ current }) => current)).toEqual([1, 2]);
    withSys(zone(0, { type: 'cpu-thermal', temp: 50_000, trip_point_0_type: 'critical', trip_point_0_temp: 110_000 }));
    expect(await sensorsTemperatures()).toEqual({
      'cpu-thermal': [{ label: '', current: 50, high: 110, critical: 110 }],
    });
  });

  it('is empty where there are none', async () => {
    withSys({ nothing: 1 });
    expect([await sensorsTemperatures(), await sensorsFans(), await sensorsBattery()]).toEqual([{}, {}, null]);
  });
});

it('sensorsFans has the speeds of fans, also of one that stands', async () => {
  withSys(CORES);
  expect(await sensorsFans()).toEqual({
    nct6775: [
      { label: '', current: 900 },
      { label: 'rear', current: 0 },
    ],
  });
});

describe('sensorsBattery', () => {
  const drained = { type: 'Battery', status: 'Discharging', energy_now: 10_000_000, energy_full: 40_000_000 };

  it('knows the time left with the rate alone', async () => {
    withSys(supply('BAT0', { ...drained, power_now: 5_000_000 }));
    expect(await sensorsBattery()).toEqual({ percent: 25, secsleft: 7200, powerPlugged: false });
    withSys(supply('BAT0', { ...drained, power_now: 0 }));
    expect(await sensorsBattery()).toEqual({ percent: 25, secsleft: POWER_TIME_UNKNOWN, powerPlugged: false });
  });

  it('is unlimited on mains', async () => {
    withSys({
      ...supply('BAT0', { ...drained, status: 'Not charging', power_now: 0 }),
      ...supply('AC', { type: 'Mains', online: 1 }),
    });
    expect(await sensorsBattery()).toEqual({ percent: 25, secsleft: POWER_TIME_UNLIMITED, powerPlugged: true });
  });

  it('takes several batteries as one, and not that of a mouse', async () => {
    withSys({
      ...supply('BAT0', { ...drained, power_now: 10_000_000 }),
      ...supply('BAT1', { ...drained, status: 'Not charging', energy_now: 30_000_000, power_now: 0 }),
      ...supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', status: 'Discharging', capacity: 5 }),
    });
    expect(await sensorsBattery()).toEqual({ percent: 50, secsleft: 14_400, powerPlugged: false });
  });

  it('knows a charge that only its capacity says, and not whether that is plugged', async () => {
    withSys(supply('BAT0', { type: 'Battery', status: 'Unknown', capacity: 41 }));
    expect(await sensorsBattery()).toEqual({ percent: 41, secsleft: POWER_TIME_UNKNOWN, powerPlugged: null });
  });
});

it('frequencies of sensors are those of cpuFreq', async () => {
  const sysRoot = withSys(LAPTOP);
  process.env.NTOP_PROCFS = makeSys({ nothing: 1 });
  atEnd(() => {
    delete process.env.NTOP_PROCFS;
  });
  const { chips } = await createSensorProbe({ sysRoot }).read(true);
  const sensors = chips.flatMap(({ source, sensors }) => (source === 'cpufreq' ? sensors : []));
  const found = sensors.map(({ value, least, limit }) => ({
    current: value / 1e6,
    min: least / 1e6,
    max: limit / 1e6,
  }));
  expect(found).toEqual((await cpuFreq({ percpu: true })).map(({ current, min, max }) => ({ current, min, max })));
});

const PSUTIL = `
import json, psutil
print(json.dumps([
  {name: [s._asdict() for s in all] for name, all in psutil.sensors_temperatures().items()},
  {name: [s._asdict() for s in all] for name, all in psutil.sensors_fans().items()},
  psutil.sensors_battery()._asdict(),
]))`;

it('psutil, which sees the same /sys, says the same', async () => {
  if (!IS_ROOT) return; // only root can show it another one
  const root = withSys({
    ...CORES,
    ...supply('BAT0', { type: 'Battery', status: 'Discharging', energy_now: 10_000_000, energy_full: 40_000_000 }),
    'class/power_supply/BAT0/power_now': 5_000_000,
  });
  const script = `mount --bind ${root} /sys && exec env PATH=/usr/bin:/bin python3 -c "$1"`;
  const theirs = execFileSync('unshare', ['--mount', 'sh', '-c', script, 'sh', PSUTIL], { encoding: 'utf8' });
  const [temperatures, fans, battery] = JSON.parse(theirs);
  expect(await sensorsTemperatures()).toEqual(temperatures);
  expect(await sensorsFans()).toEqual(fans);
  const { percent, secsleft, powerPlugged } = (await sensorsBattery()) ?? {};
  expect({ percent, secsleft, power_plugged: powerPlugged }).toEqual(battery);
});
