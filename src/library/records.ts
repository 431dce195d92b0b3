/**
 * Frozen values by name. Names are foreign, and may be __proto__: fromEntries makes that a name like any other, as JSON
 * and structured cloning do.
 */
export function byName<Value extends object>(
  entries: Iterable<readonly [string, Value]>,
): Readonly<Record<string, Value>> {
  return Object.freeze(Object.fromEntries([...entries].map(([name, value]) => [name, Object.freeze(value)])));
}

/** A percentage with one decimal. */
export function roundPercent(percent: number): number {
  return Number(percent.toFixed(1));
}

/** 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? roundPercent((part / whole) * 100) : 0;
}
