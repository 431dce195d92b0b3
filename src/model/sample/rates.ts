import { stateLetter } from '../machine/process-kinds.js';
import type { ChangedRows, ProcessColumns, Snapshot, SystemCounters } from '../machine/snapshot.js';
import { rowsChanged } from './changed.js';
import { deviceRates } from './device-rates.js';
import { groupRates } from './group-rates.js';
import { processTraffic } from './process-traffic.js';
import { quotaPercent } from './quota.js';
import { type Bound, cpuBound, DELAY_BOUND, EVENT_BOUND, riseOf, TRAFFIC_BOUND } from './rise.js';
import type { DelayRates, Rates, Sample } from './sample.js';
import { sensorWatts } from './sensor-watts.js';
import { socketsOf } from './socket-owners.js';
import { computeSocketRates } from './socket-rates.js';
import { computeSystemRates } from './system-rates.js';
import { hasDelays } from './tally.js';
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
  const reading = new Reading(previous, next, reuse && filledBy.get(reuse));
  const rates = Object.fromEntries(NAMES.map((name) => [name, MAKE[name](reading, spareOf(reuse?.[name]))])) as Rates;
  const { changed, slots } = next.processes;
  const isNext = reading.before !== undefined && rowsChanged(previous?.processes, next.processes) !== undefined;
  if (isNext && changed !== undefined) filledBy.set(rates, { changed, slots });
  return rates;
}

/** The reading that rates are of: all rows but those that changed in it have the rate of a counter that stands still. */
type Filled = { readonly changed: ChangedRows; readonly slots: number };

const filledBy = new WeakMap<Rates, Filled>();

/** The slots in which a number or a rate may be another than in the sample just before; undefined: any may. */
export function slotsChanged(before: Sample, now: Sample): readonly Int32Array[] | undefined {
  const [first, second] = [filledBy.get(before.rates), filledBy.get(now.rates)];
  if (first === undefined || second?.changed.reading !== first.changed.reading + 1) return undefined;
  return [first.changed.rows, second.changed.rows];
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
    /** The reading that spare columns of rates are of. */
    private readonly filled?: Filled,
  ) {
    this.seconds = previous === undefined ? 0 : next.system.monotonicSeconds - previous.system.monotonicSeconds;
    this.before = this.seconds > 0 ? previous : undefined;
  }

  get past(): Past | undefined {
    this.known ??= this.before && new Past(this.before, this.next, this.seconds);
    return this.known;
  }

  /** Where the rates of two readings ago differ from the new ones, if that is known. */
  get rows(): readonly Int32Array[] | undefined {
    const { filled, before, next, past } = this;
    const [first, second] = [before?.processes.changed, next.processes.changed];
    if (filled === undefined || first === undefined || second === undefined || past === undefined) return undefined;
    const isNext = filled.changed.reading === first.reading - 1 && rowsChanged(before?.processes, next.processes);
    return isNext ? [filled.changed.rows, first.rows, second.rows] : undefined;
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
    const meaning = { counter, scale, ceiling, bound };
    if (spare === undefined || spare.length < slots) return fill(withRoom(slots), this.past, columns[counter], meaning);
    const { rows, past, filled } = this;
    if (rows === undefined || past === undefined) return fill(spare, past, columns[counter], meaning);
    if (filled !== undefined && filled.slots > slots) spare.fill(Number.NaN, slots, filled.slots);
    return fillRows(spare, past, columns[counter], meaning, rows);
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
    // Nothing is computed of what was not read.
    return hasDelays(next.processes) ? { ...delayRates(reading), stoodSeconds: stoodSeconds(before, next) } : undefined;
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

/** The reading before, as rates need it. */
class Past {
  readonly columns: ProcessColumns;
  private readonly bornAfter: number;
  private all: Uint8Array | undefined;

  constructor(
    private readonly previous: Snapshot,
    private readonly next: Snapshot,
    readonly seconds: number,
  ) {
    this.columns = previous.processes.columns;
    this.bornAfter = bornAfterTicks(previous.system, next.system);
  }

  /** Of all slots. */
  get origins(): Uint8Array {
    this.all ??= originsOf(this.previous, this.next, this.bornAfter);
    return this.all;
  }

  get slots(): number {
    return this.next.processes.slots;
  }

  originOf(slot: number): number {
    const { columns } = this.next.processes;
    const serial = columns.serial[slot];
    if (serial === 0) return UNKNOWN;
    const { slots } = this.previous.processes;
    if (slot < slots && this.columns.serial[slot] === serial) return SEEN;
    return columns.startTicks[slot] >= this.bornAfter ? UNBORN : UNKNOWN;
  }
}

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
    rates[slot] = rateOf(origins[slot], before[slot], now[slot], past.seconds, perUnit, meaning);
  }
  return rates.fill(Number.NaN, origins.length);
}

/** Thousands of rows stand still, and are not looked at. */
function fillRows(
  rates: Float64Array,
  past: Past,
  now: Float64Array,
  meaning: Meaning,
  all: readonly Int32Array[],
): Float64Array {
  const before = past.columns[meaning.counter];
  const perUnit = meaning.scale / past.seconds;
  const { slots } = past;
  for (const rows of all) {
    for (let index = 0; index < rows.length; index++) {
      const slot = rows[index];
      if (slot >= slots) continue;
      rates[slot] = rateOf(past.originOf(slot), before[slot], now[slot], past.seconds, perUnit, meaning);
    }
  }
  return rates;
}

function rateOf(
  origin: number,
  before: number,
  now: number,
  seconds: number,
  perUnit: number,
  { bound, ceiling }: Meaning,
): number {
  const start = origin === SEEN ? before : origin === UNBORN ? 0 : Number.NaN;
  return Math.min(riseOf(start, now, seconds, bound) * perUnit, ceiling);
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

function originsOf(previous: Snapshot, next: Snapshot, bornAfter: number): Uint8Array {
  const { columns, slots } = next.processes;
  const before = previous.processes.columns.serial;
  const known = previous.processes.slots;
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
