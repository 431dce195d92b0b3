import type { PanelContext } from '../list/part.js';
import type { InterfaceReading } from '../machine/interface-reading.js';
import type { Sample } from '../sample/sample.js';
import type { Line } from '../text/line.js';
import { cutLine, span } from '../text/line-layout.js';
import { asciiOnly, clean } from '../text/text.js';
import { formatCount, formatRate } from '../text/units.js';

/** The maximum height of the strip by rows of the terminal. */
const HEIGHTS = [
  { rows: 40, lines: 6 },
  { rows: 30, lines: 4 },
  { rows: 20, lines: 2 },
  { rows: 16, lines: 1 },
] as const;

const NAME_CELLS = 8;

/** One line per network interface above the connections: interfaces that are up first, lo last. */
export function interfaceStrip(context: PanelContext): readonly Line[] {
  const { sample, size, unicode } = context;
  const height = interfaceStripHeight(context);
  if (sample === undefined || height === 0) return [];
  const interfaces = inOrder(sample.snapshot.interfaces ?? []);
  const fit = interfaces.length > height ? height - 1 : height;
  const lines = interfaces.slice(0, fit).map((one) => interfaceLine(sample, one));
  const others = interfaces.slice(fit);
  const all = others.length === 0 ? lines : [...lines, othersLine(sample, others)];
  const cut = all.map((line) => cutLine(line, size.columns));
  return unicode ? cut : cut.map((line) => line.map(({ text, tone }) => span(asciiOnly(text), tone)));
}

/** Changes only if an interface is added or removed. */
export function interfaceStripHeight({ sample, size, header }: PanelContext): number {
  const most = HEIGHTS.find(({ rows }) => size.rows >= rows)?.lines ?? 0;
  return header ? Math.min(most, sample?.snapshot.interfaces?.length ?? 0) : 0;
}

function inOrder(interfaces: readonly InterfaceReading[]): readonly InterfaceReading[] {
  const rank = ({ name, isUp }: InterfaceReading) => (name === 'lo' ? 2 : isUp ? 0 : 1);
  return [...interfaces].sort((one, other) => rank(one) - rank(other));
}

function interfaceLine(sample: Sample, one: InterfaceReading): Line {
  const { name, isUp, mtuBytes, addresses } = one;
  const [received, sent] = ratesOf(sample, name);
  return [
    span(` ${clean(name).padEnd(NAME_CELLS)} `, 'label'),
    span(isUp ? 'up  ' : 'down', isUp ? 'good' : 'warning'),
    span(` in ${received.padStart(7)} out ${sent.padStart(7)}  `),
    ...errorsAndDrops(one),
    span(`${speedText(one)}mtu ${mtuBytes}`, 'muted'),
    span(`  ${addresses.map(clean).join(' ')}`),
  ];
}

/** The remaining interfaces in one line. */
function othersLine(sample: Sample, others: readonly InterfaceReading[]): Line {
  const names = others.map(({ name, isUp }) => {
    const [received, sent] = ratesOf(sample, name);
    return `${clean(name)}${isUp ? '' : ' down'} in ${received} out ${sent}`;
  });
  return [span(` ${names.join('  ')}`, 'muted')];
}

/** Errors and drops are highlighted if there are any. */
function errorsAndDrops({ errors, drops }: InterfaceReading): Line {
  const text = (count: number | undefined) => (count === undefined ? '-' : formatCount(count));
  return [
    span(`err ${text(errors)} `, errors === 0 ? 'muted' : 'warning'),
    span(`drop ${text(drops)}  `, drops === 0 ? 'muted' : 'warning'),
  ];
}

function speedText({ speedMegabits, duplex }: InterfaceReading): string {
  if (speedMegabits === undefined) return '';
  const speed = speedMegabits >= 1000 ? `${speedMegabits / 1000}Gb/s` : `${speedMegabits}Mb/s`;
  return `${speed}${duplex === undefined ? '' : ` ${duplex}`} `;
}

function ratesOf({ rates }: Sample, name: string): readonly [string, string] {
  const found = rates.system.interfaces.find((one) => one.name === name);
  const text = (rate: number | undefined) => (rate === undefined || Number.isNaN(rate) ? '-' : formatRate(rate));
  return [text(found?.receiveBytesPerSecond), text(found?.sendBytesPerSecond)];
}
