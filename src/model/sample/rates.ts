import type { SessionTable } from '../machine/session-table.js';
import type { ProcessColumns, Snapshot } from '../machine/snapshot.js';
import type { MemoryRows } from '../memory/memory-rows.js';
import { makeSessions } from '../sessions/sessions.js';
import { type ProcessTraffic, processTraffic } from './process-traffic.js';
import { socketsOf } from './socket-owners.js';
import { computeSocketRates, type SocketRates } from './socket-rates.js';
import { computeSystemRates, type SystemRates } from './system-rates.js';

/** What changed between two snapshots. Columns are by slot, like those of the newer snapshot; NaN is unknown. */
export type Rates = {
  /** Real time between the two, without suspends; undefined when there is no earlier reading to compare with. */
  readonly intervalSeconds: number | undefined;
  /** Share of one CPU, so that a process with four busy threads has 400. */
  readonly cpuPercent: Float64Array;
  readonly readBytesPerSecond: Float64Array;
  readonly writeBytesPerSecond: Float64Array;
  readonly minorFaultsPerSecond: Float64Array;
  readonly majorFaultsPerSecond: Float64Array;
  readonly system: SystemRates;
  /** When sockets were read. */
  readonly sockets: SocketRates | undefined;
  /** When sockets were read, of the processes that own them. */
  readonly traffic: ProcessTraffic | undefined;
  /** When logins were read: who is logged in. */
  readonly sessions: SessionTable | undefined;
};

/** The newest reading with its rates: what every column, meter and filter reads. */
export type Sample = {
  readonly snapshot: Snapshot;
  readonly rates: Rates;
  /** The rows of the memory pane while it is open. */
  readonly memory?: MemoryRows | undefined;
};

/** Start times come in ticks and uptime in hundredths: that much the two may disagree. */
const START_TOLERANCE_SECONDS = 0.02;

/** Where a slot's process was at the previous reading. */
const UNKNOWN = 0;
const SEEN = 1;
const UNBORN = 2;

/**
 * Compares two snapshots. A process has a rate when it is the same in both (serials agree) or was born in between;
 * a counter that fell makes its rate unknown. `reuse` gives its columns to the result and must not be read again.
 */
export function computeRates(previous: Snapshot | undefined, next: Snapshot, reuse?: Rates): Rates {
  const seconds = previous === undefined ? 0 : next.system.monotonicSeconds - previous.system.monotonicSeconds;
  const before = seconds > 0 ? previous : undefined;
  const past = before && { seconds, columns: before.processes.columns, origins: originsOf(before, next) };
  const { columns, slots } = next.processes;
  const rate = (counter: Counter, spare: Float64Array | undefined, scale = 1, ceiling = Number.POSITIVE_INFINITY) =>
    fill(spare !== undefined && spare.length >= slots ? spare : withRoom(slots), past, columns[counter], {
      counter,
      scale,
      ceiling,
    });

  const rates: Rates = {
    intervalSeconds: past?.seconds,
    cpuPercent: rate('cpuSeconds', reuse?.cpuPercent, 100, cpuCeiling(next)),
    readBytesPerSecond: rate('readBytes', reuse?.readBytesPerSecond),
    writeBytesPerSecond: rate('writeBytes', reuse?.writeBytesPerSecond),
    minorFaultsPerSecond: rate('minorFaults', reuse?.minorFaultsPerSecond),
    majorFaultsPerSecond: rate('majorFaults', reuse?.majorFaultsPerSecond),
    system: computeSystemRates(before?.system, next.system),
    ...trafficRates(previous, next),
    sessions: undefined,
  };
  return next.sessions === undefined
    ? rates
    : { ...rates, sessions: sessionsOf({ snapshot: next, rates }, next.sessions) };
}

function sessionsOf(sample: Sample, reading: NonNullable<Snapshot['sessions']>): SessionTable {
  const table = socketsOf(sample.snapshot);
  const rates = sample.rates.sockets;
  return makeSessions(sample, reading, table && rates && { table, rates });
}

function trafficRates(previous: Snapshot | undefined, next: Snapshot): Pick<Rates, 'sockets' | 'traffic'> {
  const table = socketsOf(next);
  if (table === undefined) return { sockets: undefined, traffic: undefined };
  const sockets = computeSocketRates(previous && socketsOf(previous), table);
  return { sockets, traffic: processTraffic(next, table, sockets) };
}

type Counter = 'cpuSeconds' | 'readBytes' | 'writeBytes' | 'minorFaults' | 'majorFaults';

type Past = { readonly seconds: number; readonly columns: ProcessColumns; readonly origins: Uint8Array };

type Meaning = { readonly counter: Counter; readonly scale: number; readonly ceiling: number };

function fill(rates: Float64Array, past: Past | undefined, now: Float64Array, meaning: Meaning): Float64Array {
  if (past === undefined) return rates.fill(Number.NaN);
  const { origins } = past;
  const before = past.columns[meaning.counter];
  const perUnit = meaning.scale / past.seconds;
  for (let slot = 0; slot < origins.length; slot++) {
    const start = origins[slot] === SEEN ? before[slot] : origins[slot] === UNBORN ? 0 : Number.NaN;
    const rise = now[slot] - start;
    rates[slot] = rise >= 0 ? Math.min(rise * perUnit, meaning.ceiling) : Number.NaN;
  }
  return rates.fill(Number.NaN, origins.length);
}

function originsOf(previous: Snapshot, next: Snapshot): Uint8Array {
  const { columns, slots } = next.processes;
  const before = previous.processes.columns.serial;
  const known = previous.processes.slots;
  const bornAfter = bornAfterTicks(previous, next);
  const origins = new Uint8Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    const serial = columns.serial[slot];
    if (serial === 0) continue;
    if (slot < known && before[slot] === serial) origins[slot] = SEEN;
    else origins[slot] = columns.startTicks[slot] >= bornAfter ? UNBORN : UNKNOWN;
  }
  return origins;
}

/** Without an uptime nobody can be called newborn. */
function bornAfterTicks(previous: Snapshot, next: Snapshot): number {
  const uptime = previous.system.uptimeSeconds ?? Number.POSITIVE_INFINITY;
  return (uptime - START_TOLERANCE_SECONDS) * next.system.ticksPerSecond;
}

/** The kernel charges CPU time in quanta, so that a short interval could seem to hold more than there is. */
function cpuCeiling({ system }: Snapshot): number {
  return system.cpus.length > 0 ? 100 * system.cpus.length : Number.POSITIVE_INFINITY;
}

/** Room to grow, so that a few new processes do not cost new columns each time. */
function withRoom(slots: number): Float64Array {
  return new Float64Array(slots + (slots >> 2) + 16);
}
