import { ZOMBIE } from '../machine/process-kinds.js';
import type { LoginRecord } from '../machine/session-table.js';
import { NO_SLOT, type SessionProcesses } from './processes.js';

/**
 * Whether who has the PID of a record is who logged in: `gone` may mean that somebody else has it by now, and `changed`
 * that it began or ended between the reading of the record and that of the processes.
 */
export type Leader =
  | { readonly state: 'found'; readonly slot: number }
  | { readonly state: 'gone' | 'changed' | 'unknown' };

/** Clocks are set now and then by a little; a process that began this much after the login is another. */
const TOLERANCE_SECONDS = 5;

/** Finds the process that a record names, and makes sure that it is no stranger with a PID that was used again. */
export function findLeader(record: LoginRecord, { snapshot, slotOf }: SessionProcesses): Leader {
  const { system, processes } = snapshot;
  const { leaderPid, leaderPidfdInode, loginTimeSeconds } = record;
  if (leaderPid === undefined) return { state: 'unknown' };
  const slot = slotOf(leaderPid);
  if (slot === NO_SLOT) return { state: UNSEEN[record.leaderSeen ?? 'gone'] };
  if (processes.columns.state[slot] === ZOMBIE) return { state: 'gone' };
  const inode = processes.columns.pidfdInode[slot];
  if (leaderPidfdInode !== undefined && inode !== 0) {
    return inode === leaderPidfdInode ? { state: 'found', slot } : { state: 'gone' };
  }
  if (loginTimeSeconds === undefined || system.bootTimeSeconds === undefined) return { state: 'unknown' };
  const startSeconds = system.bootTimeSeconds + processes.columns.startTicks[slot] / system.ticksPerSecond;
  return startSeconds <= loginTimeSeconds + TOLERANCE_SECONDS ? { state: 'found', slot } : { state: 'gone' };
}

const UNSEEN = { here: 'changed', hidden: 'unknown', gone: 'gone' } as const;
