import type { Sample } from '../sample/rates.js';
import type { Identity } from './machine.js';

/** What tells the process in this slot from every other that had or will have its PID. */
export function identityOf(sample: Pick<Sample, 'snapshot'>, slot: number): Identity {
  const { pid, startTicks, pidfdInode } = sample.snapshot.processes.columns;
  return { pid: pid[slot], startTicks: startTicks[slot], pidfdInode: pidfdInode[slot] };
}
