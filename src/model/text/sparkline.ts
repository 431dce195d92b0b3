/** `max` is the value that fills the height; by default the largest value. */
type GraphStyle = { readonly unicode: boolean; readonly max?: number | undefined };

/** From the lowest level to a full cell. */
const LEVELS = { unicode: '▁▂▃▄▅▆▇█', ascii: '.:-=+*%#' };
const STEPS = 8;

/** The last `width` values, newest at the right, in one line of exactly `width` cells. Unknown is blank. */
export function sparkline(values: readonly number[] | Float64Array, width: number, style: GraphStyle): string {
  return graph(values, width, 1, style)[0] ?? '';
}

/** The same over `height` lines, top first. A known zero still shows on the ground, to tell it from unknown. */
export function graph(
  values: readonly number[] | Float64Array,
  width: number,
  height: number,
  style: GraphStyle,
): readonly string[] {
  const cells = Math.max(0, Math.floor(width));
  const newest = Array.from(values.slice(Math.max(0, values.length - cells)));
  const max = style.max ?? Math.max(0, ...newest.filter(Number.isFinite));
  const levels = newest.map((value) => levelOf(value, max, height * STEPS));
  const glyphs = style.unicode ? LEVELS.unicode : LEVELS.ascii;
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * STEPS;
    return levels
      .map((level) => glyphs[Math.min(level - below, STEPS) - 1] ?? ' ')
      .join('')
      .padStart(cells);
  });
}

/** 0 for unknown, else 1 to `top`. */
export function levelOf(value: number, max: number, top: number): number {
  if (!Number.isFinite(value)) return 0;
  const share = max > 0 ? value / max : 0;
  return Math.min(top, Math.max(1, Math.ceil(share * top)));
}
