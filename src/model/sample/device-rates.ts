import type { BlockDevice } from '../machine/disk-table.js';
import type { Snapshot } from '../machine/snapshot.js';

/** What a block device did between two readings; NaN is unknown. */
export type DeviceRates = {
  readonly readBytesPerSecond: number;
  readonly writeBytesPerSecond: number;
  readonly discardBytesPerSecond: number;
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
  readonly discardsPerSecond: number;
  readonly flushesPerSecond: number;
  /** What one request took on average; unknown if there was none. */
  readonly readWaitMilliseconds: number;
  readonly writeWaitMilliseconds: number;
  readonly discardWaitMilliseconds: number;
  readonly flushWaitMilliseconds: number;
  /** Requests that were under way, on average. */
  readonly queueLength: number;
  /** Time in which at least one request was under way. */
  readonly busyPercent: number;
};

type Counter = {
  readonly [Key in keyof BlockDevice]: BlockDevice[Key] extends number ? Key : never;
}[keyof BlockDevice];

/**
 * By index of the newer reading. A device has rates if it is in both (same serial): one that came back under its name has
 * counted from 0 again. What fell is unknown.
 */
export function deviceRates(previous: Snapshot | undefined, next: Snapshot): readonly DeviceRates[] | undefined {
  const { devices } = next;
  if (devices === undefined) return undefined;
  const before = new Map(previous?.devices?.map((device) => [device.serial, device]));
  const seconds = next.system.monotonicSeconds - (previous?.system.monotonicSeconds ?? Number.NaN);
  return devices.map((device) => ratesOf(before.get(device.serial), device, seconds > 0 ? seconds : Number.NaN));
}

function ratesOf(before: BlockDevice | undefined, now: BlockDevice, seconds: number): DeviceRates {
  const rise = (counter: Counter) => {
    const risen = before === undefined ? Number.NaN : now[counter] - before[counter];
    return risen >= 0 ? risen : Number.NaN;
  };
  const perSecond = (counter: Counter) => rise(counter) / seconds;
  return {
    readBytesPerSecond: perSecond('readBytes'),
    writeBytesPerSecond: perSecond('writeBytes'),
    discardBytesPerSecond: perSecond('discardBytes'),
    readsPerSecond: perSecond('reads'),
    writesPerSecond: perSecond('writes'),
    discardsPerSecond: perSecond('discards'),
    flushesPerSecond: perSecond('flushes'),
    readWaitMilliseconds: perRequest(rise('readMilliseconds'), rise('reads')),
    writeWaitMilliseconds: perRequest(rise('writeMilliseconds'), rise('writes')),
    discardWaitMilliseconds: perRequest(rise('discardMilliseconds'), rise('discards')),
    flushWaitMilliseconds: perRequest(rise('flushMilliseconds'), rise('flushes')),
    queueLength: perSecond('weightedMilliseconds') / 1000,
    // The kernel counts it in ticks, so that a short interval could seem to hold more than there is.
    busyPercent: Math.min(100, perSecond('busyMilliseconds') / 10),
  };
}

function perRequest(milliseconds: number, requests: number): number {
  return requests > 0 ? milliseconds / requests : Number.NaN;
}
