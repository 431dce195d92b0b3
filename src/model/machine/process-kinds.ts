import type { ProcessColumns } from './snapshot.js';

/** PF_KTHREAD of the kernel. */
const KERNEL_THREAD = 0x200000;

/** The states of proc_pid_stat(5) by their letters. */
export const STATES = {
  R: 'running',
  S: 'sleeping',
  D: 'blocked',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  I: 'idle',
  P: 'parked',
  X: 'dead',
} as const;

export type ProcessState = (typeof STATES)[keyof typeof STATES];

/** The letter of a state that a column holds. */
export function stateLetter(code: number): string {
  return String.fromCharCode(code);
}

/** As columns hold it: a process that has ended but has not been waited for by its parent. */
export const ZOMBIE = 'Z'.charCodeAt(0);

export function isThread({ pid, threadGroupId }: ProcessColumns, slot: number): boolean {
  return pid[slot] !== threadGroupId[slot];
}

export function isKernelThread({ flags }: ProcessColumns, slot: number): boolean {
  return (flags[slot] & KERNEL_THREAD) !== 0;
}
