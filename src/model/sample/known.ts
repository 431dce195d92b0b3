/** The sum of the known values; NaN only if both are unknown. */
export function addKnown(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : one + other;
}
