import { ZOMBIE } from '../machine/process-kinds.js';
import type { LoginRecord } from '../machine/session-table.js';
import { NONE } from '../sample/pid-index.js';
import type { SessionProcesses } from './processes.js';

/**
 * Whether the process with the PID of a record is the leader of the login: `gone` may mean that the PID was reused,
 * `changed` that the process started or ended between the readings of the record and of the processes.
 */
export type Leader =
  | { readonly state: 'found'; readonly slot: number }
  | { readonly state: 'gone' | 'changed' | 'unknown' };

/** Finds the process of a record, and checks that its PID was not reused. */
export function findLeader(record: LoginRecord, processes: SessionProcesses): Leader {
  const { columns } = processes.snapshot.processes;
  const { leaderPid, leaderPidfdInode } = record;
  if (leaderPid === undefined) return { state: 'unknown' };
  const slot = processes.slotOf(leaderPid);
  if (slot === NONE) return { state: UNSEEN[record.leaderSeen ?? 'gone'] };
  if (columns.state[slot] === ZOMBIE) return { state: 'gone' };
  const inode = columns.pidfdInode[slot];
  if (leaderPidfdInode !== undefined && inode !== 0) {
    return inode === leaderPidfdInode ? { state: 'found', slot } : { state: 'gone' };
  }
  const began = beganBefore(record, slot, processes);
  return began === true ? { state: 'found', slot } : { state: began === false ? 'gone' : 'unknown' };
}

/** The wall clock may have been set by this much; a process that started later is certainly another one. */
const CLOCK_SET_SECONDS = 5;
/** The two clocks are read one after the other. */
const CLOCKS_APART_SECONDS = 0.05;

/** Whether the process started before the login, by the tick; undefined if no clock can decide. */
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
  // If the clock was set back, a wrong process may seem to have started before, but it is not on the login's terminal.
  const wasSetBack = record.loginTimeSeconds - system.bootTimeSeconds > now + 1;
  return wasSetBack || !hasTerminal(record, slot, processes) ? undefined : true;
}

/** Whether the process or a descendant is on the record's terminal. True if the record has none. */
function hasTerminal({ terminal = '' }: LoginRecord, root: number, { terminals, parentOf }: SessionProcesses): boolean {
  if (!/^(pts\/\d|tty[\dA-Z])/.test(terminal)) return true;
  const isBelow = (slot: number) => {
    const seen = new Set<number>();
    for (let at = slot; at !== NONE && !seen.has(at); at = parentOf(at)) {
      if (at === root) return true;
      seen.add(at);
    }
    return false;
  };
  return terminals.some((group) => group.terminal === terminal && isBelow(group.slot));
}

const UNSEEN = { here: 'changed', hidden: 'unknown', gone: 'gone' } as const;
