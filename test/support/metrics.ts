import type { NetworkCounters } from '../../src/model/machine/network-counters.js';
import type { OwnFigures } from '../../src/model/metrics/reading.js';

export type Series = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

export type Exposition = {
  readonly types: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
  /** Lines after the last series that are no comments on a family. */
  readonly end: string | undefined;
};

const SERIES = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads what Prometheus would read, by the grammar of its texts; throws at the first line that is none of it. */
export function readExposition(text: string): Exposition {
  const [types, units, helps] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  const of: Readonly<Record<string, Map<string, string>>> = { TYPE: types, UNIT: units, HELP: helps };
  const series: Series[] = [];
  const ends: string[] = [];
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of text.slice(0, -1).split('\n')) {
    if (ends.length > 0) throw new Error(`after the end: ${line}`);
    const [, keyword = '', name = '', rest = ''] = /^# (\w+) (\S+) (.*)$/.exec(line) ?? [];
    if (line === '# EOF') ends.push(line);
    else if (keyword !== '') of[keyword]?.set(name, rest);
    else series.push(readSeries(line));
  }
  return { types, units, helps, series, end: ends[0] };
}

function readSeries(line: string): Series {
  const found = SERIES.exec(line);
  if (found === null) throw new Error(`no series: ${line}`);
  const [, name = '', inside = '', value = ''] = found;
  const labels = [...inside.matchAll(LABEL)].map(([, label = '', text = '']) => [label, unescaped(text)] as const);
  return { name, labels: Object.fromEntries(labels), value: Number(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, what: string) => (what === 'n' ? '\n' : what));
}

/** The value of the one series with these labels, undefined without one. */
export function valueIn({ series }: Exposition, name: string, labels: Readonly<Record<string, string>> = {}) {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  return series.find((one) => one.name === name && JSON.stringify(Object.entries(one.labels).sort()) === wanted)?.value;
}

export const NO_NETWORK: NetworkCounters = {
  ...{ interfaces: undefined, listenOverflows: undefined, listenDrops: undefined, retransmits: undefined },
};

export const OWN: OwnFigures = { version: '1.2.3', node: 'v20.19.0', scrapeSeconds: 0.01, scrapeCpuSeconds: 0.5 };
