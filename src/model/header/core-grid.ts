import { type Core, cpuSegments } from '../sample/cores.js';
import { bar, barLengths } from '../text/bars.js';
import type { Line } from '../text/line.js';
import { padLine, span } from '../text/line-layout.js';
import { createKeep } from '../text/remembered.js';
import { sparkline } from '../text/sparkline.js';
import type { CoreFacts } from './core-facts.js';

/** Minimum cells of a CPU with a bar. */
const LEAST_BAR_CELL = 15;
/** Cells of its value, such as 100% or off. */
const FIGURE_CELL = 5;
/** Cells of its frequency, and of a CPU that has room for it. */
const FREQUENCY_CELL = 6;
const LEAST_FREQUENCY_CELL = 24;

type CoreGrid = (
  cores: readonly Core[],
  facts: CoreFacts,
  width: number,
  height: number,
  unicode: boolean,
) => readonly Line[];

/**
 * Makes all CPUs in `height` lines of exactly `width` cells: each as a bar, a value, or one character; if even those are too
 * many, as means over groups, labelled `avg` and the size of a group. No CPU is left out.
 */
export function createCoreGrid(): CoreGrid {
  const cells: BarCell[] = [];
  return (cores, facts, width, height, unicode) => {
    const across = Math.ceil(cores.length / height);
    const cellWidth = Math.floor(width / Math.max(1, across));
    if (cellWidth < LEAST_BAR_CELL) return strips(cores, width, height, unicode);
    const idWidth = Math.max(2, String(cores.at(-1)?.id ?? 0).length);
    const drawn = cores.map((core, index) => {
      cells[index] ??= createBarCell();
      return cells[index](core, besideOf(core, facts, cellWidth), { idWidth, cellWidth, unicode });
    });
    // CPUs are numbered downwards, column by column.
    return Array.from({ length: height }, (_, row) =>
      padLine(
        drawn.flatMap((cell, index) => (index % height === row ? cell : [])),
        width,
      ),
    );
  };
}

type BarCell = (
  core: Core,
  beside: { readonly mark: string; readonly frequency: string },
  size: { readonly idWidth: number; readonly cellWidth: number; readonly unicode: boolean },
) => Line;

/** The mark and the frequency of a CPU, empty where no CPU has any. */
function besideOf({ id, online }: Core, { marks, hertz }: CoreFacts, cellWidth: number): Parameters<BarCell>[1] {
  const mark = marks.size === 0 ? '' : (marks.get(id) ?? ' ');
  if (hertz.size === 0 || cellWidth < LEAST_FREQUENCY_CELL) return { mark, frequency: '' };
  const known = online ? (hertz.get(id) ?? Number.NaN) : Number.NaN;
  const text = Number.isNaN(known) ? '-' : `${(known / 1e9).toFixed(1)}G`;
  return { mark, frequency: text.padStart(FREQUENCY_CELL) };
}

/** A CPU as a bar, drawn anew when its bar or its value changes. */
function createBarCell(): BarCell {
  const keep = createKeep<Line>();
  return (core, { mark, frequency }, { idWidth, cellWidth, unicode }) => {
    const { id, online } = core;
    const segments = cpuSegments(core.shares);
    const width = cellWidth - idWidth - mark.length - 2 - FIGURE_CELL - frequency.length;
    const figure = figureCell([core]);
    return keep(
      [id, mark, frequency, idWidth, width, barLengths(segments, width).join(), unicode, figure, online],
      () => [
        span(` ${String(id).padStart(idWidth)}${mark} `, 'label'),
        ...bar(segments, width, unicode),
        span(figure, online ? 'normal' : 'muted'),
        ...(frequency === '' ? [] : [span(frequency, 'muted')]),
      ],
    );
  };
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
