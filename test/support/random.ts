export type Random = {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  pick<Value>(values: readonly Value[]): Value;
};

/** The same numbers for the same seed, so that what a test found can be found again. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const number = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { number, pick: (values) => values[number(values.length)] as (typeof values)[number] };
}
