import { resolve } from 'node:path';
import type { SensorReading } from '../model/machine/sensors.js';
import { addon } from './addon.js';
import type { NativeSensorEngine } from './native-types.js';
import { procRoot, sysRoot } from './roots.js';

export type SensorProbeOptions = {
  readonly procRoot?: string;
  readonly sysRoot?: string;
  /** Makes what reads them; here when left out. */
  readonly open?: (procRoot: string, sysRoot: string) => NativeSensorEngine;
};

export type SensorProbe = {
  /** All sensors, or those of the meters. A chip that is slow is given as it was last. */
  read(all: boolean): Promise<SensorReading>;
};

/** How long a driver is waited for that was asked just now. */
const PATIENCE_SECONDS = 1;
/** A frame waits no longer for its meters. */
const METER_PATIENCE_SECONDS = 0.03;
/** Where there is nothing it is not looked for again at once. */
const LOOK_AGAIN_MILLISECONDS = 10_000;

/** Reads sensors on threads of their own, one request after the other. Loads the addon with the first. */
export function createSensorProbe(roots: SensorProbeOptions = {}): SensorProbe {
  const { open = newSensorEngine } = roots;
  const proc = resolve(roots.procRoot ?? procRoot());
  const sys = resolve(roots.sysRoot ?? sysRoot());
  let engine: NativeSensorEngine | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let none: { readonly reading: SensorReading; readonly until: number } | undefined;
  const readNow = async (all: boolean) => {
    engine ??= open(proc, sys);
    const read = await engine.sample(all, all ? PATIENCE_SECONDS : METER_PATIENCE_SECONDS);
    const reading = all ? read : { ...read, isPartial: true };
    none = reading.chips.length > 0 ? undefined : { reading, until: performance.now() + LOOK_AGAIN_MILLISECONDS };
    return reading;
  };
  return {
    read(all) {
      if (!all && none !== undefined && performance.now() < none.until) return Promise.resolve(none.reading);
      const reading = last.then(() => readNow(all));
      last = reading.catch(() => undefined);
      return reading;
    },
  };
}

function newSensorEngine(proc: string, sys: string): NativeSensorEngine {
  return new (addon().SensorEngine)(proc, sys);
}
