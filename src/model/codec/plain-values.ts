/** The first byte of a value, which says what follows. */
export const TAG = {
  undefined: 0,
  false: 1,
  true: 2,
  /** A whole number from 0 to 2^53 - 1, seven bits a byte. */
  natural: 3,
  /** Any other number, NaN and -0 among them: eight bytes. */
  number: 4,
  /** Length in bytes, UTF-8. */
  text: 5,
  /** Length in units, UTF-16: text with lone surrogates. */
  units: 6,
  /** A text that was written before, by its number. */
  textAgain: 7,
  list: 8,
  record: 9,
  map: 10,
  float64s: 11,
  int32s: 12,
  uint32s: 13,
  uint8s: 14,
} as const;

/** Texts that have numbers; those after them are written in full. */
export const MOST_NUMBERED_TEXTS = 1 << 16;

export type NumberColumn = Float64Array | Int32Array | Uint32Array | Uint8Array;
