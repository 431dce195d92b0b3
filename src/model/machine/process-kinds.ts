import type { ProcessColumns } from './snapshot.js';

/** PF_KTHREAD of the kernel. */
const KERNEL_THREAD = 0x200000;

/** A state of proc_pid_stat(5) as columns have it: who has ended, and whom its parent has not buried yet. */
export const ZOMBIE = 'Z'.charCodeAt(0);

export function isThread({ pid, threadGroupId }: ProcessColumns, slot: number): boolean {
  return pid[slot] !== threadGroupId[slot];
}

export function isKernelThread({ flags }: ProcessColumns, slot: number): boolean {
  return (flags[slot] & KERNEL_THREAD) !== 0;
}
