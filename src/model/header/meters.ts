import type { Sample } from '../sample/sample.js';
import {
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
import type { MeterContext, MeterValue } from './meter-values.js';
import { readBattery, readFrequency, readPower, readTemperature } from './sensor-readings.js';

export type Meter<Id extends string = string> = {
  readonly id: Id;
  /** Its name in the help and before its bar. */
  readonly label: string;
  /** It has a bar. Its text then needs the label before it; other meters' texts include it. */
  readonly hasBar: boolean;
  /** What the figures mean, and how they are computed. */
  readonly description: string;
  /** Unknown values, and all values before the first sample, read `-`. */
  readonly read: (sample: Sample | undefined, context: MeterContext) => MeterValue;
};

const plain = meterKind(false);
const barred = meterKind(true);

/** Every meter of the header. Header, help and JSON are made from this table. */
export const METERS = [
  plain('host', 'host', 'Host name', readHost),
  plain('uptime', 'up', 'Time since boot', readUptime),
  plain('delay', 'delay', 'Time between samples', readDelay),
  plain('clock', 'clock', 'Local time', readClock),
  barred(
    'cpu',
    'CPU',
    'Busy time of all CPUs: all - idle - I/O wait. us user, ni nice, sy system and interrupts, wa I/O wait, st stolen by the hypervisor',
    readCpu,
  ),
  plain(
    'cores',
    'cores',
    'Busy time of each CPU. off: went offline; avg4: the mean of four. P, E: kind of core; p, e, t: a further thread of a core',
    readCores,
  ),
  barred(
    'memory',
    'Mem',
    'Used = total - available. The bar shows used, shared, buffers and cache; shared is not counted twice',
    readMemory,
  ),
  barred('swap', 'Swp', 'Used = total - free. zram: RAM taken by compressed swap', readSwap),
  plain('load', 'load', 'Tasks running or in uninterruptible sleep, averaged over 1, 5 and 15 minutes', readLoad),
  plain(
    'tasks',
    'tasks',
    'Processes: R running, D uninterruptible, T stopped, Z zombie; thr: threads of all processes',
    readTasks,
  ),
  plain(
    'pressure',
    'psi',
    'Pressure: share of time in which some task waited for c CPU, m memory, i I/O',
    readPressure,
  ),
  plain('disks', 'disk', 'Read from and written to all disks per second', readDisks),
  plain('network', 'net', 'Received and sent per second on all interfaces except loopback', readNetwork),
  plain('forks', 'new', 'Processes and threads created per second', readForks),
  plain('temperature', '°C', 'The hottest processor package; !: beyond its limit', readTemperature),
  plain('frequency', 'GHz', 'Mean frequency of all CPUs', readFrequency),
  plain('power', 'W', 'Power of all processor packages; only root may read it', readPower),
  plain('battery', 'bat', 'Charge of all batteries, and how long they last; +: charging', readBattery),
] as const;

export type MeterId = (typeof METERS)[number]['id'];

const byId = new Map<string, Meter>(METERS.map((entry) => [entry.id, entry]));

/** The current reading of a meter. */
export function readMeter(id: MeterId, sample: Sample | undefined, context: MeterContext): MeterValue {
  return meterById(id).read(sample, context);
}

/** The meter's text, with its label if the text needs one. */
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
