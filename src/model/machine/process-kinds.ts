import type { ProcessColumns } from './snapshot.js';

/** PF_KTHREAD of the kernel. */
const KERNEL_THREAD = 0x200000;

/** The state of proc_pid_stat(5) of a process that has ended but has not been waited for by its parent. */
export const ZOMBIE = 'Z'.charCodeAt(0);

export function isThread({ pid, threadGroupId }: ProcessColumns, slot: number): boolean {
  return pid[slot] !== threadGroupId[slot];
}

export function isKernelThread({ flags }: ProcessColumns, slot: number): boolean {
  return (flags[slot] & KERNEL_THREAD) !== 0;
}
