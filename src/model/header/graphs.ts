import { type History, type SystemFigure, systemHistory } from '../sample/history.js';
import type { Sample } from '../sample/sample.js';
import { plot, stepAbove, valuesAcross } from '../text/braille.js';
import type { Line, Tone } from '../text/line.js';
import { lineWidth, padLine, span } from '../text/line-layout.js';
import { formatBytes, formatSpan } from '../text/units.js';

type Curve = {
  readonly figure: SystemFigure;
  readonly tone: Tone;
  /** Its name, if a graph has more than one curve. */
  readonly name?: string;
};

type Graph = {
  readonly title: string;
  /** One above the other, with the same scale. */
  readonly curves: readonly Curve[];
  /** The value that fills the height, if it is fixed; otherwise the scale follows the values in steps. */
  readonly most?: (sample: Sample | undefined) => number | undefined;
  readonly write: (value: number) => string;
  /** The unit of the values, such as per second. */
  readonly per?: string;
};

/** The graphs of a large screen, by priority. */
export const GRAPHS: readonly Graph[] = [
  {
    title: 'CPU',
    curves: [{ figure: 'cpuBusyPercent', tone: 'cpuUser' }],
    most: () => 100,
    write: (percent) => `${percent.toFixed(0)}%`,
  },
  {
    title: 'Mem',
    curves: [{ figure: 'memoryUsedBytes', tone: 'memoryUsed' }],
    most: (sample) => sample?.snapshot.system.memory?.totalBytes,
    write: formatBytes,
  },
  {
    title: 'Net',
    curves: [
      { figure: 'receiveBytesPerSecond', tone: 'good', name: 'in' },
      { figure: 'sendBytesPerSecond', tone: 'cpuSystem', name: 'out' },
    ],
    write: formatBytes,
    per: '/s',
  },
  {
    title: 'Disk',
    curves: [
      { figure: 'diskReadBytesPerSecond', tone: 'good', name: 'read' },
      { figure: 'diskWriteBytesPerSecond', tone: 'cpuSystem', name: 'write' },
    ],
    write: formatBytes,
    per: '/s',
  },
];

export type GraphContext = {
  readonly sample?: Sample | undefined;
  readonly history: History;
  readonly unicode: boolean;
};

/** Number of samples for which a new scale is marked as new. */
const NEW_SCALE_SAMPLES = 4;

/** A graph as `height` lines of exactly `width` cells: title with scale and time span, then the curves. */
export function graphLines(graph: Graph, context: GraphContext, width: number, height: number): readonly Line[] {
  const room = valuesAcross(width, context.unicode);
  const curves = graph.curves.map((curve) => ({
    ...curve,
    values: systemHistory(context.history, curve.figure, room),
  }));
  const scale = scaleOf(graph, context.sample, curves);
  const title = titleOf(graph, context, curves, scale, width, room);
  const lines = curves.flatMap(({ values, tone }, index) => {
    const own = shareOf(height - 1, graph.curves.length, index);
    return plot(values, width, own, { unicode: context.unicode, max: scale.most }).map((text) => [span(text, tone)]);
  });
  return [title, ...lines].map((line) => padLine(line, width));
}

/** The number of lines of each curve; the first ones get the remainder. */
function shareOf(lines: number, curves: number, index: number): number {
  return Math.floor(lines / curves) + (index < lines % curves ? 1 : 0);
}

type Scale = { readonly most: number; readonly isNew: boolean };
type Values = { readonly values: readonly number[] };

function scaleOf({ most }: Graph, sample: Sample | undefined, curves: readonly Values[]): Scale {
  if (most !== undefined) return { most: most(sample) ?? Number.NaN, isNew: false };
  const stepFor = (drop: number) =>
    stepAbove(
      Math.max(0, ...curves.flatMap(({ values }) => values.slice(0, values.length - drop)).filter(Number.isFinite)),
    );
  const known = curves.some(({ values }) => values.length > NEW_SCALE_SAMPLES + 1);
  return { most: stepFor(0), isNew: known && stepFor(0) !== stepFor(NEW_SCALE_SAMPLES) };
}

/** ` Net in 1.2M/s out 300K/s      new scale 0-10M/s 2m`: the longest form that fits. */
function titleOf(
  { title, write, per = '' }: Graph,
  { history }: GraphContext,
  curves: readonly (Curve & Values)[],
  scale: Scale,
  width: number,
  room: number,
): Line {
  const now = (unit: string) =>
    curves.map(({ name, values }) => [name, valueText(values.at(-1), write, unit)].filter(Boolean).join(' ')).join(' ');
  const most = Number.isNaN(scale.most) ? '-' : `${write(scale.most).replace('.0', '')}${per}`;
  const lasted = spanText(history, room);
  const lefts = [` ${title} ${now(per)}`, ` ${title} ${now('')}`];
  const rights = [
    `${scale.isNew ? 'new scale' : 'scale'} 0-${most}, last ${lasted} `,
    `0-${most} ${lasted} `,
    `0-${most} `,
    '',
  ];
  for (const right of rights) {
    for (const left of lefts) {
      const ends = [span(left, 'label'), span(right, scale.isNew ? 'warning' : 'muted')];
      const blank = width - lineWidth(ends);
      if (blank > 0) return [ends[0], span(' '.repeat(blank)), ends[1]];
    }
  }
  return [span(` ${title}`, 'label')];
}

function valueText(value: number | undefined, write: (value: number) => string, per: string): string {
  return value === undefined || Number.isNaN(value) ? '-' : `${write(value)}${per}`;
}

/** The time between the first and the last drawn sample. */
function spanText(history: History, room: number): string {
  const moments = systemHistory(history, 'monotonicSeconds', room);
  const seconds = (moments.at(-1) ?? Number.NaN) - (moments[0] ?? Number.NaN);
  return Number.isNaN(seconds) ? '-' : formatSpan(seconds);
}
