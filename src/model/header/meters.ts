import type { Sample } from '../sample/sample.js';
import {
  type MeterContext,
  type MeterValue,
  readClock,
  readCores,
  readCpu,
  readDelay,
  readDisks,
  readForks,
  readHost,
  readLoad,
  readMemory,
  readNetwork,
  readPressure,
  readSwap,
  readTasks,
  readUptime,
} from './meter-readings.js';

export type Meter<Id extends string = string> = {
  readonly id: Id;
  /** Its name in the help, and before its bar. */
  readonly label: string;
  /** Has a bar; its text then wants the label before it, where others' texts say themselves what they are. */
  readonly hasBar: boolean;
  /** What the figures mean, with the formula where there is one. */
  readonly description: string;
  /** Without a sample, and for all that is unknown, the value reads `-`. */
  readonly read: (sample: Sample | undefined, context: MeterContext) => MeterValue;
};

const plain = meterKind(false);
const barred = meterKind(true);

/** Every meter of the header. Header, help and JSON read this; to add one, add a line. */
export const METERS = [
  plain('host', 'host', 'Name of the machine', readHost),
  plain('uptime', 'up', 'Time since boot', readUptime),
  plain('delay', 'delay', 'Time between two samples', readDelay),
  plain('clock', 'clock', 'Local time', readClock),
  barred(
    'cpu',
    'CPU',
    'Time of all CPUs. busy = all − idle − waiting for I/O; us user, ni nice, sy system with interrupts, wa waiting for I/O, st stolen by the hypervisor',
    readCpu,
  ),
  plain(
    'cores',
    'cores',
    'The same for each CPU; off: it was online before; avg4: four CPUs share a cell, which shows their mean',
    readCores,
  ),
  barred(
    'memory',
    'Mem',
    'used = total − available. The bar: used without shared, shared, buffers, cache without shared, then what is free',
    readMemory,
  ),
  barred('swap', 'Swp', 'used = total − free; zram: memory that compressed swap takes', readSwap),
  plain('load', 'load', 'Tasks that run or wait for a disk, averaged over 1, 5 and 15 minutes', readLoad),
  plain(
    'tasks',
    'tasks',
    'Processes: R running, D waiting for a device, T stopped, Z zombies; thr: threads of all of them',
    readTasks,
  ),
  plain(
    'pressure',
    'psi',
    'Share of the time since the last sample in which some task waited for c CPU, m memory, i I/O',
    readPressure,
  ),
  plain('disks', 'disk', 'Read from and written to all disks, each second', readDisks),
  plain('network', 'net', 'Received and sent on all interfaces but loopback, each second', readNetwork),
  plain('forks', 'new', 'Processes and threads created each second', readForks),
] as const;

export type MeterId = (typeof METERS)[number]['id'];

const byId = new Map<string, Meter>(METERS.map((entry) => [entry.id, entry]));

/** What the meter says now. */
export function readMeter(id: MeterId, sample: Sample | undefined, context: MeterContext): MeterValue {
  return meterById(id).read(sample, context);
}

/** The meter's text with all it needs to be understood alone. */
export function meterText(id: MeterId, sample: Sample | undefined, context: MeterContext): string {
  const { hasBar, label } = meterById(id);
  const { text } = readMeter(id, sample, context);
  return hasBar ? `${label} ${text}` : text;
}

export function meterById(id: MeterId): Meter {
  const entry = byId.get(id);
  if (!entry) throw new Error(`no meter ${id}`);
  return entry;
}

function meterKind(hasBar: boolean) {
  return <const Id extends string>(id: Id, label: string, description: string, read: Meter['read']): Meter<Id> => {
    return { id, label, hasBar, description, read };
  };
}
