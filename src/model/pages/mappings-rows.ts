import { type PageRow, refusedText } from '../list/page-content.js';
import type { MappingGroup, MappingsReading } from '../machine/memory-detail.js';
import type { DetailPage } from '../state/layers.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';

export const MAPPINGS_TITLES = ['RES', 'PSS', 'USS', 'SWAP', 'VIRT', 'MAPS', 'FILE'];
export const MAPPINGS_RIGHT = [0, 1, 2, 3, 4, 5];

/** What a process has mapped, by file, the largest part of its memory first. */
export function mappingsRows({ mappings }: DetailPage): readonly PageRow[] {
  const reading = mappings?.reading;
  if (reading === undefined) return [note('reading …')];
  if (!reading.ok)
    return [{ ...note(reading.gone ? 'the process has ended' : refusedText(reading.code)), tone: 'warning' }];
  const known = written.get(reading) ?? writeAll(reading.mappings);
  written.set(reading, known);
  return known;
}

/** A page is laid out for each frame, and a process may have mapped thousands of files. */
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
    cells: Array.from(MAPPINGS_TITLES, (_, index) => (index === MAPPINGS_TITLES.length - 1 ? text : '')),
    tone: 'muted',
  };
}
