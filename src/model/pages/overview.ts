import { socketsOfDetail } from '../connections/process-sockets.js';
import { slotOfSerial } from '../list/list.js';
import { labelledRows, type PageRow, refusedText } from '../list/page-content.js';
import type { Detail, Part } from '../machine/machine.js';
import { type CellContext, type Column, columnById } from '../processes/columns.js';
import { processHistory } from '../sample/history.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import type { DetailPage } from '../state/layers.js';
import { cellContext } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import { sparkline } from '../text/sparkline.js';
import { clean } from '../text/text.js';
import { formatMoment } from '../text/units.js';

const LABEL_WIDTH = 10;
const HISTORY_CELLS = 60;
/** Limits the chain of parents, which might be a ring. */
const LONGEST_CHAIN = 64;

/** A summary of a process: what it is, its parents and what it uses. */
export function overviewRows(state: State, { target }: DetailPage, detail: Detail): readonly PageRow[] {
  const { sample } = state;
  const slot = sample === undefined ? -1 : slotOfSerial(sample, target.serial);
  const live = sample === undefined || slot < 0 ? [] : liveFacts(state, sample, slot);
  return [...readFacts(detail), ...live, ...socketFacts(sample, detail)].flatMap(([label, text]) =>
    labelledRows(label, text, state.size.columns, LABEL_WIDTH),
  );
}

type Fact = readonly [label: string, text: string];

function readFacts(detail: Detail): readonly Fact[] {
  const { commandLine, executable, executableDeleted, workingDirectory, root, cgroup, affinity, ioPriority } = detail;
  return [
    ['command', partText(commandLine, (words) => words.join(' ') || '-')],
    ['program', partText(executable, (path) => path || '-') + (executableDeleted ? '  (deleted or replaced)' : '')],
    ['folder', partText(workingDirectory, (path) => path)],
    ...('value' in root && root.value !== '/' ? ([['root', clean(root.value)]] as const) : []),
    ['cgroup', partText(cgroup, (path) => path || '-')],
    ['CPUs', partText(affinity, (cpus) => ranges(cpus))],
    ['I/O', partText(ioPriority, (priority) => `${priority.class} ${priority.level}`)],
  ];
}

function liveFacts(state: State, sample: Sample, slot: number): readonly Fact[] {
  const context = cellContext(state, sample);
  const cell = (id: Column['id']) => columnById(id as Parameters<typeof columnById>[0]).text(sample, slot, context);
  const { columns } = sample.snapshot.processes;
  const history = processHistory(state.history, slot, columns.serial[slot]);
  const line = sparkline(history, Math.min(HISTORY_CELLS, state.size.columns - 30), { unicode: context.unicode });
  return [
    ['parents', parentChain(state, sample, slot)],
    ['user', `${cell('user')} (${columns.uid[slot]})`],
    ['state', `${cell('state')}, ${cell('threads')} threads, last on CPU ${cell('processor')}`],
    ['priority', `nice ${cell('nice')}, kernel priority ${cell('priority')}`],
    ['started', `${startText(sample, slot)}, terminal ${cell('terminal')}`],
    ['CPU', `${cell('cpuPercent')}%, ${cell('cpuSeconds')} in all  ${line}`],
    ['memory', `RES ${cell('residentBytes')}  SHR ${cell('sharedBytes')}  VIRT ${cell('virtualBytes')}`],
    ['faults', `${cell('minorFaultsPerSecond')}/s minor, ${cell('majorFaultsPerSecond')}/s major`],
    ['storage', storageText(context, sample, slot)],
  ];
}

/** Number of sockets in the overview; the tab of files has all. */
const MOST_SOCKETS = 12;

function socketFacts(sample: Sample | undefined, detail: Detail): readonly Fact[] {
  const sockets = socketsOfDetail(sample, detail);
  const shown = sockets.slice(0, MOST_SOCKETS).map((text, index): Fact => [index === 0 ? 'sockets' : '', text]);
  const missing = sockets.length - shown.length;
  return missing === 0 ? shown : [...shown, ['', `and ${missing} more: see files`]];
}

function storageText(context: CellContext, sample: Sample, slot: number): string {
  const read = columnById('readBytesPerSecond').text(sample, slot, context);
  const write = columnById('writeBytesPerSecond').text(sample, slot, context);
  return `reads ${read}/s, writes ${write}/s`;
}

function startText(sample: Sample, slot: number): string {
  const seconds = columnById('startTime').value(sample, slot);
  return typeof seconds === 'number' ? formatMoment(seconds * 1000) : '-';
}

/** `1 systemd → 812 sshd → 4321 bash` */
function parentChain({ settings }: State, sample: Sample, slot: number): string {
  const { columns, texts } = sample.snapshot.processes;
  const { parentOf } = pidIndex(sample.snapshot.processes);
  const chain: string[] = [];
  for (let parent = parentOf(slot); parent !== NONE && chain.length < LONGEST_CHAIN; parent = parentOf(parent)) {
    chain.unshift(`${columns.pid[parent]} ${clean(texts.name[parent])}`);
  }
  return chain.length === 0 ? '-' : chain.join(` ${glyph('arrow', settings.unicode)} `);
}

function partText<Value>(part: Part<Value>, write: (value: Value) => string): string {
  return 'refused' in part ? refusedText(part.refused) : clean(write(part.value));
}

/** 0-3 8 */
function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < numbers.length; index++) {
    const first = numbers[index];
    while (numbers[index + 1] === numbers[index] + 1) index++;
    parts.push(first === numbers[index] ? String(first) : `${first}-${numbers[index]}`);
  }
  return parts.join(' ') || '-';
}
