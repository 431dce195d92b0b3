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
import type { Sample } from './rates.js';

export type Meter<Id extends string = string> = {
  readonly id: Id;
  /** What stands before its bar, and names it in the help. */
  readonly label: string;
  /** What the figures mean, with the formula where there is one. */
  readonly description: string;
  /** Without a sample, and for all that is unknown, the value reads `-`. */
  readonly read: (sample: Sample | undefined, context: MeterContext) => MeterValue;
};

function meter<const Id extends string>(id: Id, label: string, description: string, read: Meter['read']): Meter<Id> {
  return { id, label, description, read };
}

/** Every meter of the header. Header, help and JSON read this; to add one, add a line. */
export const METERS = [
  meter('host', 'host', 'Name of the machine', readHost),
  meter('uptime', 'up', 'Time since boot', readUptime),
  meter('delay', 'delay', 'Time between two samples', readDelay),
  meter('clock', 'clock', 'Local time', readClock),
  meter(
    'cpu',
    'CPU',
    'Time of all CPUs. busy = all − idle − waiting for I/O; us user, ni nice, sy system with interrupts, wa waiting for I/O, st stolen by the hypervisor',
    readCpu,
  ),
  meter(
    'cores',
    'cores',
    'The same for each CPU; off: it was online before; avg4: four CPUs share a cell, which shows their mean',
    readCores,
  ),
  meter(
    'memory',
    'Mem',
    'used = total − available. The bar: used without shared, shared, buffers, cache without shared, then what is free',
    readMemory,
  ),
  meter('swap', 'Swp', 'used = total − free; zram: memory that compressed swap takes', readSwap),
  meter('load', 'load', 'Tasks that run or wait for a disk, averaged over 1, 5 and 15 minutes', readLoad),
  meter(
    'tasks',
    'tasks',
    'Processes: R running, D waiting for a device, T stopped, Z zombies; thr: threads of all of them',
    readTasks,
  ),
  meter(
    'pressure',
    'psi',
    'Share of the time since the last sample in which some task waited for c CPU, m memory, i I/O',
    readPressure,
  ),
  meter('disks', 'disk', 'Read from and written to all disks, each second', readDisks),
  meter('network', 'net', 'Received and sent on all interfaces but loopback, each second', readNetwork),
  meter('forks', 'new', 'Processes and threads created each second', readForks),
] as const;

export type MeterId = (typeof METERS)[number]['id'];

const byId = new Map<string, Meter>(METERS.map((entry) => [entry.id, entry]));

/** What the meter says now. */
export function readMeter(id: MeterId, sample: Sample | undefined, context: MeterContext): MeterValue {
  const entry = byId.get(id);
  if (!entry) throw new Error(`no meter ${id}`);
  return entry.read(sample, context);
}
