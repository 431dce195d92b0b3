/** A column's numbers as two words each. Most counters stand still, and comparing words makes no numbers to be collected. */
export function wordsOf({ buffer, byteOffset, length }: Float64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}
