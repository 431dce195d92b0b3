import { expect, it } from 'vitest';
import { hottestPackage } from '../../src/model/sensors/cpu-chips.js';
import { createSensorProbe } from '../../src/probe/sensors.js';
import { hwmon, LAPTOP, makeSys, zone } from '../support/sensor-tree.js';

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
  expect((await probe.read(false))?.chips.map(({ name }) => name)).toEqual(['coretemp', 'AC', 'BAT0', 'intel_pstate']);
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
