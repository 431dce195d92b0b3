/**
 * What numbers are multiples of, as parts of one: whole ones, hundredths (ticks), thousandths, millionths, nanoseconds. Between
 * two such numbers there is a short whole number instead of eight bytes.
 */
export const SCALES = [1, 100, 1e3, 1e6, 1e9] as const;

/** The scales to try of numbers with this name, the shortest first, by its unit: the kernel counts time in ticks or nanoseconds. */
export function scalesFor(name: string): readonly number[] {
  return /seconds$/i.test(name) ? [0, 1, 4] : [0];
}

/** For numbers without a name. */
export const ALL_SCALES: readonly number[] = SCALES.map((_, scale) => scale);

const MOST_PARTS = 2 ** 53 - 2;

/**
 * How many parts a number is if exactly that many parts give it back; else NaN. Near 2^53 parts the product may be off by one.
 */
export function partsOf(value: number, scale: number): number {
  const perOne = SCALES[scale];
  const parts = Math.round(value * perOne);
  // -0 is no whole number: 1 / -0 is negative.
  if (parts === 0) return value === 0 && 1 / value > 0 ? 0 : Number.NaN;
  if (Math.abs(parts) > MOST_PARTS || Number.isNaN(parts)) return Number.NaN;
  if (parts / perOne === value) return parts;
  if (scale === 0) return Number.NaN;
  if ((parts + 1) / perOne === value) return parts + 1;
  return (parts - 1) / perOne === value ? parts - 1 : Number.NaN;
}

export function ofParts(parts: number, scale: number): number {
  return parts / SCALES[scale];
}

/** From here on a difference is written as bits. */
export const LARGEST_STEP = 2 ** 51;

/** The parts between two numbers; NaN where they can't be told so. Two numbers that differ are never 0 apart. */
export function stepOf(before: number, after: number, scale: number): number {
  const step = partsOf(after, scale) - partsOf(before, scale);
  return Math.abs(step) < LARGEST_STEP && step !== 0 ? step : Number.NaN;
}

/** The number so many parts further; NaN is damage. */
export function stepFrom(before: number, step: number, scale: number): number {
  const parts = partsOf(before, scale) + step;
  return Number.isSafeInteger(parts) ? ofParts(parts, scale) : Number.NaN;
}

const bits = new DataView(new ArrayBuffer(16));

/** The bits in which two numbers differ, low and high word: with one of them they give the other, whatever it is. */
export function bitsBetween(one: number, other: number): readonly [number, number] {
  bits.setFloat64(0, one, true);
  bits.setFloat64(8, other, true);
  return [
    (bits.getUint32(0, true) ^ bits.getUint32(8, true)) >>> 0,
    (bits.getUint32(4, true) ^ bits.getUint32(12, true)) >>> 0,
  ];
}

/** The number that differs in these bits. */
export function withBits(one: number, low: number, high: number): number {
  bits.setFloat64(0, one, true);
  bits.setUint32(0, bits.getUint32(0, true) ^ low, true);
  bits.setUint32(4, bits.getUint32(4, true) ^ high, true);
  return bits.getFloat64(0, true);
}
