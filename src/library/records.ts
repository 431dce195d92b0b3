/** A percentage with one decimal. */
export function roundPercent(percent: number): number {
  return Number(percent.toFixed(1));
}

/** 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? roundPercent((part / whole) * 100) : 0;
}
