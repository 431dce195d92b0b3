/** The middle value; undefined of nothing. */
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

/** What the results keep of a list of measurements; undefined of nothing. */
export function summary(values) {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { median: median(values), p95: quantile(values, 0.95), mean, count: values.length };
}
