import type { Sample } from '../sample/sample.js';
import { bar } from '../text/bars.js';
import type { Line } from '../text/line.js';
import { padLine, span } from '../text/line-layout.js';
import { displayWidth } from '../text/text.js';
import type { MeterContext, MeterValue } from './meter-values.js';
import { type MeterId, meterById, readMeter } from './meters.js';

type MeterLinesInput = MeterContext & {
  readonly sample?: Sample | undefined;
  readonly width: number;
  readonly cpuBasis: 'core' | 'machine';
  readonly unicode: boolean;
};

/** One line each: the meter with the bar, and the meters right of it; the last only on a large screen. */
const ROWS: readonly { readonly bar: MeterId; readonly texts: readonly [MeterId, MeterId] }[] = [
  { bar: 'cpu', texts: ['load', 'disks'] },
  { bar: 'memory', texts: ['tasks', 'network'] },
  { bar: 'swap', texts: ['pressure', 'forks'] },
];

export const METER_LINES = ROWS.length;

/** From long to short; the first that fits is drawn, otherwise the last. A bar needs LEAST_BAR cells. */
const LAYOUTS = [
  { bars: true, detail: true, texts: true, long: true },
  { bars: true, detail: true, texts: true },
  { bars: true, detail: false, texts: true },
  { bars: true, detail: true, texts: false },
  { bars: true, detail: false, texts: false },
  { bars: false, detail: true, texts: false },
  { bars: false, detail: false, texts: false },
];
const LEAST_BAR = 10;
/** Bars are not shortened for the sake of whole words. */
const GOOD_BAR = 24;
const CAPTION = 5;
const GAP = 2;
/** Columns have this minimum width and grow in steps, so that they do not move while values change. */
const LEAST_COLUMN = { detail: 27, figure: 10, text: 31 };
const STEP = 4;

/** The lines of CPU, memory and swap, with the meters beside them. */
export function meterLines(input: MeterLinesInput, large: boolean): readonly Line[] {
  for (const layout of LAYOUTS) {
    const { long = false } = layout;
    const rows = ROWS.map((row) => ({
      label: meterById(row.bar).label,
      value: readMeter(row.bar, input.sample, input),
      texts: row.texts.slice(0, large ? 2 : 1).map((id) => textOf(id, input, long)),
    }));
    const figures = rows.map(({ value }) => figureText(value, layout.detail, long));
    const middle = columnWidth(figures, layout.detail ? LEAST_COLUMN.detail : LEAST_COLUMN.figure);
    const columns = layout.texts ? textColumns(rows.map(({ texts }) => texts)) : [];
    const least = long ? GOOD_BAR : LEAST_BAR;
    const bars = input.width - CAPTION - 1 - middle - columns.reduce((sum, width) => sum + GAP + width, 0);
    if (bars < (layout.bars ? least : -1) && layout !== LAYOUTS.at(-1)) continue;
    return rows.map(({ label, value, texts }, row) => [
      span(` ${label} `.padEnd(CAPTION), 'label'),
      ...(layout.bars ? [...bar(value.segments, bars, input.unicode), span(' ')] : []),
      ...padLine([span(figures[row] ?? '')], middle),
      ...columns.flatMap((width, index) => [span(' '.repeat(GAP)), ...padLine([span(texts[index] ?? '')], width)]),
    ]);
  }
  return [];
}

/** All three at 100 %. */
const LONG_PRESSURE = 'pressure cpu 100% mem 100% io 100%'.length;

/** The basis of CPU% follows the pressure. */
function textOf(id: MeterId, input: MeterLinesInput, long: boolean): string {
  const { text, longText } = readMeter(id, input.sample, input);
  // There is almost always room for the whole word.
  if (id !== 'pressure') return long || id === 'tasks' ? longText : text;
  return `${long ? longText.padEnd(LONG_PRESSURE) : text.padEnd(21)} ${basisText(input.cpuBasis)}`;
}

/** The basis of the list's CPU%: one core, or the whole machine. */
export function basisText(cpuBasis: 'core' | 'machine'): string {
  return cpuBasis === 'core' ? 'CPU%/core' : 'CPU%/all';
}

function figureText({ text, longText, detail }: MeterValue, withDetail: boolean, long: boolean): string {
  const figure = long ? longText : text;
  return withDetail && detail !== '' ? `${figure.padEnd(6)} ${detail}` : figure;
}

function textColumns(rows: readonly (readonly string[])[]): readonly number[] {
  const count = rows[0]?.length ?? 0;
  return Array.from({ length: count }, (_, index) =>
    columnWidth(
      rows.map((texts) => texts[index] ?? ''),
      LEAST_COLUMN.text,
    ),
  );
}

function columnWidth(texts: readonly string[], least: number): number {
  const widest = Math.max(...texts.map(displayWidth));
  return widest <= least ? least : least + Math.ceil((widest - least) / STEP) * STEP;
}
