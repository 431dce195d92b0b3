import { stateLetter } from '../machine/process-kinds.js';
import type { ProcessColumns, Snapshot, SystemCounters } from '../machine/snapshot.js';
import { deviceRates } from './device-rates.js';
import { groupRates } from './group-rates.js';
import { processTraffic } from './process-traffic.js';
import { quotaPercent } from './quota.js';
import { type Bound, cpuBound, DELAY_BOUND, EVENT_BOUND, riseOf, TRAFFIC_BOUND } from './rise.js';
import type { DelayRates, Rates } from './sample.js';
import { sensorWatts } from './sensor-watts.js';
import { socketsOf } from './socket-owners.js';
import { computeSocketRates } from './socket-rates.js';
import { computeSystemRates } from './system-rates.js';
import { waitedSeconds } from './waited.js';
import { wordsOf } from './words.js';

/** Start times are in ticks and uptime in hundredths of a second: they may differ by this much. */
const START_TOLERANCE_SECONDS = 0.02;

/** The state of a slot's process at the previous reading. */
const UNKNOWN = 0;
const SEEN = 1;
const UNBORN = 2;

/**
 * Compares two snapshots. A process has a rate if it is in both (same serial) or was started in between;
 * a counter that decreased makes its rate unknown. The result takes over the columns of `reuse`, which must not be used
 * again.
 */
export function computeRates(previous: Snapshot | undefined, next: Snapshot, reuse?: Rates): Rates {
  const reading = new Reading(previous, next);
  return Object.fromEntries(NAMES.map((name) => [name, MAKE[name](reading, spareOf(reuse?.[name]))])) as Rates;
}

/**
 * The same of two snapshots that do not change, each part of it when it is first asked for: mostly few of them are. Columns in
 * `spares` are taken, and the new ones put there: the rates that had them before must not be used again.
 */
export function ratesOnDemand(previous: Snapshot | undefined, next: Snapshot, spares: Spares = {}): Rates {
  return new RatesOnDemand(new Reading(previous, next), spares) as unknown as Rates;
}

export type Spares = { -readonly [Name in keyof Rates]?: Rates[Name] };

class RatesOnDemand {
  constructor(
    readonly reading: Reading,
    readonly spares: Spares,
  ) {}
}

/** What they are made of. */
class Reading {
  /** The reading before, if it was earlier. */
  readonly before: Snapshot | undefined;
  private readonly seconds: number;
  private known: Past | undefined;
  private computed: Pick<Rates, 'sockets' | 'traffic'> | undefined;

  constructor(
    readonly previous: Snapshot | undefined,
    readonly next: Snapshot,
  ) {
    this.seconds = previous === undefined ? 0 : next.system.monotonicSeconds - previous.system.monotonicSeconds;
    this.before = this.seconds > 0 ? previous : undefined;
  }

  get past(): Past | undefined {
    const { before, seconds, next } = this;
    this.known ??= before && { seconds, columns: before.processes.columns, origins: originsOf(before, next) };
    return this.known;
  }

  get intervalSeconds(): number | undefined {
    return this.before && this.seconds;
  }

  get cpus(): number {
    const { length } = this.next.system.cpus;
    return length > 0 ? length : Number.POSITIVE_INFINITY;
  }

  rate(
    counter: Counter,
    spare: Float64Array | undefined,
    bound: Bound,
    scale = 1,
    ceiling = Number.POSITIVE_INFINITY,
  ): Float64Array {
    const { columns, slots } = this.next.processes;
    const rates = spare !== undefined && spare.length >= slots ? spare : withRoom(slots);
    return fill(rates, this.past, columns[counter], { counter, scale, ceiling, bound });
  }

  get network(): Pick<Rates, 'sockets' | 'traffic'> {
    this.computed ??= trafficRates(this.previous, this.next);
    return this.computed;
  }
}

type Make<Value> = (reading: Reading, spare: Float64Array | undefined) => Value;

const MAKE: { readonly [Name in keyof Required<Rates>]: Make<Rates[Name]> } = {
  intervalSeconds: ({ intervalSeconds }) => intervalSeconds,
  cpuPercent: (reading, spare) => reading.rate('cpuSeconds', spare, cpuBound(reading.cpus), 100, 100 * reading.cpus),
  readBytesPerSecond: (reading, spare) => reading.rate('readBytes', spare, TRAFFIC_BOUND),
  writeBytesPerSecond: (reading, spare) => reading.rate('writeBytes', spare, TRAFFIC_BOUND),
  minorFaultsPerSecond: (reading, spare) => reading.rate('minorFaults', spare, EVENT_BOUND),
  majorFaultsPerSecond: (reading, spare) => reading.rate('majorFaults', spare, EVENT_BOUND),
  system: ({ before, next }) => computeSystemRates(before?.system, next.system),
  delays: (reading) => {
    const { before, next } = reading;
    return hasDelays(next) ? { ...delayRates(reading), stoodSeconds: stoodSeconds(before, next) } : undefined;
  },
  sockets: ({ network }) => network.sockets,
  traffic: ({ network }) => network.traffic,
  devices: ({ previous, next }) => deviceRates(previous, next),
  groups: ({ previous, next }) => groupRates(previous, next),
  quotaPercent: ({ previous, next }) => quotaPercent(previous, next),
  sensorWatts: ({ previous, next }) => sensorWatts(previous?.sensors, next.sensors),
};

const NAMES = Object.keys(MAKE) as (keyof Rates)[];

function spareOf(before: Rates[keyof Rates]): Float64Array | undefined {
  return before instanceof Float64Array ? before : undefined;
}

for (const name of NAMES) {
  Object.defineProperty(RatesOnDemand.prototype, name, {
    get(this: RatesOnDemand) {
      const { reading, spares } = this;
      const value = MAKE[name](reading, spareOf(spares[name]));
      if (value instanceof Float64Array) Object.assign(spares, { [name]: value });
      // From now on it is a plain property.
      Object.defineProperty(this, name, { value });
      return value;
    },
  });
}

/** The CPU percentage of a single process. */
export function cpuPercentOf(previous: Snapshot | undefined, next: Snapshot, slot: number): number {
  return computeRates(previous && alone(previous, slot), alone(next, slot)).cpuPercent[0];
}

/** A snapshot with one process, in its first slot. */
function alone({ system, processes }: Snapshot, slot: number): Snapshot {
  const { columns } = processes;
  const names = Object.keys(columns) as (keyof ProcessColumns)[];
  const one = Object.fromEntries(names.map((name) => [name, columns[name].subarray(slot, slot + 1)]));
  const slots = slot < processes.slots ? 1 : 0;
  return { system, processes: { ...processes, slots, columns: one as unknown as ProcessColumns } };
}

function trafficRates(previous: Snapshot | undefined, next: Snapshot): Pick<Rates, 'sockets' | 'traffic'> {
  const table = socketsOf(next);
  if (table === undefined) return { sockets: undefined, traffic: undefined };
  const sockets = computeSocketRates(previous && socketsOf(previous), table);
  return { sockets, traffic: processTraffic(next, table, sockets) };
}

/** Nothing is computed of what was not read. */
function hasDelays({ processes }: Snapshot): boolean {
  const { columns, slots } = processes;
  for (let slot = 0; slot < slots; slot++) {
    if (columns.cpuDelaySeconds[slot] >= 0 && columns.serial[slot] !== 0) return true;
  }
  return false;
}

function delayRates(reading: Reading): Omit<DelayRates, 'stoodSeconds'> {
  return {
    cpuPercent: reading.rate('cpuDelaySeconds', undefined, DELAY_BOUND, 100),
    blockIoPercent: reading.rate('blockIoDelaySeconds', undefined, DELAY_BOUND, 100),
    memoryPercent: reading.rate('memoryDelaySeconds', undefined, DELAY_BOUND, 100),
    contextSwitchesPerSecond: reading.rate('contextSwitches', undefined, EVENT_BOUND),
  };
}

function stoodSeconds(previous: Snapshot | undefined, next: Snapshot): Float64Array {
  return Float64Array.from({ length: next.processes.slots }, (_, slot) => {
    if (previous === undefined || slot >= previous.processes.slots) return 0;
    const { serial, state } = previous.processes.columns;
    const stood = ['R', 'D'].includes(stateLetter(state[slot])) && serial[slot] === next.processes.columns.serial[slot];
    const seconds = stood ? waitedSeconds(previous, slot) : 0;
    return seconds > 0 ? seconds : 0;
  });
}

type Counter =
  | ('cpuSeconds' | 'readBytes' | 'writeBytes' | 'minorFaults' | 'majorFaults')
  | ('cpuDelaySeconds' | 'contextSwitches' | 'blockIoDelaySeconds' | 'memoryDelaySeconds');

type Past = { readonly seconds: number; readonly columns: ProcessColumns; readonly origins: Uint8Array };

type Meaning = {
  readonly counter: Counter;
  readonly scale: number;
  /** The kernel charges CPU time in quanta, so that a short interval could seem to hold more than there is. */
  readonly ceiling: number;
  readonly bound: Bound;
};

function fill(rates: Float64Array, past: Past | undefined, now: Float64Array, meaning: Meaning): Float64Array {
  if (past === undefined) return rates.fill(Number.NaN);
  const { origins } = past;
  const before = past.columns[meaning.counter];
  const perUnit = meaning.scale / past.seconds;
  const [wordsBefore, wordsNow] = [wordsOf(before), wordsOf(now)];
  const firstWrong = highWordOf(meaning.bound.firstNegative);
  for (let slot = 0; slot < origins.length; slot++) {
    const still = origins[slot] === SEEN ? stillRate(wordsBefore, wordsNow, slot, firstWrong) : undefined;
    if (still !== undefined) {
      rates[slot] = still;
      continue;
    }
    const start = origins[slot] === SEEN ? before[slot] : origins[slot] === UNBORN ? 0 : Number.NaN;
    rates[slot] = Math.min(riseOf(start, now[slot], past.seconds, meaning.bound) * perUnit, meaning.ceiling);
  }
  return rates.fill(Number.NaN, origins.length);
}

/** Which of the two words has sign and exponent. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

function highWordOf(number: number): number {
  return wordsOf(Float64Array.of(number))[HIGH];
}

/** The rate of a counter with the value from before, 0 or unknown; undefined of any other. */
function stillRate(before: Int32Array, now: Int32Array, slot: number, firstWrong: number): number | undefined {
  const at = 2 * slot;
  if (now[at] !== before[at] || now[at + 1] !== before[at + 1]) return undefined;
  const high = now[at + HIGH];
  if (high >= 0 && high < firstWrong) return 0;
  return high > INFINITE ? Number.NaN : undefined;
}

/** The high word of infinity, above which nothing is a number. */
const INFINITE = 0x7ff00000;

function originsOf(previous: Snapshot, next: Snapshot): Uint8Array {
  const { columns, slots } = next.processes;
  const before = previous.processes.columns.serial;
  const known = previous.processes.slots;
  const bornAfter = bornAfterTicks(previous.system, next.system);
  const origins = new Uint8Array(slots);
  const [wordsBefore, wordsNow] = [wordsOf(before), wordsOf(columns.serial)];
  for (let slot = 0; slot < slots; slot++) {
    const low = wordsNow[2 * slot];
    const high = wordsNow[2 * slot + 1];
    if (low === 0 && high === 0) continue;
    if (slot < known && wordsBefore[2 * slot] === low && wordsBefore[2 * slot + 1] === high) origins[slot] = SEEN;
    else origins[slot] = columns.startTicks[slot] >= bornAfter ? UNBORN : UNKNOWN;
  }
  return origins;
}

/** The start from which on a process is new since a reading. Without an uptime, no process counts as new. */
export function bornAfterTicks(previous: SystemCounters, next: SystemCounters): number {
  const uptime = previous.uptimeSeconds ?? Number.POSITIVE_INFINITY;
  return (uptime - START_TOLERANCE_SECONDS) * next.ticksPerSecond;
}

/** Spare room, so that a few new processes do not require new columns each time. */
function withRoom(slots: number): Float64Array {
  return new Float64Array(slots + (slots >> 2) + 16);
}
