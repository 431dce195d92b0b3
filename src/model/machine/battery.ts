import type { PowerSupply, SensorReading } from './sensors.js';

/** All batteries that the machine lives on, as if they were one. NaN is unknown. */
export type Battery = {
  readonly percent: number;
  readonly state: 'charging' | 'discharging' | 'full' | 'idle' | 'unknown';
  /** Whether the mains, or a charger, supply the machine; undefined if that is unknown. */
  readonly isPlugged: boolean | undefined;
  /** Until it is empty or, while charging, full; known only with the rate. */
  readonly secondsLeft: number;
};

/** Undefined without a battery. */
export function batteryOf({ chips }: Pick<SensorReading, 'chips'>): Battery | undefined {
  const supplies = chips.flatMap(({ supply }) => supply ?? []);
  const ofMachine = chips.filter(({ supply }) => supply?.isBattery === true && !supply.isOfDevice);
  const batteries = ofMachine.flatMap(({ supply }) => supply ?? []);
  const percents = ofMachine.flatMap(({ sensors }) => sensors.filter(({ kind }) => kind === 'battery'));
  // An empty bay holds nothing.
  const present = batteries.filter((_, index) => !Number.isNaN(percents[index]?.value ?? Number.NaN));
  if (batteries.length === 0) return undefined;
  const state = stateOf(present);
  const isPlugged = pluggedOf(supplies, state);
  const known = percents.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const full = sum(present.map(({ fullJoules }) => fullJoules));
  const energy = sum(present.map(({ energyJoules }) => energyJoules));
  const share = full > 0 ? Math.min(100, (100 * energy) / full) : Number.NaN;
  const mean = known.length === 0 ? Number.NaN : sum(known) / known.length;
  const watts = sum(present.filter((one) => stateOf([one]) === state).map((one) => one.watts));
  const joules = state === 'charging' ? full - energy : state === 'discharging' ? energy : Number.NaN;
  return {
    percent: Number.isNaN(share) ? mean : share,
    state,
    isPlugged,
    secondsLeft: watts > 0 && joules >= 0 ? joules / watts : Number.NaN,
  };
}

/** One that is drained makes it drain, one that is charged makes it charge. */
function stateOf(batteries: readonly PowerSupply[]): Battery['state'] {
  const all = batteries.map(({ status }) => status.toLowerCase());
  if (all.includes('discharging')) return 'discharging';
  if (all.includes('charging')) return 'charging';
  if (all.length > 0 && all.every((status) => status === 'full')) return 'full';
  return all.some((status) => status === 'full' || status === 'not charging') ? 'idle' : 'unknown';
}

function pluggedOf(supplies: readonly PowerSupply[], state: Battery['state']): boolean | undefined {
  const mains = supplies.flatMap(({ isBattery, isOnline }) => (isBattery ? [] : (isOnline ?? [])));
  if (mains.length > 0) return mains.includes(true);
  if (state === 'discharging') return false;
  return state === 'charging' || state === 'full' ? true : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.length === 0 ? Number.NaN : numbers.reduce((total, number) => total + number, 0);
}
