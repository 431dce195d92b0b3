import { isThread, stateLetter } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { WaitReading } from '../machine/wait-facts.js';
import { cpuWaitPercent } from '../sample/delays.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';
import { throttledPercent } from '../sample/throttling.js';
import { waitedSeconds } from '../sample/waited.js';
import { CAUSES, type Cause, causeOf, serverCauseOf } from './causes.js';
import { type Facts, factOf } from './facts.js';
import type { LoadExplanation } from './load.js';

/** A process or thread that waits. */
export type WaitRow = {
  /** Its slot in the table of processes, and that of its process. */
  readonly slot: number;
  readonly process: number;
  /** Undefined if that must not be known. */
  readonly cause: Cause | undefined;
  readonly reading: WaitReading | undefined;
};

/** The rows of the waits, in the order of the table of processes. */
export type WaitRows = Rows & {
  readonly rows: readonly WaitRow[];
  readonly load: LoadExplanation | undefined;
};

/** The prepared rows of a sample may belong to another pane. */
export function isWaitRows(rows: Rows): rows is WaitRows {
  return 'rows' in rows && 'load' in rows;
}

export function waitRowsOf({ prepared }: Sample): WaitRows | undefined {
  return prepared !== undefined && isWaitRows(prepared) ? prepared : undefined;
}

/** A process that was runnable all this time, but never ran, waits for a CPU; so does one that got less than half of one. */
const LEAST_QUEUED_SECONDS = 0.2;
const LEAST_QUEUED_PERCENT = 50;
/** Below this a quota is no reason to be slow. */
const LEAST_THROTTLED_PERCENT = 5;

export function makeWaitRows(sample: Sample, facts: Facts, load: LoadExplanation | undefined): WaitRows {
  const { snapshot } = sample;
  const rows = whoWaits(sample).map((slot) => rowOf(sample, slot, facts));
  const rank = ranksOf(snapshot, rows);
  return {
    slots: rows.length,
    serial: Float64Array.from(rows, ({ slot }) => snapshot.processes.columns.serial[slot]),
    order: rank,
    rows,
    load,
  };
}

/** Slots of all tasks that wait for something which does not come by itself. */
export function whoWaits(sample: Sample): readonly number[] {
  const { slots, columns, texts } = sample.snapshot.processes;
  const waiting: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0) continue;
    const state = stateLetter(columns.state[slot]);
    const isWaiting =
      state === 'D' ||
      (state === 'Z' && !isThread(columns, slot)) ||
      (state === 'R' && (isThrottled(sample, slot) || isQueued(sample, slot))) ||
      (state === 'S' && serverCauseOf(texts.waitChannel[slot] ?? '') !== undefined);
    if (isWaiting) waiting.push(slot);
  }
  return waiting;
}

function isQueued(sample: Sample, slot: number): boolean {
  return (
    waitedSeconds(sample.snapshot, slot) >= LEAST_QUEUED_SECONDS || cpuWaitPercent(sample, slot) >= LEAST_QUEUED_PERCENT
  );
}

function isThrottled(sample: Sample, slot: number): boolean {
  return throttledPercent(sample, slot) >= LEAST_THROTTLED_PERCENT;
}

function rowOf(sample: Sample, slot: number, facts: Facts): WaitRow {
  const { snapshot } = sample;
  const { columns } = snapshot.processes;
  const process = isThread(columns, slot) ? pidIndex(snapshot.processes).parentOf(slot) : slot;
  const reading = factOf(facts, snapshot, slot);
  return { slot, process: process === NONE ? slot : process, cause: causeNow(sample, slot, reading), reading };
}

function causeNow(sample: Sample, slot: number, reading: WaitReading | undefined): Cause | undefined {
  const { processes } = sample.snapshot;
  switch (stateLetter(processes.columns.state[slot])) {
    case 'Z':
      return 'zombie';
    case 'R':
      return isThrottled(sample, slot) ? 'throttled' : 'runQueue';
    case 'S':
      return serverCauseOf(processes.texts.waitChannel[slot] ?? '');
    default:
      return reading?.ok ? causeOf(reading) : undefined;
  }
}

/** Rows that are otherwise equal: those with the same cause and the same parent or mount are neighbours. */
function ranksOf(snapshot: Snapshot, rows: readonly WaitRow[]): Float64Array {
  const keys = rows.map((row, index) => ({
    index,
    cause: row.cause === undefined ? CAUSES.length : CAUSES.indexOf(row.cause),
    place:
      row.cause === 'zombie' ? String(snapshot.processes.columns.ppid[row.slot]).padStart(10) : (mountOf(row) ?? ''),
    pid: snapshot.processes.columns.pid[row.slot],
  }));
  keys.sort(
    (one, other) =>
      one.cause - other.cause ||
      (one.place < other.place ? -1 : one.place > other.place ? 1 : 0) ||
      one.pid - other.pid,
  );
  const ranks = new Float64Array(rows.length);
  for (const [rank, { index }] of keys.entries()) ranks[index] = rank;
  return ranks;
}

/** Whether it counts in the load though it does not run. */
export function isCounted({ processes }: Snapshot, { slot }: WaitRow): boolean {
  return stateLetter(processes.columns.state[slot]) === 'D';
}

/** The mount that a row waits for. Not safe for a terminal. */
export function mountOf({ reading }: WaitRow): string | undefined {
  return reading?.ok ? reading.mountPoint : undefined;
}

/** The parent that does not reap a zombie: its PID, and its slot or NONE. */
export function parentOf({ processes }: Snapshot, { slot, cause }: WaitRow): { pid: number; slot: number } | undefined {
  if (cause !== 'zombie') return undefined;
  return { pid: processes.columns.ppid[slot], slot: pidIndex(processes).parentOf(slot) };
}

/** Where it sleeps in the kernel. Not safe for a terminal. */
export function channelOf({ processes }: Snapshot, { slot, reading }: WaitRow): string | undefined {
  if (reading?.ok && 'value' in reading.waitChannel) return reading.waitChannel.value;
  return processes.texts.waitChannel[slot] || undefined;
}
