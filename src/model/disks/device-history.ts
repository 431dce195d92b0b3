import type { Snapshot } from '../machine/snapshot.js';
import type { DeviceRates } from '../sample/device-rates.js';
import type { Sample } from '../sample/sample.js';

/** What graphs show of a device. */
export type DeviceFigure = 'readBytesPerSecond' | 'writeBytesPerSecond' | 'busyPercent';

/** Of each device, by its serial, the last rates, the newest last. It is changed in place. */
export type DeviceHistory = { readonly rates: Map<number, Seen[]>; last: Snapshot | undefined };

type Seen = { readonly seconds: number; readonly rates: DeviceRates };

/** As many as the widest graph has room for. */
const MOST_SAMPLES = 600;

export function createDeviceHistory(): DeviceHistory {
  return { rates: new Map(), last: undefined };
}

/** Changes `history`. A device that has gone is forgotten. */
export function observeDevices(history: DeviceHistory, { snapshot, rates }: Sample): void {
  const { devices } = snapshot;
  if (devices === undefined || rates.devices === undefined || history.last === snapshot) return;
  history.last = snapshot;
  const serials = new Set(devices.map(({ serial }) => serial));
  for (const serial of history.rates.keys()) if (!serials.has(serial)) history.rates.delete(serial);
  for (const [index, { serial }] of devices.entries()) {
    const seen = history.rates.get(serial) ?? [];
    history.rates.set(serial, seen);
    seen.push({ seconds: snapshot.system.monotonicSeconds, rates: rates.devices[index] });
    if (seen.length > MOST_SAMPLES) seen.splice(0, seen.length - MOST_SAMPLES);
  }
}

/** The history as it was with this snapshot. */
export function devicesUntil({ rates }: DeviceHistory, snapshot: Snapshot): DeviceHistory {
  const { monotonicSeconds } = snapshot.system;
  const until = (all: readonly Seen[]) => all.filter(({ seconds }) => seconds <= monotonicSeconds);
  return { rates: new Map(Array.from(rates, ([serial, all]) => [serial, until(all)])), last: snapshot };
}

/** The last values of a figure, the newest last. */
export function deviceFigures({ rates }: DeviceHistory, serial: number, figure: DeviceFigure, most: number): number[] {
  return (rates.get(serial) ?? []).slice(-most).map((one) => one.rates[figure]);
}
