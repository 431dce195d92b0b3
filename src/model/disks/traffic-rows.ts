import type { BlockDevice } from '../machine/disk-table.js';
import { isThread, stateLetter } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import { processRows } from '../processes/pane.js';
import type { Rows, Sample } from '../sample/sample.js';
import { type Facts, factOf } from '../waits/facts.js';

/** The processes, and by slot whether one waits for the device; a slot of which it is unknown is missing. */
export type TrafficRows = Rows & { readonly waitsForIt: ReadonlyMap<number, boolean> };

export function trafficRowsOf({ prepared }: Sample): TrafficRows | undefined {
  return prepared !== undefined && isTrafficRows(prepared) ? prepared : undefined;
}

/** The prepared rows of a sample may belong to another pane. */
function isTrafficRows(rows: Rows): rows is TrafficRows {
  return 'waitsForIt' in rows;
}

export function makeTrafficRows(sample: Sample, facts: Facts, serial: number | undefined): TrafficRows {
  const { snapshot } = sample;
  const on = deviceNumbersOn(snapshot.devices ?? [], serial);
  const all = new Set(snapshot.devices?.map(({ deviceNumber }) => deviceNumber));
  const waitsForIt = new Map<number, boolean>();
  for (const slot of on.size === 0 ? [] : blockedSlots(snapshot)) {
    const reading = factOf(facts, snapshot, slot);
    const number = reading?.ok ? reading.deviceNumber : undefined;
    // A file system of several devices has a number of its own.
    if (number !== undefined && all.has(number)) waitsForIt.set(slot, on.has(number));
  }
  return { ...processRows(sample), waitsForIt };
}

/** Processes in uninterruptible sleep. */
export function blockedSlots({ processes: { slots, columns } }: Snapshot): readonly number[] {
  const blocked: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0 || isThread(columns, slot)) continue;
    if (stateLetter(columns.state[slot]) === 'D') blocked.push(slot);
  }
  return blocked;
}

/** Of the device, and of all that is made of it. */
function deviceNumbersOn(devices: readonly BlockDevice[], serial: number | undefined): ReadonlySet<string> {
  const names = new Set(devices.filter((device) => device.serial === serial).map(({ name }) => name));
  let before = -1;
  while (names.size > before) {
    before = names.size;
    for (const { name, parents } of devices) if (parents.some((parent) => names.has(parent))) names.add(name);
  }
  return new Set(devices.filter(({ name }) => names.has(name)).map(({ deviceNumber }) => deviceNumber));
}
