/** A state of proc_pid_stat(5) as columns have it: who has ended, and whom its parent has not buried yet. */
export const ZOMBIE = 'Z'.charCodeAt(0);
