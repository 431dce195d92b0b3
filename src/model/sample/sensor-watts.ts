import type { Sensor, SensorReading } from '../machine/sensors.js';

/** Power by the serial of its sensor, where it follows from a counter of energy. NaN is unknown. */
export type SensorWatts = ReadonlyMap<number, number>;

/** More than any package takes: a counter that went further was not read for too long, or is another one. */
const MOST_WATTS = 5000;

export function sensorWatts(previous: SensorReading | undefined, next: SensorReading | undefined) {
  if (next === undefined) return undefined;
  const before = new Map(
    previous?.chips.flatMap(({ sensors, readSeconds }) =>
      sensors.filter(isCounted).map((sensor) => [sensor.serial, { sensor, readSeconds }] as const),
    ),
  );
  return new Map(
    next.chips.flatMap(({ sensors, readSeconds }) =>
      sensors.filter(isCounted).map((sensor) => {
        const old = before.get(sensor.serial);
        const watts = old === undefined ? Number.NaN : wattsOf(old.sensor, sensor, readSeconds - old.readSeconds);
        return [sensor.serial, watts] as const;
      }),
    ),
  );
}

function isCounted({ countedJoules }: Sensor): boolean {
  return !Number.isNaN(countedJoules);
}

/** A counter that fell has started again from 0, once if it can't have done so twice. */
function wattsOf(before: Sensor, { countedJoules, wrapJoules }: Sensor, seconds: number): number {
  if (!(seconds > 0)) return Number.NaN;
  if (seconds * MOST_WATTS > wrapJoules) return Number.NaN;
  const rise = countedJoules - before.countedJoules;
  const watts = (rise < 0 ? rise + wrapJoules : rise) / seconds;
  return watts >= 0 && watts <= MOST_WATTS ? watts : Number.NaN;
}
