import { isKernelThread, isThread, type ProcessState, STATES, stateLetter } from '../machine/process-kinds.js';
import type { Sample } from './sample.js';

export type TaskCounts = {
  /** Processes without threads and kernel threads. */
  readonly processes: number;
  /** Threads of those processes. */
  readonly threads: number;
  readonly kernelThreads: number;
  /** Processes and kernel threads by state. */
  readonly running: number;
  readonly sleeping: number;
  /** In state D, uninterruptible sleep. */
  readonly blocked: number;
  readonly stopped: number;
  readonly zombie: number;
  readonly idle: number;
};

type CountedState = 'running' | 'sleeping' | 'blocked' | 'stopped' | 'zombie' | 'idle';

/** What is about to vanish is with the zombies, what a debugger holds with the stopped. */
const COUNTED: Readonly<Record<ProcessState, CountedState | undefined>> = {
  running: 'running',
  sleeping: 'sleeping',
  blocked: 'blocked',
  stopped: 'stopped',
  traced: 'stopped',
  zombie: 'zombie',
  idle: 'idle',
  parked: undefined,
  dead: 'zombie',
};

const COUNTED_BY_LETTER = new Map(Object.entries(STATES).map(([letter, state]) => [letter, COUNTED[state]]));

/** Counts all tasks of the machine, whether shown or not. */
export function taskCounts({ snapshot }: Pick<Sample, 'snapshot'>): TaskCounts {
  const { columns, slots } = snapshot.processes;
  const byState = new Int32Array(256);
  const counts = { processes: 0, threads: 0, kernelThreads: 0 };
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0 || isThread(columns, slot)) continue;
    byState[columns.state[slot]] += 1;
    if (isKernelThread(columns, slot)) counts.kernelThreads += 1;
    else {
      counts.processes += 1;
      counts.threads += columns.threads[slot];
    }
  }
  return { ...counts, ...statesOf(byState) };
}

function statesOf(byState: Int32Array) {
  const counts = { running: 0, sleeping: 0, blocked: 0, stopped: 0, zombie: 0, idle: 0 };
  byState.forEach((count, code) => {
    const state = COUNTED_BY_LETTER.get(stateLetter(code));
    if (count > 0 && state !== undefined) counts[state] += count;
  });
  return counts;
}
