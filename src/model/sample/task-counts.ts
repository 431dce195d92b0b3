import { type ProcessState, STATES } from '../machine/process-kinds.js';
import type { Sample } from './sample.js';
import { tallyOf } from './tally.js';

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

const COUNTED_CODES = Object.entries(STATES).flatMap(([letter, state]) => {
  const counted = COUNTED[state];
  return counted === undefined ? [] : [{ code: letter.charCodeAt(0), counted }];
});

/** Counts all tasks of the machine, whether shown or not. */
export function taskCounts({ snapshot }: Pick<Sample, 'snapshot'>): TaskCounts {
  const { processes, threads, kernelThreads, states } = tallyOf(snapshot.processes);
  const counts = { running: 0, sleeping: 0, blocked: 0, stopped: 0, zombie: 0, idle: 0 };
  for (const { code, counted } of COUNTED_CODES) counts[counted] += states[code];
  return { processes, threads, kernelThreads, ...counts };
}
