import { type Core, cpuSegments } from '../sample/cores.js';
import { bar } from '../text/bars.js';
import type { Line } from '../text/line.js';
import { padLine, span } from '../text/line-layout.js';
import { sparkline } from '../text/sparkline.js';

/** Minimum cells of a CPU with a bar. */
const LEAST_BAR_CELL = 15;
/** Cells of its value, such as 100% or off. */
const FIGURE_CELL = 5;

/**
 * All CPUs in `height` lines of exactly `width` cells: each as a bar, a value, or one character; if even those are too
 * many, as means over groups, labelled `avg` and the size of a group. No CPU is left out.
 */
export function coreGrid(cores: readonly Core[], width: number, height: number, unicode: boolean): readonly Line[] {
  const across = Math.ceil(cores.length / height);
  const cellWidth = Math.floor(width / Math.max(1, across));
  return cellWidth >= LEAST_BAR_CELL
    ? barGrid(cores, width, height, cellWidth, unicode)
    : strips(cores, width, height, unicode);
}

/** CPUs are numbered downwards, column by column. */
function barGrid(
  cores: readonly Core[],
  width: number,
  height: number,
  cellWidth: number,
  unicode: boolean,
): readonly Line[] {
  const idWidth = Math.max(2, String(cores.at(-1)?.id ?? 0).length);
  return Array.from({ length: height }, (_, row) => {
    const inRow = cores.filter((_, index) => index % height === row);
    return padLine(
      inRow.flatMap((core) => barCell(core, idWidth, cellWidth, unicode)),
      width,
    );
  });
}

function barCell(core: Core, idWidth: number, cellWidth: number, unicode: boolean): Line {
  const barWidth = cellWidth - idWidth - 2 - FIGURE_CELL;
  return [
    span(` ${String(core.id).padStart(idWidth)} `, 'label'),
    ...bar(cpuSegments(core.shares), barWidth, unicode),
    span(figureCell([core]), core.online ? 'normal' : 'muted'),
  ];
}

function strips(cores: readonly Core[], width: number, height: number, unicode: boolean): readonly Line[] {
  const widestLabel = ` ${cores.at(-1)?.id}-${cores.at(-1)?.id} avg${cores.length} `.length;
  const room = Math.max(1, width - widestLabel - 1);
  const groupSize = Math.ceil(cores.length / (room * height));
  const cells = Math.ceil(cores.length / groupSize / height);
  const cellOf = room >= cells * FIGURE_CELL ? figureCell : glyphCell;
  return Array.from({ length: height }, (_, row) => {
    const strip = cores.slice(row * cells * groupSize, (row + 1) * cells * groupSize);
    const label = strip.length === 0 ? '' : stripLabel(strip, groupSize);
    const text = chunks(strip, groupSize).map((group) => cellOf(group, unicode));
    return padLine([span(label.padEnd(widestLabel), 'label'), span(text.join(''), 'cpuUser')], width);
  });
}

function stripLabel(strip: readonly Core[], groupSize: number): string {
  return ` ${strip[0]?.id}-${strip.at(-1)?.id}${groupSize > 1 ? ` avg${groupSize}` : ''}`;
}

function figureCell(group: readonly Core[]): string {
  const busy = meanBusy(group);
  const known = Number.isNaN(busy) ? '-' : `${busy.toFixed(0)}%`;
  return (isOff(group) ? 'off' : known).padStart(FIGURE_CELL);
}

function glyphCell(group: readonly Core[], unicode: boolean): string {
  return isOff(group) ? 'x' : sparkline([meanBusy(group)], 1, { unicode, max: 100 });
}

function isOff(group: readonly Core[]): boolean {
  return group.every(({ online }) => !online);
}

/** The mean of the known values, or NaN. */
function meanBusy(group: readonly Core[]): number {
  const known = group.map(({ shares }) => shares?.busyPercent ?? Number.NaN).filter((busy) => !Number.isNaN(busy));
  return known.reduce((total, busy) => total + busy, 0) / known.length;
}

function chunks<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
