import { socketsOfDetail } from '../connections/process-sockets.js';
import { slotOfSerial } from '../list/list.js';
import { labelledRows, type PageRow, refusedText } from '../list/page-content.js';
import type { Detail, OpenFile, Part } from '../machine/machine.js';
import { isKernelThread, ZOMBIE } from '../machine/process-kinds.js';
import { type CellContext, type Column, columnById } from '../processes/columns.js';
import { containerName } from '../processes/container.js';
import { ioPriorityText } from '../processes/io-priority.js';
import { unitName } from '../processes/unit.js';
import { processHistory, systemHistory } from '../sample/history.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import type { DetailPage } from '../state/layers.js';
import { cellContext } from '../state/pane-state.js';
import type { State } from '../state/state.js';
import { glyph } from '../text/glyphs.js';
import { sparkline } from '../text/sparkline.js';
import { clean } from '../text/text.js';
import { formatMoment, formatSpan } from '../text/units.js';

const LABEL_WIDTH = 10;
const HISTORY_CELLS = 60;
/** Those of a line that are not the history's: its label, and what the scale is. */
const SCALE_CELLS = 45;
/** Limits the chain of parents, which might be a ring. */
const LONGEST_CHAIN = 64;

/** A summary of a process: what it is, its parents and what it uses. */
export function overviewRows(state: State, { target }: DetailPage, detail: Detail): readonly PageRow[] {
  const { sample } = state;
  const slot = sample === undefined ? -1 : slotOfSerial(sample, target.serial);
  const live = sample === undefined || slot < 0 ? [] : liveFacts(state, sample, slot);
  const isKernel = sample !== undefined && slot >= 0 && isKernelThread(sample.snapshot.processes.columns, slot);
  return [...readFacts(detail, isKernel), ...live, ...socketFacts(sample, detail)].flatMap(([label, text]) =>
    labelledRows(label, text, state.size.columns, LABEL_WIDTH),
  );
}

type Fact = readonly [label: string, text: string];

function readFacts(detail: Detail, isKernel: boolean): readonly Fact[] {
  const { commandLine, executable, executableDeleted, workingDirectory, root, cgroup, affinity, ioPriority } = detail;
  return [
    ['command', partText(commandLine, (words) => words.join(' ') || '-')],
    ['program', isKernel ? '-' : fileText(executable) + (executableDeleted ? '  (deleted or replaced)' : '')],
    ['folder', fileText(workingDirectory)],
    ...('value' in root && root.value !== '/' ? ([['root', clean(root.value)]] as const) : []),
    ['cgroup', partText(cgroup, groupText)],
    ['CPUs', partText(affinity, (cpus) => ranges(cpus))],
    ['I/O', `priority: ${partText(ioPriority, ioPriorityText)}`],
    ['files', filesText(detail)],
  ];
}

/** How many descriptors are open, of how many, and of which kinds. */
function filesText({ openFiles, openFileTotal, limits }: Detail): string {
  const limit = 'value' in limits ? limits.value.find(({ name }) => name === OPEN_FILES)?.soft : undefined;
  return partText(openFiles, (files) => {
    const most = limit === undefined ? '' : ` of ${limit}`;
    const total = Math.max(openFileTotal, files.length);
    const kinds = countKinds(files).map(([kind, count]) => `${count} ${kind}`);
    const unread = total - files.length;
    const parts = unread === 0 ? kinds : [...kinds, `${unread} not read`];
    return `${total}${most} open${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
  });
}

/** Its name in /proc/PID/limits. */
const OPEN_FILES = 'Max open files';

/** The most frequent first. */
function countKinds(files: readonly OpenFile[]): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { kind, answers } of files) {
    const name = answers ? kind : 'without an answer';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** What has ended has neither program nor folder. */
function fileText(part: Part<string>): string {
  return 'refused' in part && part.refused === 'ENOENT' ? '-' : partText(part, (path) => path || '-');
}

function liveFacts(state: State, sample: Sample, slot: number): readonly Fact[] {
  const context = cellContext(state, sample);
  const cell = (id: Column['id']) => columnById(id as Parameters<typeof columnById>[0]).text(sample, slot, context);
  const { columns } = sample.snapshot.processes;
  return [
    ['parents', parentChain(state, sample, slot)],
    ['user', `${cell('user')} (${columns.uid[slot]})`],
    ['state', stateText(sample, slot, cell('threads'), cell('processor'))],
    ['priority', `nice ${cell('nice')}, kernel priority ${cell('priority')}`],
    ['started', `${startText(sample, slot)}, terminal ${cell('terminal')}`],
    ['CPU', `${withUnit(cell('cpuPercent'), '%')}, ${cell('cpuSeconds')} total`],
    ['', historyText(state, sample, slot)],
    ['memory', `RES ${cell('residentBytes')}  SHR ${cell('sharedBytes')}  VIRT ${cell('virtualBytes')}`],
    [
      'faults',
      `minor ${withUnit(cell('minorFaultsPerSecond'), '/s')}, major ${withUnit(cell('majorFaultsPerSecond'), '/s')}`,
    ],
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
  return read === '-' && write === '-' ? '-' : `read ${withUnit(read, '/s')}, write ${withUnit(write, '/s')}`;
}

function withUnit(text: string, unit: string): string {
  return text === '-' ? text : text + unit;
}

/** For a zombie: the parent that has to reap it. */
function stateText(sample: Sample, slot: number, threads: string, processor: string): string {
  const { columns, texts } = sample.snapshot.processes;
  const state = String.fromCharCode(columns.state[slot]);
  const words = STATE_WORDS[state];
  const counted = `${threads} ${threads === '1' ? 'thread' : 'threads'}`;
  if (columns.state[slot] !== ZOMBIE)
    return `${state}${words === undefined ? '' : ` (${words})`}, ${counted}, last on CPU ${processor}`;
  const parent = pidIndex(sample.snapshot.processes).parentOf(slot);
  const name = parent === NONE ? 'its parent' : `its parent ${columns.pid[parent]} ${clean(texts.name[parent])}`;
  return `Z (zombie): it has ended, and ${name} has not reaped it yet; signals do nothing to it`;
}

/** See proc_pid_stat(5). */
const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting, uninterruptible',
  T: 'stopped',
  t: 'stopped by a debugger',
  I: 'idle',
  P: 'parked',
  X: 'dead',
};

/** The steps of the scale, in percent of one CPU. */
const SCALES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** `▁▁▂█▁  scale 0-50%, last 30s` */
function historyText({ history, size, settings }: State, sample: Sample, slot: number): string {
  const values = processHistory(history, slot, sample.snapshot.processes.columns.serial[slot]);
  const most = Math.max(0, ...values.filter(Number.isFinite));
  const max = SCALES.find((step) => most <= step) ?? most;
  const cells = Math.min(values.length, HISTORY_CELLS, Math.max(0, size.columns - SCALE_CELLS));
  const moments = systemHistory(history, 'monotonicSeconds', cells);
  const span = formatSpan((moments.at(-1) ?? Number.NaN) - (moments[0] ?? Number.NaN));
  return `${sparkline(values, cells, { unicode: settings.unicode, max })}  scale 0-${max}%, last ${span}`;
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

/** The container and the unit that it names, as in the columns, before its path. */
function groupText(path: string): string {
  const names = new Set([containerName(path), unitName(path)].filter((name) => name !== undefined));
  return path === '' ? '-' : [...names, path].join('  ');
}
