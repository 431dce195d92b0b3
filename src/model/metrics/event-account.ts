import type { EventBatch, ProcessEvent } from '../machine/events.js';
import type { Snapshot } from '../machine/snapshot.js';
import { pidIndex } from '../sample/pid-index.js';
import type { ProcessAccount, Seen } from './process-account.js';
import { addStep, type EndReason, type ProcessCounter, type Program } from './program.js';
import { programOf, unitOf } from './program-name.js';
import type { ProgramTable } from './program-table.js';

type Accounts = { readonly table: ProgramTable; readonly processes: ProcessAccount };

/**
 * Counts starts and ends of programs, and what ended processes used since they were last read: all that they used, if they
 * came and went between two scrapes. False if the kernel does not tell of starts and ends.
 */
export function addEvents(snapshot: Snapshot, { table, processes }: Accounts, since: number): boolean {
  const { events: batch } = snapshot;
  if (batch === undefined || !tellsOfProcesses(batch)) return false;
  if (batch.events.length === 0) return true;
  const { slotOf } = pidIndex(snapshot.processes);
  for (const event of batch.events) {
    const seen = processes.find(event.pid, event.startTicks, slotOf(event.pid));
    const program = programOfEvent(event, seen, table);
    if (event.event === 'started') {
      addStep(program, 'started', 1);
      continue;
    }
    addStep(program, reasonOf(event), 1);
    if (seen === undefined && !(event.startTicks >= since)) continue;
    for (const counter of ['cpuSeconds', 'readBytes', 'writeBytes'] as const) addLast(program, event, counter, seen);
  }
  return true;
}

function tellsOfProcesses({ sources }: EventBatch): boolean {
  return sources.connector === undefined;
}

/** Of one whose unit is unknown it is unknown which of several programs it is. */
function programOfEvent({ event, name, cgroup }: ProcessEvent, seen: Seen | undefined, table: ProgramTable): Program {
  // A program that starts another one in its place has ended as that.
  if (seen !== undefined && (event !== 'started' || cgroup === undefined)) {
    const { program, unit } = seen.program;
    return event === 'started' ? table.programAt(programOf(name), unit) : table.programAt(program, unit);
  }
  return cgroup === undefined ? table.other : table.programAt(programOf(name), unitOf(cgroup));
}

function reasonOf({ event, signal, exitStatus = 0 }: ProcessEvent): EndReason {
  if (event === 'crashed') return 'crash';
  if (event === 'oomKilled') return 'oom';
  if (signal !== undefined) return 'signal';
  return exitStatus === 0 ? 'exit' : 'failure';
}

function addLast(
  program: Program,
  event: ProcessEvent,
  counter: ProcessCounter & keyof ProcessEvent,
  seen: Seen | undefined,
): void {
  const rise = event[counter] - (seen?.counted[counter] ?? 0);
  if (!(rise > 0)) return;
  addStep(program, counter, rise);
  if (seen !== undefined) seen.counted[counter] = event[counter];
}
