import type { CpuPlace, PowerSupply, Sensor, SensorChip, SensorReading } from '../../src/model/machine/sensors.js';

const UNKNOWN = {
  ...{ value: Number.NaN, limit: Number.NaN, critical: Number.NaN, least: Number.NaN },
  ...{ countedJoules: Number.NaN, wrapJoules: Number.NaN },
};

type FakeChip = Partial<Omit<SensorChip, 'sensors'>> & { readonly sensors?: readonly Partial<Sensor>[] };

/** Chips as a test describes them; what it does not speak of is unknown, and serials are counted. */
export function fakeSensors(chips: readonly FakeChip[], rest: Partial<SensorReading> = {}): SensorReading {
  let serial = 0;
  return {
    chips: chips.map((chip) => ({
      ...{ source: 'hwmon', name: 'chip', device: '', readSeconds: 100, silentSeconds: Number.NaN },
      ...chip,
      sensors: (chip.sensors ?? []).map((sensor) => {
        serial += 1;
        return {
          serial,
          kind: 'temperature',
          name: 'temp1',
          label: '',
          alarm: false,
          refused: '',
          ...UNKNOWN,
          ...sensor,
        };
      }),
    })),
    cpus: [],
    ...rest,
  };
}

/** A battery with a charge, and what it is part of. */
export function fakeBattery(supply: Partial<PowerSupply>, percent: number, name = 'BAT0'): FakeChip {
  const unknown = { energyJoules: Number.NaN, fullJoules: Number.NaN, watts: Number.NaN };
  return {
    source: 'supply',
    name,
    supply: { isBattery: true, isOfDevice: false, status: 'Unknown', ...unknown, ...supply },
    sensors: [{ kind: 'battery', name: 'capacity', value: percent }],
  };
}

export function fakePlace(cpu: number, place: Partial<CpuPlace> = {}): CpuPlace {
  const unknown = { baseHertz: Number.NaN, mostHertz: Number.NaN };
  return { cpu, package: 0, core: cpu, kind: '', siblings: [cpu], ...unknown, ...place };
}
