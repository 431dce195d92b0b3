import { graph, levelOf } from './sparkline.js';

/** The dots of a braille cell's left column and of its right one, by how high they reach. */
const LEFT_DOTS = [0, 0x40, 0x44, 0x46, 0x47] as const;
const RIGHT_DOTS = [0, 0x80, 0xa0, 0xb0, 0xb8] as const;
const DOTS_HIGH = 4;
const BRAILLE = 0x2800;

/** How many values `width` cells have room for: two a cell in braille, one in ASCII. */
export function valuesAcross(width: number, unicode: boolean): number {
  return unicode ? 2 * width : width;
}

/**
 * The last values that have room, newest at the right, as `height` lines of exactly `width` cells, top first; `max`
 * fills the height. Unknown is blank, a known zero still shows on the ground.
 */
export function plot(
  values: readonly number[],
  width: number,
  height: number,
  { unicode, max }: { readonly unicode: boolean; readonly max: number },
): readonly string[] {
  if (!unicode) return graph(values, width, height, { unicode, max });
  const room = valuesAcross(width, unicode);
  const newest = values.slice(-room);
  const levels = new Uint8Array(room);
  newest.forEach((value, index) => {
    levels[room - newest.length + index] = levelOf(value, max, height * DOTS_HIGH);
  });
  return Array.from({ length: height }, (_, row) => brailleLine(levels, (height - 1 - row) * DOTS_HIGH));
}

function brailleLine(levels: Uint8Array, below: number): string {
  let line = '';
  for (let at = 0; at < levels.length; at += 2) {
    const dots = LEFT_DOTS[dotsOf(levels[at] - below)] | RIGHT_DOTS[dotsOf(levels[at + 1] - below)];
    line += dots === 0 ? ' ' : String.fromCharCode(BRAILLE + dots);
  }
  return line;
}

function dotsOf(level: number): number {
  return Math.max(0, Math.min(level, DOTS_HIGH));
}

/** The least of 1, 2, 5, 10, 20, 50 … of a unit, in powers of 1024, that is not below a value: 5K, 200M. */
export function stepAbove(value: number): number {
  let unit = 1024;
  while (value > 500 * unit) unit *= 1024;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  return unit * (steps.find((step) => value <= step * unit) ?? 500);
}
