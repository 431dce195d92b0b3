import type { InterfaceReading } from '../machine/interface-reading.js';
import type { OwnLimits } from '../machine/own-limits.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { UnitReading, UnitState } from '../machine/unit-reading.js';
import { blockDevice, fileSystem, swapDevice } from './disk-shape.js';
import { eventBatch } from './event-shape.js';
import { groupTable } from './group-shape.js';
import { processTable } from './process-shape.js';
import { sensorReading } from './sensor-shape.js';
import { loginReading, sourceState } from './session-shape.js';
import { either, flag, list, number, oneOf, optional, record, type Shape, text } from './shape.js';
import { socketTable } from './socket-shape.js';
import { systemCounters } from './system-shape.js';

const interfaceReading = record<InterfaceReading>({
  name: text,
  isUp: flag,
  speedMegabits: optional(number),
  duplex: optional(oneOf(['half', 'full'])),
  mtuBytes: number,
  addresses: list(text),
  errors: optional(number),
  drops: optional(number),
});

const sockets: Shape<NonNullable<Snapshot['sockets']>> = either(
  record({ error: text }),
  socketTable,
  (value) => 'error' in value,
);

const ownLimits = record<OwnLimits>({
  cpus: optional(number),
  cpuSeconds: optional(number),
  memoryBytes: optional(number),
  memoryUsedBytes: optional(number),
  monotonicSeconds: number,
});

const unitReading = record<UnitReading>({
  source: sourceState,
  units: list(record<UnitState>({ name: text, active: text, sub: text })),
});

/** A snapshot, of plain data whatever it is; throws Damage where it is none. */
export const snapshotShape = record<Snapshot>({
  system: systemCounters,
  processes: processTable,
  sockets: optional(sockets),
  interfaces: optional(list(interfaceReading)),
  sessions: optional(loginReading),
  events: optional(eventBatch),
  groups: optional(groupTable),
  devices: optional(list(blockDevice)),
  fileSystems: optional(list(fileSystem)),
  limits: optional(ownLimits),
  units: optional(unitReading),
  sensors: optional(sensorReading),
  delaysUnknown: optional(text),
  swaps: optional(list(swapDevice)),
});
