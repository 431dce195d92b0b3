import type { GroupTable } from '../machine/group-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import { type Bound, cpuBound, riseOf, STALL_BOUND, TRAFFIC_BOUND } from './rise.js';

/** What control groups used between two samples, by slot of the newer one; NaN is unknown. */
export type GroupRates = {
  /** Time between the two readings of the groups. */
  readonly intervalSeconds: number | undefined;
  /** 100 is one CPU. */
  readonly cpuPercent: Float64Array;
  /** For how long quotas of the group, and of those above it, stopped its run queues; 100 is one CPU's all the time. */
  readonly throttledPercent: Float64Array;
  readonly readBytesPerSecond: Float64Array;
  readonly writeBytesPerSecond: Float64Array;
  /** The share of the time in which some of its tasks were stalled. */
  readonly cpuPressurePercent: Float64Array;
  readonly memoryPressurePercent: Float64Array;
  readonly ioPressurePercent: Float64Array;
};

type Counter = Exclude<keyof GroupTable['columns'], 'serial' | 'parent'>;

/** Compares two readings of control groups. A group has a rate if it is in both; a counter that fell has none. */
function computeGroupRates(previous: GroupTable | undefined, next: GroupTable, cpus: number): GroupRates {
  const seconds = previous === undefined ? 0 : next.monotonicSeconds - previous.monotonicSeconds;
  const before = seconds > 0 ? previous : undefined;
  const rate = (counter: Counter, bound: Bound, scale = 1) => ratesOf(before, next, counter, { bound, seconds, scale });
  const pressure = (counter: Counter) => rate(counter, STALL_BOUND, 1e-4).map((percent) => Math.min(percent, 100));
  const ofCpus = cpuBound(cpus);
  return {
    intervalSeconds: before && seconds,
    cpuPercent: rate('cpuSeconds', ofCpus, 100),
    throttledPercent: throttledRates(next, rate('stoppedSeconds', ofCpus, 100), rate('throttledSeconds', ofCpus, 100)),
    readBytesPerSecond: rate('readBytes', TRAFFIC_BOUND),
    writeBytesPerSecond: rate('writeBytes', TRAFFIC_BOUND),
    cpuPressurePercent: pressure('cpuSomeMicroseconds'),
    memoryPressurePercent: pressure('memorySomeMicroseconds'),
    ioPressurePercent: pressure('ioSomeMicroseconds'),
  };
}

type Meaning = { readonly bound: Bound; readonly seconds: number; readonly scale: number };

function ratesOf(before: GroupTable | undefined, next: GroupTable, counter: Counter, meaning: Meaning): Float64Array {
  const rates = new Float64Array(next.slots).fill(Number.NaN);
  if (before === undefined) return rates;
  const { bound, seconds, scale } = meaning;
  const [earlier, now] = [before.columns[counter], next.columns[counter]];
  const { serial } = next.columns;
  for (let slot = 0; slot < Math.min(next.slots, before.slots); slot++) {
    if (serial[slot] === 0 || before.columns.serial[slot] !== serial[slot]) continue;
    rates[slot] = (riseOf(earlier[slot], now[slot], seconds, bound) / seconds) * scale;
  }
  return rates;
}

/**
 * Newer kernels count for each group what all quotas above it have stopped too. For older ones, and where a group has no
 * controller of its own, it is at least what the strictest of these quotas has stopped.
 */
function throttledRates(groups: GroupTable, stopped: Float64Array, byQuota: Float64Array): Float64Array {
  return Float64Array.from({ length: groups.slots }, (_, slot) => {
    const known = wayUp(groups, slot, stopped).map((at) => (Number.isNaN(stopped[at]) ? byQuota[at] : stopped[at]));
    return known.reduce((most, rate) => (most >= rate || Number.isNaN(rate) ? most : rate), Number.NaN);
  });
}

/** A group and those above it, up to the first of which all is known. */
function wayUp({ columns, slots }: GroupTable, slot: number, known: Float64Array): readonly number[] {
  const way: number[] = [];
  if (columns.serial[slot] === 0) return way;
  for (let at = slot; at >= 0 && way.length < slots; at = columns.parent[at]) {
    way.push(at);
    if (!Number.isNaN(known[at])) break;
  }
  return way;
}

/** Of these snapshots, if the newer one has groups. */
export function groupRates(previous: Snapshot | undefined, next: Snapshot): GroupRates | undefined {
  if (next.groups === undefined) return undefined;
  const cpus = next.system.cpus.length > 0 ? next.system.cpus.length : Number.POSITIVE_INFINITY;
  return computeGroupRates(previous?.groups, next.groups, cpus);
}
