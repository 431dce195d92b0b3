import { resolve } from 'node:path';
import type { SensorReading } from '../model/machine/sensors.js';
import { addon } from './addon.js';
import type { NativeSensorEngine } from './native-types.js';
import { procRoot, sysRoot } from './roots.js';

export type SensorProbe = {
  /** All sensors, or those of the meters. A chip that is slow is given as it was last. Never rejects. */
  read(all: boolean): Promise<SensorReading | undefined>;
};

/** How long drivers are waited for: at first all must answer, then what they said last may do. */
const FIRST_PATIENCE_SECONDS = 1;
const PATIENCE_SECONDS = 0.3;
/** A frame waits no longer for its meters. */
const METER_PATIENCE_SECONDS = 0.03;
/** Where there is nothing it is not looked for again at once. */
const LOOK_AGAIN_MILLISECONDS = 10_000;

/** Reads sensors on threads of their own, one request after the other. Loads the addon with the first. */
export function createSensorProbe(roots: { readonly procRoot?: string; readonly sysRoot?: string } = {}): SensorProbe {
  const proc = resolve(roots.procRoot ?? procRoot());
  const sys = resolve(roots.sysRoot ?? sysRoot());
  let engine: NativeSensorEngine | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isFirst = true;
  let none: { readonly reading: SensorReading; readonly until: number } | undefined;
  const patience = (all: boolean) => {
    if (!all) return METER_PATIENCE_SECONDS;
    const seconds = isFirst ? FIRST_PATIENCE_SECONDS : PATIENCE_SECONDS;
    isFirst = false;
    return seconds;
  };
  const readNow = async (all: boolean) => {
    engine ??= new (addon().SensorEngine)(proc, sys);
    const reading = await engine.sample(all, patience(all));
    none = reading.chips.length > 0 ? undefined : { reading, until: performance.now() + LOOK_AGAIN_MILLISECONDS };
    return reading;
  };
  return {
    read(all) {
      if (!all && none !== undefined && performance.now() < none.until) return Promise.resolve(none.reading);
      const reading = last.then(() => readNow(all)).catch(() => undefined);
      last = reading;
      return reading;
    },
  };
}
