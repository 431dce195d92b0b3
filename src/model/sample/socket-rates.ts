import type { SocketTable } from '../machine/socket-table.js';
import { type Bound, EVENT_BOUND, riseOf, TRAFFIC_BOUND } from './rise.js';

/** The traffic of sockets between two samples, by slot of the newer one; NaN is unknown. TCP only. */
export type SocketRates = {
  /** Time between the two readings of the sockets, which are not taken at the moment of the processes' readings. */
  readonly intervalSeconds: number | undefined;
  readonly receiveBytesPerSecond: Float64Array;
  readonly sendBytesPerSecond: Float64Array;
  /** Segments retransmitted per second. */
  readonly retransmitsPerSecond: Float64Array;
};

type Counter = 'receivedBytes' | 'sentBytes' | 'retransmits';

const BOUNDS: Readonly<Record<Counter, Bound>> = {
  receivedBytes: TRAFFIC_BOUND,
  sentBytes: TRAFFIC_BOUND,
  retransmits: EVENT_BOUND,
};

/**
 * Compares two readings of sockets. A socket has a rate if it is in both, or was opened in between: then it started at
 * 0. A counter that decreased makes the rate unknown.
 */
export function computeSocketRates(previous: SocketTable | undefined, next: SocketTable): SocketRates {
  const rate = (counter: Counter) => ratesOf(previous, next, counter);
  const seconds = previous === undefined ? 0 : next.monotonicSeconds - previous.monotonicSeconds;
  return {
    intervalSeconds: seconds > 0 ? seconds : undefined,
    receiveBytesPerSecond: rate('receivedBytes'),
    sendBytesPerSecond: rate('sentBytes'),
    retransmitsPerSecond: rate('retransmits'),
  };
}

function ratesOf(previous: SocketTable | undefined, next: SocketTable, counter: Counter): Float64Array {
  const rates = new Float64Array(next.slots).fill(Number.NaN);
  const seconds = previous === undefined ? 0 : next.monotonicSeconds - previous.monotonicSeconds;
  if (previous === undefined || !(seconds > 0)) return rates;
  const { serial, firstSeenSeconds } = next.columns;
  const [before, now] = [previous.columns[counter], next.columns[counter]];
  for (let slot = 0; slot < next.slots; slot++) {
    if (serial[slot] === 0) continue;
    const seen = slot < previous.slots && previous.columns.serial[slot] === serial[slot];
    const start = seen ? before[slot] : firstSeenSeconds[slot] > previous.monotonicSeconds ? 0 : Number.NaN;
    rates[slot] = riseOf(start, now[slot], seconds, BOUNDS[counter]) / seconds;
  }
  return rates;
}
