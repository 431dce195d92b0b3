import { bar, segmentGlyph } from './bars.js';
import { footprintAge } from './footprints.js';
import { type SystemFigure, systemHistory } from './history.js';
import type { Line, Tone } from './line.js';
import { cutLine, lineWidth, padLine, span, trimLine } from './line-layout.js';
import type { CgroupBound, MemoryLimit } from './memory-detail.js';
import { MEMORY_PARTS, type MemoryPartId, memoryParts, memoryUsedBytes, swapUsedBytes } from './memory-parts.js';
import { selectedProcessSlot } from './pane-state.js';
import type { Sample } from './rates.js';
import type { MemoryCounters } from './snapshot.js';
import { graph } from './sparkline.js';
import type { State } from './state.js';
import { asciiOnly, clean } from './text.js';
import { formatBytes, formatPercent, formatRate } from './units.js';

/** From so many rows on the panel has so many lines; it never changes its height while the figures change. */
const HEIGHTS = [
  { rows: 24, lines: 7, wideLines: 6 },
  { rows: 16, lines: 3, wideLines: 3 },
] as const;
const GRAPH = { columns: 120, rows: 40, lines: 4, caption: 10 };
/** From here the parts are named in full. */
const WIDE = 120;

/** Lines above the list of the memory pane: what the memory is made of, swap, limits, and what is selected. */
export function memoryPanel(state: State): readonly Line[] {
  const { size, settings } = state;
  const lines = [...figureLines(state), ...graphLines(state)];
  const height = memoryPanelHeight(size);
  const whole = Array.from({ length: height }, (_, row) => trimLine(cutLine(lines[row] ?? [], size.columns)));
  return settings.unicode ? whole : whole.map((line) => line.map(({ text, tone }) => span(asciiOnly(text), tone)));
}

export function memoryPanelHeight(size: State['size']): number {
  return figureHeight(size) + (hasGraphs(size) ? GRAPH.lines : 0);
}

function figureHeight({ columns, rows }: State['size']): number {
  const height = HEIGHTS.find((one) => rows >= one.rows);
  return (columns >= WIDE ? height?.wideLines : height?.lines) ?? 0;
}

function hasGraphs({ columns, rows }: State['size']): boolean {
  return columns >= GRAPH.columns && rows >= GRAPH.rows;
}

/** What belongs together begins a line of its own, and is broken between its pieces. What does not fit is not shown. */
function figureLines(state: State): readonly Line[] {
  const { sample, size } = state;
  const height = figureHeight(size);
  const memory = sample?.snapshot.system.memory;
  if (sample === undefined || memory === undefined) return Array.from({ length: height }, () => []);
  const machine = [partPieces(state, memory), usedPieces(sample, memory), limitPieces(sample)];
  const others = [swapPieces(sample, memory), selectedPieces(state, sample)];
  const lines = [...machine, ...others].flatMap((pieces) => flow(pieces, size.columns));
  const shown = [barLine(state, memory), ...lines].slice(0, height);
  return Array.from({ length: height }, (_, row) => shown[row] ?? []);
}

type Piece = Line;

function flow(pieces: readonly Piece[], width: number): readonly Line[] {
  const lines: Line[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && lineWidth(last) + lineWidth(piece) + 1 <= width)
      lines.splice(-1, 1, [...last, span(' '), ...piece]);
    else lines.push([span(' '), ...piece]);
  }
  return lines;
}

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

function barLine({ size, settings }: State, memory: MemoryCounters): Line {
  const parts = memoryParts(memory);
  const segments = BAR_PARTS.map((id) => ({
    tone: TONES[id],
    fraction: parts === undefined ? Number.NaN : parts.bytes[id] / memory.totalBytes,
  }));
  return [span(' '), ...bar(segments, size.columns - 2, settings.unicode)];
}

/** total = application + kernel + … to the byte, as far as sizes can be written that short. */
function partPieces({ size, settings }: State, memory: MemoryCounters): readonly Piece[] {
  const parts = memoryParts(memory);
  if (parts === undefined) return [[span(`total ${shown(memory.totalBytes)}, made of what the kernel does not say`)]];
  const name = size.columns >= WIDE ? 1 : 0;
  const told = MEMORY_PARTS.filter((id) => id !== 'hugePages' || parts.bytes.hugePages > 0);
  const pieces = told.map((id, index): Piece => {
    const mark = id === 'free' ? [] : [span(`${segmentGlyph(BAR_PARTS.indexOf(id), settings.unicode)} `, TONES[id])];
    const bytes = parts.unknown.includes(id) ? '-' : formatBytes(parts.bytes[id]);
    const warned = parts.cut.includes(id) ? 'warning' : 'normal';
    return [span(index === 0 ? '= ' : '+ ', 'muted'), ...mark, span(`${NAMES[id][name]} ${bytes}`, warned)];
  });
  const cut = parts.cut.map((id) => NAMES[id][1]).join(', ');
  const contradiction: readonly Piece[] =
    cut === '' ? [] : [[span(`the kernel's figures contradict each other: ${cut} cut`, 'warning')]];
  return [[span('total', 'label'), span(` ${shown(memory.totalBytes)}`)], ...pieces, ...contradiction];
}

function usedPieces({ rates }: Sample, memory: MemoryCounters): readonly Piece[] {
  const { memorySomePercent, memoryFullPercent } = rates.system;
  return [
    [
      span('used', 'label'),
      span(` ${shown(memoryUsedBytes(memory))} = total - available ${shown(memory.availableBytes)} `),
    ],
    [span('pressure', 'label'), span(` some ${percent(memorySomePercent)} full ${percent(memoryFullPercent)}`)],
  ];
}

function swapPieces({ snapshot, rates }: Sample, memory: MemoryCounters): readonly Piece[] {
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

function limitPieces({ snapshot }: Sample): readonly Piece[] {
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

/** What was read of the selected process alone, and when. */
function selectedPieces(state: State, sample: Sample): readonly Piece[] {
  const slot = selectedProcessSlot(state);
  if (slot < 0) return [[span('select a process to see its PSS, USS and limits', 'muted')]];
  const { columns, texts } = sample.snapshot.processes;
  const { footprints, limit } = state.memory;
  const serial = columns.serial[slot];
  const footprint = footprints.get(serial);
  const age = footprintAge(footprints, sample, serial);
  const read = age === undefined ? '' : ` read ${age.toFixed(0)}s ago`;
  const known = limit?.of.serial === serial && limit.reading.ok ? limit.reading : undefined;
  return [
    [span(`${columns.pid[slot]} ${clean(texts.name[slot])}`, 'label')],
    [span(`PSS ${shown(footprint?.proportionalBytes)} USS ${shown(footprint?.uniqueBytes)}${read} `)],
    ...(known === undefined ? [] : boundPieces(known.limit)),
  ];
}

const GRAPHS: readonly { readonly label: string; readonly figure: SystemFigure; readonly tone: Tone }[] = [
  { label: 'used', figure: 'memoryUsedBytes', tone: 'memoryUsed' },
  { label: 'available', figure: 'memoryAvailableBytes', tone: 'memoryCache' },
  { label: 'swap', figure: 'swapUsedBytes', tone: 'swapUsed' },
];

/** What happened lately, side by side, each against what there is. */
function graphLines({ sample, history, size, settings }: State): readonly Line[] {
  const memory = sample?.snapshot.system.memory;
  if (!hasGraphs(size) || memory === undefined) return [];
  const shownGraphs = GRAPHS.filter(({ figure }) => figure !== 'swapUsedBytes' || memory.swapTotalBytes > 0);
  const each = Math.floor(size.columns / shownGraphs.length);
  const drawn = shownGraphs.map(({ label, figure, tone }) => {
    const max = figure === 'swapUsedBytes' ? memory.swapTotalBytes : memory.totalBytes;
    const cells = each - GRAPH.caption - 1;
    const lines = graph(systemHistory(history, figure, cells), cells, GRAPH.lines, { unicode: settings.unicode, max });
    const captions = [shown(max), label, '', '0B'];
    return lines.map((text, row) => [span(`${captions[row].padStart(GRAPH.caption)} `, 'label'), span(text, tone)]);
  });
  return Array.from({ length: GRAPH.lines }, (_, row) => drawn.flatMap((lines) => padLine(lines[row], each)));
}

function shown(bytes: number | undefined): string {
  return bytes === undefined || Number.isNaN(bytes) ? '-' : formatBytes(bytes);
}

function rate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '-' : formatRate(bytesPerSecond);
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${formatPercent(share)}%`;
}
