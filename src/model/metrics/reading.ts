import type { NetworkCounters } from '../machine/network-counters.js';
import { SESSION_KINDS, type SessionKind } from '../machine/session-table.js';
import type { CpuTimes, Snapshot, SystemCounters } from '../machine/snapshot.js';
import { findLogins, kindOf } from '../sessions/logins.js';
import { sessionProcesses } from '../sessions/processes.js';
import { type ControlGroup, createGroupAccount } from './control-groups.js';
import { createProgramAccount, type ProgramsReading } from './programs.js';

/** What ntop says of itself with a scrape. */
export type OwnFigures = {
  readonly version: string;
  readonly node: string;
  /** Of this scrape up to here, and the CPU time of all before it. */
  readonly scrapeSeconds: number;
  readonly scrapeCpuSeconds: number;
};

/** What the families are read from: one sample, and what was added up since the first. */
export type MetricsReading = {
  readonly snapshot: Snapshot;
  readonly network: NetworkCounters;
  /** Where the kernel's own fell a little, as iowait does, they stand still. */
  readonly cpuTimes: CpuTimes | undefined;
  readonly sessions: ReadonlyMap<SessionKind, number> | undefined;
  readonly programs: ProgramsReading;
  readonly groups: readonly ControlGroup[] | undefined;
  readonly own: OwnFigures;
};

export type MetricsAccount = {
  /** A sample and what was read with it. Samples come in the order of their times. */
  add(snapshot: Snapshot, network: NetworkCounters): Omit<MetricsReading, 'own'>;
};

/** What is kept from scrape to scrape. Programs of these names are always reported. */
export function createMetricsAccount(keptPrograms: readonly string[]): MetricsAccount {
  const addPrograms = createProgramAccount(keptPrograms);
  const addGroups = createGroupAccount();
  let cpuTimes: CpuTimes | undefined;
  let sessions: ReadonlyMap<SessionKind, number> | undefined;
  return {
    add(snapshot, network) {
      cpuTimes = notFallen(cpuTimes, snapshot.system.cpuTotal);
      sessions = sessionCounts(snapshot) ?? sessions;
      return { snapshot, network, cpuTimes, sessions, programs: addPrograms(snapshot), groups: addGroups(snapshot) };
    },
  };
}

/** Then it is known of all processes that none of their memory is in swap, and need not be read. */
export function nothingIsSwapped({ memory }: SystemCounters): boolean {
  return memory !== undefined && memory.swapTotalBytes === memory.swapFreeBytes;
}

function notFallen(before: CpuTimes | undefined, now: CpuTimes | undefined): CpuTimes | undefined {
  if (before === undefined || now === undefined) return now;
  const modes = Object.keys(now) as (keyof CpuTimes)[];
  return Object.fromEntries(modes.map((mode) => [mode, Math.max(before[mode], now[mode])])) as CpuTimes;
}

/** Logins are read now and then. A record whose process is gone is no session any more. */
function sessionCounts(snapshot: Snapshot): ReadonlyMap<SessionKind, number> | undefined {
  if (snapshot.sessions === undefined) return undefined;
  const processes = sessionProcesses(snapshot);
  const counts = new Map(SESSION_KINDS.map((kind) => [kind, 0]));
  for (const login of findLogins(snapshot.sessions, processes)) {
    const kind = kindOf(login, processes);
    if (!login.stale) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
