import { type PageRow, refusedText } from '../list/page-content.js';
import type { DetailTab } from '../list/part.js';
import type { Target } from '../list/targets.js';
import type { MappingGroup, MappingsReading } from '../machine/memory-detail.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';

/** The last reading of a process's mappings; its page requests a new one when it is old. */
export type Mappings = {
  readonly of: Target;
  readonly reading: MappingsReading | undefined;
  readonly isReading: boolean;
  /** Samples since they were read. */
  readonly age: number;
};

/** After this many samples they are read again. Not more often, because reading blocks mmap in the process. */
const STALE_SAMPLES = 3;

/** The mappings at the next sample, and whether they must be read now. */
export function agedMappings(of: Target, known: Mappings | undefined): { mappings: Mappings; isDue: boolean } {
  const { reading, isReading, age } = known ?? { reading: undefined, isReading: false, age: STALE_SAMPLES };
  const isDue = !isReading && (reading === undefined || age >= STALE_SAMPLES) && (reading?.ok ?? true);
  return { mappings: { of, reading, isReading: isReading || isDue, age: age + 1 }, isDue };
}

const TITLES = ['RES', 'PSS', 'USS', 'SWAP', 'VIRT', 'MAPS', 'FILE'];

/** The mappings of a process by file, the largest first. */
export const MAPPINGS_TAB: DetailTab<{ readonly mappings: Mappings | undefined }> = {
  id: 'mappings',
  titles: TITLES,
  right: [0, 1, 2, 3, 4, 5],
  rows: ({ mappings }, { serial }) => rowsOf(mappings?.of.serial === serial ? mappings.reading : undefined),
};

function rowsOf(reading: MappingsReading | undefined): readonly PageRow[] | undefined {
  if (reading === undefined) return undefined;
  if (!reading.ok)
    return [{ ...note(reading.gone ? 'the process has ended' : refusedText(reading.code)), tone: 'warning' }];
  const known = written.get(reading) ?? writeAll(reading.mappings);
  written.set(reading, known);
  return known;
}

/** The whole page is laid out for each frame, and a process may have mapped thousands of files. */
const written = new WeakMap<MappingsReading, readonly PageRow[]>();

function writeAll(mappings: readonly MappingGroup[]): readonly PageRow[] {
  if (mappings.length === 0) return [note('no memory: a kernel thread, or a process that has ended')];
  const size = (bytes: number | undefined) => bytes ?? -1;
  const sorted = [...mappings].sort(
    (one, other) =>
      size(other.residentBytes) - size(one.residentBytes) || size(other.virtualBytes) - size(one.virtualBytes),
  );
  return sorted.map((group) => {
    const { residentBytes, proportionalBytes, uniqueBytes, swapBytes, virtualBytes } = group;
    const sizes = [residentBytes, proportionalBytes, uniqueBytes, swapBytes, virtualBytes];
    const path = group.path === '' ? '[anonymous]' : clean(group.path);
    return { cells: [...sizes.map(writeSize), String(group.mappings), path] };
  });
}

function writeSize(bytes: number | undefined): string {
  return bytes === undefined ? '-' : formatBytes(bytes);
}

function note(text: string): PageRow {
  return {
    cells: Array.from(TITLES, (_, index) => (index === TITLES.length - 1 ? text : '')),
    tone: 'muted',
  };
}
