import type { CpuPlace, SensorReading } from '../machine/sensors.js';
import { remembered } from '../text/remembered.js';

/** What the grid shows of CPUs beside their times, by number. */
export type CoreFacts = {
  readonly marks: ReadonlyMap<number, string>;
  readonly hertz: ReadonlyMap<number, number>;
};

const NONE: CoreFacts = { marks: new Map(), hertz: new Map() };

/** Nothing on a machine that governs no frequency and has cores of one kind. */
export const coreFactsOf = remembered((reading: SensorReading | undefined): CoreFacts => {
  return reading === undefined ? NONE : factsOf(reading);
});

function factsOf({ chips, cpus }: SensorReading): CoreFacts {
  const sensors = chips.flatMap(({ source, sensors }) => (source === 'cpufreq' ? sensors : []));
  const hertz = new Map(sensors.map(({ name, value }) => [Number(name.replace('cpu', '')), value]));
  if (hertz.size === 0 && cpus.every(({ kind }) => kind === '')) return NONE;
  const marks = cpus.map((place) => [place.cpu, markOf(place)] as const).filter(([, mark]) => mark !== '');
  return { marks: new Map(marks), hertz };
}

/** P and E are kinds of cores; small for a further thread of a core, which is t where there is one kind. */
function markOf({ cpu, kind, siblings }: CpuPlace): string {
  const isFurther = siblings.some((sibling) => sibling < cpu);
  return isFurther ? kind.toLowerCase() || 't' : kind;
}
