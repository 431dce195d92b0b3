import type { Sample } from '../sample/sample.js';
import { bar, barLengths } from '../text/bars.js';
import type { Line } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { createKeep } from '../text/remembered.js';
import { displayWidth, fit } from '../text/text.js';
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

/** What some of them have beside them where the machine has it, as long as their column does not grow. */
const BESIDE: Partial<Readonly<Record<MeterId, readonly MeterId[]>>> = {
  load: ['temperature'],
  forks: ['frequency', 'power'],
};

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

/** A line before it is laid out. */
type Row = { readonly label: string; readonly value: MeterValue; readonly texts: readonly Reading[] };
type Reading = { readonly id: MeterId; readonly value: MeterValue };

/** The widths of a layout, and what stands in each line right of its bar. */
type Plan = {
  /** Cells of the bars, if there are any. */
  readonly bars: number | undefined;
  readonly middle: number;
  readonly columns: readonly number[];
  readonly figures: readonly string[];
  readonly texts: readonly (readonly string[])[];
};

/** Makes the lines of CPU, memory and swap, with the meters beside them. */
export function createMeterLines(): (input: MeterLinesInput, large: boolean) => readonly Line[] {
  const keeps = ROWS.map(() => ({ bar: createKeep<Line>(), line: createKeep<Line>() }));
  return (input, large) => {
    const rows = readRows(input, large);
    const plan = planOf(rows, input);
    const { bars, middle, columns } = plan;
    return rows.map(({ label, value: { segments } }, row) => {
      const [figure, texts] = [plan.figures[row] ?? '', plan.texts[row] ?? []];
      const keep = keeps[row];
      const lengths = bars && barLengths(segments, bars).join();
      const drawn = keep.bar([bars, lengths, input.unicode], () => [
        span(` ${label} `.padEnd(CAPTION), 'label'),
        ...(bars === undefined ? [] : [...bar(segments, bars, input.unicode), span(' ')]),
      ]);
      return keep.line([drawn, middle, figure, ...columns, ...texts], () => [
        ...drawn,
        span(fit(figure, middle, 'left', '+')),
        ...columns.map((width, at) => span(' '.repeat(GAP) + fit(texts[at] ?? '', width, 'left', '+'))),
      ]);
    });
  };
}

/** The first layout that fits, otherwise the last. */
function planOf(rows: readonly Row[], input: MeterLinesInput): Plan {
  for (const { long = false, bars: hasBars, detail, texts: hasTexts } of LAYOUTS) {
    const figures = rows.map(({ value }) => figureText(value, detail, long));
    const texts = rows.map((row) => row.texts.map((reading) => textOf(reading, input, long)));
    const middle = columnWidth(figures, detail ? LEAST_COLUMN.detail : LEAST_COLUMN.figure);
    const columns = hasTexts ? textColumns(texts) : [];
    const bars = input.width - CAPTION - 1 - middle - columns.reduce((sum, width) => sum + GAP + width, 0);
    const plan = { bars: hasBars ? bars : undefined, middle, columns, figures, texts };
    if (bars >= leastBars(hasBars, long) || !(hasBars || detail)) return plan;
  }
  throw new Error('the last layout always fits');
}

/** Without bars, the blank after the figures may lie beyond the screen. */
function leastBars(hasBars: boolean, long: boolean): number {
  if (!hasBars) return -1;
  return long ? GOOD_BAR : LEAST_BAR;
}

function readRows(input: MeterLinesInput, large: boolean): readonly Row[] {
  const read = (id: MeterId) => readMeter(id, input.sample, input);
  return ROWS.map((row) => ({
    label: meterById(row.bar).label,
    value: read(row.bar),
    texts: row.texts.slice(0, large ? 2 : 1).map((id) => ({ id, value: read(id) })),
  }));
}

/** All three at 100 %. */
const LONG_PRESSURE = 'pressure cpu 100% mem 100% io 100%'.length;

/** The basis of CPU% follows the pressure. */
function textOf({ id, value: { text, longText } }: Reading, input: MeterLinesInput, long: boolean): string {
  // There is almost always room for the whole word.
  if (id !== 'pressure') return withOthers(long || id === 'tasks' ? longText : text, BESIDE[id], input);
  return `${long ? longText.padEnd(LONG_PRESSURE) : text.padEnd(21)} ${basisText(input.cpuBasis)}`;
}

function withOthers(text: string, others: readonly MeterId[] | undefined, input: MeterLinesInput): string {
  if (others === undefined) return text;
  return others.reduce((line, id) => {
    const other = readMeter(id, input.sample, input).text.replace('°', input.unicode ? '°' : '');
    const longer = `${line}  ${other}`;
    return other === '' || displayWidth(longer) > LEAST_COLUMN.text ? line : longer;
  }, text);
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
