import { expect, it } from 'vitest';
import { cpusOfCore, hottestPackage } from '../../src/model/sensors/cpu-chips.js';
import { createSensorProbe } from '../../src/probe/sensors.js';
import { cpus, hwmon, LAPTOP, makeSys, zone } from '../support/sensor-tree.js';

it('reads a made-up machine, again and again with the same serials', async () => {
  const probe = createSensorProbe({ sysRoot: makeSys(LAPTOP) });
  const [first, second] = [await probe.read(true), await probe.read(true)];
  expect(first?.chips.map(({ name }) => name)).toEqual(['coretemp', 'nvme', 'thinkpad', 'AC', 'BAT0', 'intel_pstate']);
  const serials = (reading: typeof first) =>
    reading?.chips.flatMap(({ sensors }) => sensors.map(({ serial }) => serial));
  expect(new Set(serials(first)).size).toBe(serials(first)?.length);
  expect(serials(second)).toEqual(serials(first));
  expect(hottestPackage(first)).toMatchObject({ value: 62, limit: 100, critical: 105 });
  expect(first?.cpus.map(({ cpu, core, kind }) => [cpu, core, kind])).toEqual([
    [0, 0, 'P'],
    [1, 0, 'P'],
    [2, 40, 'E'],
  ]);
});

it('reads for the meters no more than they show', async () => {
  const probe = createSensorProbe({ sysRoot: makeSys(LAPTOP) });
  const reading = await probe.read(false);
  expect([reading.isPartial, (await probe.read(true)).isPartial]).toEqual([true, undefined]);
  expect(reading.chips.map(({ name }) => name)).toEqual(['coretemp', 'AC', 'BAT0', 'intel_pstate']);
});

it('finds nothing where there is nothing, and no chip without a sensor', async () => {
  expect((await createSensorProbe({ sysRoot: '/nonexistent' }).read(true))?.chips).toEqual([]);
  const sysRoot = makeSys(hwmon(0, { name: 'pch', temp1_label: 'without an input' }));
  expect((await createSensorProbe({ sysRoot }).read(true))?.chips).toEqual([]);
});

it('answers every one of many that ask at once', async () => {
  const probe = createSensorProbe({ sysRoot: makeSys(LAPTOP) });
  const readings = await Promise.all(Array.from({ length: 10 }, (_, index) => probe.read(index % 2 === 0)));
  expect(readings.every((reading) => (reading?.chips.length ?? 0) >= 4)).toBe(true);
});

it('reads the thermal zones of a board whose chips have no temperature', async () => {
  const board = {
    ...zone(0, { type: 'cpu-thermal', temp: 51_540 }),
    ...hwmon(0, { name: 'pwmfan', fan1_input: 3000 }),
  };
  const reading = await createSensorProbe({ sysRoot: makeSys(board) }).read(true);
  expect(reading?.chips.map(({ source, name }) => [source, name])).toEqual([
    ['hwmon', 'pwmfan'],
    ['thermal', 'cpu-thermal'],
  ]);
  expect(hottestPackage(reading)?.value).toBeCloseTo(51.54);
});

it('finds the CPUs of a core by package and number on two packages whose chips come in the other order', async () => {
  const chip = (number: number, ofPackage: number) =>
    hwmon(number, {
      name: 'coretemp',
      ...{ temp1_label: `Package id ${ofPackage}`, temp1_input: 50_000, temp2_label: 'Core 0', temp2_input: 41_000 },
      ...{ temp9_label: 'Core 7', temp9_input: 42_000, temp12_label: 'Core 25', temp12_input: 43_000 },
    });
  const places = [
    ...[
      { core: 0, siblings: '0,4' },
      { core: 25, siblings: '1' },
      { core: 25, package: 1, siblings: '2' },
    ],
    ...[
      { core: 7, package: 1, siblings: '3' },
      { core: 0, siblings: '0,4' },
    ],
  ];
  const sysRoot = makeSys({ ...chip(0, 1), ...chip(1, 0), ...cpus(places) });
  const reading = await createSensorProbe({ sysRoot }).read(true);
  const found = reading.chips.map((one) =>
    one.sensors.map((sensor) => [sensor.label, cpusOfCore(one, sensor, reading.cpus).map(({ cpu }) => cpu)]),
  );
  expect(found).toEqual([
    [
      ['Package id 1', []],
      ['Core 0', []],
      ['Core 7', [3]],
      ['Core 25', [2]],
    ],
    [
      ['Package id 0', []],
      ['Core 0', [0, 4]],
      ['Core 7', []],
      ['Core 25', [1]],
    ],
  ]);
});

it('takes the temperature of an AMD processor as its package’s, and no part of it as a core’s', async () => {
  const amd = {
    name: 'k10temp',
    ...{ temp1_label: 'Tctl', temp1_input: 70_000, temp3_label: 'Tccd1', temp3_input: 66_000, temp4_label: 'Tccd2' },
    ...{ temp4_input: 72_000 },
  };
  const sysRoot = makeSys({ ...hwmon(0, amd), ...cpus([{ core: 1, siblings: '0' }]) });
  const reading = await createSensorProbe({ sysRoot }).read(true);
  expect(hottestPackage(reading)?.value).toBe(70);
  for (const one of reading.chips) {
    for (const sensor of one.sensors) expect(cpusOfCore(one, sensor, reading.cpus)).toEqual([]);
  }
});
