import { refusedText } from '../list/page-content.js';
import type { PanelContext } from '../list/part.js';
import type { CgroupBound, MemoryLimit } from '../machine/memory-detail.js';
import type { MemoryCounters } from '../machine/snapshot.js';
import {
  MEMORY_PARTS,
  type MemoryPartId,
  type MemoryParts,
  memoryParts,
  memoryUsedBytes,
  swapUsedBytes,
} from '../sample/memory-parts.js';
import type { Sample } from '../sample/sample.js';
import { bar, segmentGlyph } from '../text/bars.js';
import type { Line, Span, Tone } from '../text/line.js';
import { span } from '../text/line-layout.js';
import { clean } from '../text/text.js';
import { formatBytes, formatPercent, formatRate } from '../text/units.js';
import { footprintAge } from './footprints.js';
import type { MemoryState } from './reduce.js';

/** A piece that is not broken at a line end. */
export type Piece = Line;

/** From this width the parts have their full names. */
const WIDE = 120;

const TONES: Readonly<Record<MemoryPartId, Tone>> = {
  application: 'memoryUsed',
  kernel: 'memoryKernel',
  shared: 'memoryShared',
  hugePages: 'memoryHuge',
  buffers: 'memoryBuffers',
  cache: 'memoryCache',
  free: 'muted',
};

const NAMES: Readonly<Record<MemoryPartId, readonly [short: string, long: string]>> = {
  application: ['app', 'application'],
  kernel: ['kernel', 'kernel'],
  shared: ['shr', 'shared'],
  hugePages: ['huge', 'huge pages'],
  buffers: ['buf', 'buffers'],
  cache: ['cache', 'cache'],
  free: ['free', 'free'],
};

const BAR_PARTS = MEMORY_PARTS.filter((id) => id !== 'free');

export function barLine({ size, unicode }: PanelContext, memory: MemoryCounters): Line {
  const parts = memoryParts(memory);
  const segments = BAR_PARTS.map((id) => ({
    tone: TONES[id],
    fraction: parts === undefined ? Number.NaN : parts.bytes[id] / memory.totalBytes,
  }));
  return [span(' '), ...bar(segments, size.columns - 2, unicode)];
}

/** total = application + kernel + …, rounded to the written sizes. */
export function partPieces({ size, unicode }: PanelContext, memory: MemoryCounters): readonly Piece[] {
  const parts = memoryParts(memory);
  if (parts === undefined) return [[span(`total ${shown(memory.totalBytes)}, made of what the kernel does not say`)]];
  const name = size.columns >= WIDE ? 1 : 0;
  const ids = MEMORY_PARTS.filter((id) => id !== 'hugePages' || parts.bytes.hugePages > 0);
  const pieces = ids.map((id, index): Piece => {
    const mark = id === 'free' ? [] : [span(`${segmentGlyph(BAR_PARTS.indexOf(id), unicode)} `, TONES[id])];
    return [span(index === 0 ? '= ' : '+ ', 'muted'), ...mark, partSpan(parts, id, name)];
  });
  const cut = parts.cut.map((id) => NAMES[id][1]).join(', ');
  const contradiction: readonly Piece[] =
    cut === '' ? [] : [[span(`the kernel's figures contradict each other: ${cut} cut`, 'warning')]];
  return [[span('total', 'label'), span(` ${shown(memory.totalBytes)}`)], ...pieces, ...contradiction];
}

function partSpan(parts: MemoryParts, id: MemoryPartId, name: 0 | 1): Span {
  const bytes = parts.unknown.includes(id) ? '-' : formatBytes(parts.bytes[id]);
  return span(`${NAMES[id][name]} ${bytes}`, parts.cut.includes(id) ? 'warning' : 'normal');
}

/** The same in one line, without the total and the signs of a bar: application + kernel + … */
export function sumPieces({ size }: PanelContext, memory: MemoryCounters): readonly Piece[] {
  const parts = memoryParts(memory);
  if (parts === undefined) return [[span('made of what the kernel does not say')]];
  const ids = MEMORY_PARTS.filter((id) => id !== 'hugePages' || parts.bytes.hugePages > 0);
  const name = size.columns >= WIDE ? 1 : 0;
  return ids.map((id, index) => [...(index === 0 ? [] : [span('+ ', 'muted')]), partSpan(parts, id, name)]);
}

export function usedPieces({ rates }: Sample, memory: MemoryCounters): readonly Piece[] {
  const { memorySomePercent, memoryFullPercent } = rates.system;
  return [
    [
      span('used', 'label'),
      span(` ${shown(memoryUsedBytes(memory))} = total - available ${shown(memory.availableBytes)} `),
    ],
    [span('pressure', 'label'), span(` some ${percent(memorySomePercent)} full ${percent(memoryFullPercent)}`)],
  ];
}

export function swapPieces({ snapshot, rates }: Sample, memory: MemoryCounters): readonly Piece[] {
  const { zram, memoryDetail } = snapshot.system;
  const { swapInBytesPerSecond, swapOutBytesPerSecond } = rates.system;
  const none = memory.swapTotalBytes === 0;
  const used = none ? 'none' : `${shown(swapUsedBytes(memory))}/${shown(memory.swapTotalBytes)}`;
  const huge = (memoryDetail?.hugePages ?? []).map(({ pageBytes, total, free }): Piece => {
    return [span(`huge ${formatBytes(pageBytes)}`, 'label'), span(` ${total} pages, ${free ?? '-'} free`)];
  });
  return [
    [span('swap', 'label'), span(` ${used}`)],
    [span(`in ${rate(swapInBytesPerSecond)} out ${rate(swapOutBytesPerSecond)} `)],
    [span('dirty', 'label'), span(` ${shown(memory.dirtyBytes)}`)],
    [span('writeback', 'label'), span(` ${shown(memory.writebackBytes)} `)],
    ...(zram === undefined ? [] : [compressed('zram', zram.usedBytes, zram.storedBytes)]),
    ...(memory.zswapStoredBytes > 0 ? [compressed('zswap', memory.zswapUsedBytes, memory.zswapStoredBytes)] : []),
    ...huge,
    [span('OOM kills', 'label'), span(` ${memoryDetail?.oomKills ?? '-'}`)],
  ];
}

function compressed(name: string, used: number, stored: number): Piece {
  const ratio = used > 0 ? `, ${(stored / used).toFixed(1)}:1` : '';
  return [span(name, 'label'), span(` ${shown(used)} holds ${shown(stored)}${ratio} `)];
}

export function limitPieces({ snapshot }: Sample): readonly Piece[] {
  const bounds = boundPieces(snapshot.system.memoryDetail?.limit);
  return bounds.length === 0 ? [] : [[span("ntop's control group", 'label')], ...bounds];
}

function boundPieces(limit: MemoryLimit | undefined): readonly Piece[] {
  const { memory, high, swap } = limit ?? NO_LIMIT;
  const bounds = [
    ['limit', memory],
    ['high', high],
    ['swap limit', swap],
  ] as const;
  return bounds.flatMap(([name, bound]) => (bound === undefined ? [] : [boundPiece(name, bound)]));
}

const NO_LIMIT: Partial<MemoryLimit> = {};
const FULL = 0.9;

function boundPiece(name: string, { bytes, usedBytes, path }: CgroupBound): Piece {
  const tone = usedBytes !== undefined && usedBytes > FULL * bytes ? 'danger' : 'normal';
  return [span(`${name} `), span(`${shown(usedBytes)}/${formatBytes(bytes)}`, tone), span(` ${clean(path)} `, 'muted')];
}

/** What was read for the selected process only, and when. */
export function selectedPieces({ own, selectedProcess }: PanelContext<MemoryState>, sample: Sample): readonly Piece[] {
  const slot = selectedProcess();
  if (slot < 0) return [[span('select a process to see its PSS, USS and limits', 'muted')]];
  const { columns, texts } = sample.snapshot.processes;
  const { footprints, limit } = own;
  const serial = columns.serial[slot];
  const footprint = footprints.get(serial);
  const age = footprintAge(footprints, sample, serial);
  const read = age === undefined ? '' : ` read ${age.toFixed(0)}s ago`;
  const sizes =
    footprint?.refused === undefined
      ? `PSS ${shown(footprint?.proportionalBytes)} USS ${shown(footprint?.uniqueBytes)}${read} `
      : `PSS and USS: ${refusedText(footprint.refused)} `;
  const known = limit?.of.serial === serial && limit.reading.ok ? limit.reading : undefined;
  return [
    [span(`${columns.pid[slot]} ${clean(texts.name[slot])}`, 'label')],
    [span(sizes)],
    ...(known === undefined ? [] : boundPieces(known.limit)),
  ];
}

/** A dash for what is unknown. */
export function shown(bytes: number | undefined): string {
  return bytes === undefined || Number.isNaN(bytes) ? '-' : formatBytes(bytes);
}

function rate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '-' : formatRate(bytesPerSecond);
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${formatPercent(share)}%`;
}
