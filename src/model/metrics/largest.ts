/** Of many only those that are largest; in the order in which they came. */
export function largestOf<Item>(items: readonly Item[], sizeOf: (item: Item) => number, most: number): readonly Item[] {
  if (items.length <= most) return items;
  const sizes = items.map(sizeOf).sort((one, other) => other - one);
  const least = sizes[most - 1] ?? 0;
  return items.filter((item) => sizeOf(item) >= least).slice(0, most);
}
