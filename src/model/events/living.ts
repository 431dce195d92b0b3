import type { Identity } from '../machine/identity.js';
import { ZOMBIE } from '../machine/process-kinds.js';
import { NONE } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { slotOfIdentity } from './seen-processes.js';

/** The slot of this very process, -1 if it has ended; one that has only got its PID is another one. */
export function livingSlot({ snapshot }: Sample, identity: Identity): number {
  const slot = slotOfIdentity(snapshot, identity);
  return slot !== NONE && snapshot.processes.columns.state[slot] !== ZOMBIE ? slot : NONE;
}
