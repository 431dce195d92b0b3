import {
  type CpuPlace,
  type PowerSupply,
  SENSOR_KINDS,
  SENSOR_SOURCES,
  type Sensor,
  type SensorChip,
  type SensorReading,
} from '../machine/sensors.js';
import { flag, list, number, oneOf, optional, record, text } from './shape.js';

const sensor = record<Sensor>({
  serial: number,
  kind: oneOf(SENSOR_KINDS),
  name: text,
  label: text,
  value: number,
  limit: number,
  critical: number,
  least: number,
  alarm: flag,
  refused: text,
  countedJoules: number,
  wrapJoules: number,
});

const powerSupply = record<PowerSupply>({
  isBattery: flag,
  isOfDevice: flag,
  isOnline: optional(flag),
  status: text,
  energyJoules: number,
  fullJoules: number,
  watts: number,
});

const sensorChip = record<SensorChip>({
  source: oneOf(SENSOR_SOURCES),
  name: text,
  device: text,
  readSeconds: number,
  silentSeconds: number,
  sensors: list(sensor),
  supply: optional(powerSupply),
});

const cpuPlace = record<CpuPlace>({
  cpu: number,
  package: number,
  core: number,
  kind: oneOf(['P', 'E', '']),
  siblings: list(number),
  baseHertz: number,
  mostHertz: number,
});

export const sensorReading = record<SensorReading>({
  chips: list(sensorChip),
  cpus: list(cpuPlace),
  isPartial: optional(flag),
  boost: optional(flag),
});
