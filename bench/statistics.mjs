/** The median; undefined for an empty list. */
export function median(values) {
  return quantile(values, 0.5);
}

/** The value that a share of all does not exceed, between two neighbours in proportion; undefined of nothing. */
export function quantile(values, share) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

/** The summary of a list of measurements; undefined for an empty list. */
export function summary(values) {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { median: median(values), p95: quantile(values, 0.95), mean, count: values.length };
}
