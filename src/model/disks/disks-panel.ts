import type { PanelContext } from '../list/part.js';
import type { BlockDevice, FileSystem } from '../machine/disk-table.js';
import type { Sample } from '../sample/sample.js';
import { bar } from '../text/bars.js';
import { plot, stepAbove, valuesAcross } from '../text/braille.js';
import type { Line, Span, Tone } from '../text/line.js';
import { cutLine, lineWidth, padLine, span } from '../text/line-layout.js';
import { asciiOnly, clean } from '../text/text.js';
import { formatBytes, formatPercent, formatRate } from '../text/units.js';
import { type DeviceFigure, type DeviceHistory, deviceFigures } from './device-history.js';
import { inodesPercent, isFilling, usedPercent } from './file-system-text.js';
import { swapText } from './swap-text.js';

/** The height by rows of the terminal: that of both lists, so that nothing moves when one goes to the other. */
const HEIGHTS = [
  { rows: 40, lines: 5 },
  { rows: 30, lines: 3 },
  { rows: 16, lines: 1 },
] as const;

/** Above the devices: pressure, swap, and graphs of the selected device. */
export function disksPanel(context: PanelContext<{ readonly history: DeviceHistory }>): readonly Line[] {
  return linesOf(context, (sample, lines) => {
    const device = sample.snapshot.devices?.[context.selected()];
    return device === undefined ? [] : deviceGraphs(context, device, lines);
  });
}

/** Above the file systems: the same, and the parts of the selected one. */
export function fileSystemsPanel(context: PanelContext): readonly Line[] {
  return linesOf(context, (sample) => {
    const found = sample.snapshot.fileSystems?.[context.selected()];
    return found === undefined ? [] : [spaceLine(context, found), moreLine(found)];
  });
}

export function disksPanelHeight({ size, header }: PanelContext): number {
  return header ? (HEIGHTS.find(({ rows }) => size.rows >= rows)?.lines ?? 0) : 0;
}

function linesOf(context: PanelContext, selected: (sample: Sample, lines: number) => readonly Line[]): readonly Line[] {
  const { sample, size, unicode } = context;
  const height = disksPanelHeight(context);
  if (height === 0) return [];
  const lines = sample === undefined ? [] : [pressureLine(sample, size.columns), ...selected(sample, height - 1)];
  const whole = Array.from({ length: height }, (_, row) => cutLine(lines[row] ?? [], size.columns));
  return unicode ? whole : whole.map((line) => line.map(({ text, tone }) => span(asciiOnly(text), tone)));
}

/** ` Waiting for storage some 12.3%  all 4.5%  Swap /dev/sda2 1.2G of 4.0G prio -2` */
function pressureLine(sample: Sample, columns: number): Line {
  const { ioSomePercent, ioFullPercent } = sample.rates.system;
  const line = [
    span(' Waiting for storage ', 'label'),
    span(`some ${percentText(ioSomePercent)}  all ${percentText(ioFullPercent)}`, toneOfPressure(ioFullPercent)),
    span('  Swap ', 'label'),
  ];
  return [...line, span(swapText(sample, columns - lineWidth(line)))];
}

function percentText(percent: number | undefined): string {
  return percent === undefined || Number.isNaN(percent) ? '-' : `${formatPercent(percent)}%`;
}

/** All that could run stood still for so much of the time. */
const MUCH_PERCENT = 20;

function toneOfPressure(percent = 0): Tone {
  return percent >= MUCH_PERCENT ? 'danger' : 'normal';
}

type Curve = {
  readonly figure: DeviceFigure;
  readonly name: string;
  readonly tone: Tone;
  readonly write: (value: number) => string;
  /** Undefined: the scale follows the values. */
  readonly most?: number;
};

const CURVES: readonly Curve[] = [
  { figure: 'readBytesPerSecond', name: 'read', tone: 'good', write: formatRate },
  { figure: 'writeBytesPerSecond', name: 'write', tone: 'cpuSystem', write: formatRate },
  { figure: 'busyPercent', name: 'busy', tone: 'cpuUser', write: (value) => `${formatPercent(value)}%`, most: 100 },
];

/** Graphs side by side, each with a title above it. */
function deviceGraphs(
  { own, size, unicode }: PanelContext<{ readonly history: DeviceHistory }>,
  device: BlockDevice,
  lines: number,
): readonly Line[] {
  if (lines < 2) return [];
  const width = Math.floor(size.columns / CURVES.length);
  const graphs = CURVES.map((curve) => {
    const values = deviceFigures(own.history, device.serial, curve.figure, valuesAcross(width - 1, unicode));
    const most = curve.most ?? stepAbove(Math.max(0, ...values.filter(Number.isFinite)));
    const now = values.at(-1) ?? Number.NaN;
    const title: readonly Span[] = [
      span(` ${clean(device.name)} ${curve.name} ${Number.isNaN(now) ? '-' : curve.write(now)}`, 'label'),
      span(`  0-${curve.write(most).replace('.0', '')}`, 'muted'),
    ];
    const plotted = plot(values, width - 1, lines - 1, { unicode, max: most });
    return [title, ...plotted.map((text) => [span(` ${text}`, curve.tone)])].map((line) => padLine(line, width));
  });
  return Array.from({ length: lines }, (_, row) => graphs.flatMap((graph) => graph[row] ?? []));
}

/** ` /home ▕█████▓ ▏ 91% of 1.2T, 45G free, 10G more for root, inodes 12%` */
function spaceLine({ size, unicode }: PanelContext, one: FileSystem): Line {
  const { usedBytes, totalBytes, reservedBytes, availableBytes } = one;
  const used = usedPercent(one);
  const inodes = inodesPercent(one);
  const name = span(` ${clean(one.mountPoint)} `, 'label');
  const known = Number.isNaN(totalBytes)
    ? '-'
    : [
        `${Number.isNaN(used) ? '-' : used}% of ${formatBytes(totalBytes)}`,
        `${formatBytes(availableBytes)} free`,
        ...(reservedBytes > 0 ? [`${formatBytes(reservedBytes)} more for root`] : []),
        ...(Number.isNaN(inodes) ? [] : [`inodes ${inodes}%`]),
      ].join(', ');
  const text = span(` ${known}`);
  const segments = [
    { tone: isFilling(one, used) ? 'danger' : 'memoryUsed', fraction: usedBytes / totalBytes },
    { tone: 'muted', fraction: reservedBytes / totalBytes },
  ] as const;
  const room = size.columns - lineWidth([name, text]);
  return [name, ...bar(segments, Math.min(room, 40), unicode), text];
}

/** What is mounted, how, and where else. */
function moreLine({ source, type, options, otherMounts }: FileSystem): Line {
  const also = otherMounts.length === 0 ? '' : `  also at ${otherMounts.map(clean).join(' ')}`;
  return [span(` ${clean(source)} ${clean(type)} ${clean(options)}${also}`, 'muted')];
}
