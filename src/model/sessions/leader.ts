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

/** Finds the process that a record names, and makes sure that it is no other one that was given the same PID. */
export function findLeader(record: LoginRecord, processes: SessionProcesses): Leader {
  const { columns } = processes.snapshot.processes;
  const { leaderPid, leaderPidfdInode } = record;
  if (leaderPid === undefined) return { state: 'unknown' };
  const slot = processes.slotOf(leaderPid);
  if (slot === NO_SLOT) return { state: UNSEEN[record.leaderSeen ?? 'gone'] };
  if (columns.state[slot] === ZOMBIE) return { state: 'gone' };
  const inode = columns.pidfdInode[slot];
  if (leaderPidfdInode !== undefined && inode !== 0) {
    return inode === leaderPidfdInode ? { state: 'found', slot } : { state: 'gone' };
  }
  const began = beganBefore(record, slot, processes);
  return began === true ? { state: 'found', slot } : { state: began === false ? 'gone' : 'unknown' };
}

/** The wall clock may have been set by so much since; a process that began later than that is certainly another. */
const CLOCK_SET_SECONDS = 5;
/** Two clocks are read one after the other. */
const CLOCKS_APART_SECONDS = 0.05;

/** Whether the process had begun when the login came, by the tick; undefined where no clock can say it. */
function beganBefore(record: LoginRecord, slot: number, processes: SessionProcesses): boolean | undefined {
  const { system, processes: table } = processes.snapshot;
  if (system.bootTimeSeconds === undefined) return undefined;
  const tick = 1 / system.ticksPerSecond;
  const started = table.columns.startTicks[slot] / system.ticksPerSecond;
  const now = system.wallClockMilliseconds / 1000 - system.bootTimeSeconds;
  const monotonic = record.loginMonotonicSeconds;
  if (monotonic !== undefined) {
    if (started <= monotonic + tick) return true;
    if (started > monotonic + tick + Math.max(0, now - system.monotonicSeconds) + CLOCKS_APART_SECONDS) return false;
  }
  if (record.loginTimeSeconds === undefined) return undefined;
  const login = record.loginTimeSeconds + record.loginTimeWithinSeconds - system.bootTimeSeconds;
  if (started > login + tick) return started > login + CLOCK_SET_SECONDS ? false : undefined;
  // Where the clock was set back a stranger seems to have begun before, but it has not the terminal of the login.
  const wasSetBack = record.loginTimeSeconds - system.bootTimeSeconds > now + 1;
  return wasSetBack || !hasTerminal(record, slot, processes) ? undefined : true;
}

/** Whether the record's terminal is that of the process or of one below it. True where it names none. */
function hasTerminal({ terminal = '' }: LoginRecord, root: number, { terminals, parentOf }: SessionProcesses): boolean {
  if (!/^(pts\/\d|tty[\dA-Z])/.test(terminal)) return true;
  const isBelow = (slot: number) => {
    const seen = new Set<number>();
    for (let at = slot; at !== NO_SLOT && !seen.has(at); at = parentOf(at)) {
      if (at === root) return true;
      seen.add(at);
    }
    return false;
  };
  return terminals.some((group) => group.terminal === terminal && isBelow(group.slot));
}

const UNSEEN = { here: 'changed', hidden: 'unknown', gone: 'gone' } as const;
