import type { GroupColumns, GroupTable } from '../../src/model/machine/group-table.js';

type Figure = Exclude<keyof GroupColumns, 'serial' | 'parent'>;

/** A control group as a test describes it. A number that is not given is unknown. */
export type FakeGroup = Partial<Readonly<Record<Figure, number>>> & {
  readonly path: string;
  /** Its place unless given, counted from 1. */
  readonly serial?: number;
};

const FIGURES: readonly Figure[] = [
  'cpuSeconds',
  'quotaCpus',
  'periods',
  'throttledPeriods',
  'throttledSeconds',
  'stoppedSeconds',
  'memoryBytes',
  'memoryLimitBytes',
  'swapBytes',
  'swapLimitBytes',
  'limitHits',
  'oomKills',
  'oomKillsBelow',
  'tasks',
  'taskLimit',
  'readBytes',
  'writeBytes',
  'cpuSomeMicroseconds',
  'cpuFullMicroseconds',
  'memorySomeMicroseconds',
  'memoryFullMicroseconds',
  'ioSomeMicroseconds',
  'ioFullMicroseconds',
];

/** A reading of control groups that never were; the parent of each is found by its path. */
export function fakeGroups(groups: readonly FakeGroup[], rest: Partial<GroupTable> = {}): GroupTable {
  const figures = FIGURES.map((name) => [name, Float64Array.from(groups, (group) => group[name] ?? Number.NaN)]);
  const columns = {
    ...(Object.fromEntries(figures) as Record<Figure, Float64Array>),
    serial: Float64Array.from(groups, ({ serial }, slot) => serial ?? slot + 1),
    parent: Int32Array.from(groups, ({ path }) => groups.findIndex((other) => other.path === parentOf(path))),
  };
  const texts = { path: groups.map(({ path }) => path) };
  const { length } = groups;
  return { slots: length, count: length, columns, texts, versions: 2, leftOut: 0, monotonicSeconds: 0, ...rest };
}

function parentOf(path: string): string | undefined {
  return path === '/' ? undefined : path.slice(0, path.lastIndexOf('/')) || '/';
}
