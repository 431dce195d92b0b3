import type { Snapshot, SystemCounters } from '../machine/snapshot.js';
import { bornAfterTicks } from '../sample/rates.js';
import { addEvents } from './event-account.js';
import { ProcessAccount } from './process-account.js';
import type { Program } from './program.js';
import { MOST_NAMES } from './program-names.js';
import { createProgramTable } from './program-table.js';
import { SocketAccount } from './socket-account.js';

/** The programs of a scrape. They are changed in place by the next one. */
export type ProgramsReading = {
  /** Those with a name, then all others as one. */
  readonly programs: readonly Program[];
  readonly names: { readonly used: number; readonly limit: number };
  /** Whether sockets are known of all whose descriptors are; whether starts and ends are. */
  readonly areSocketsKnown: boolean;
  readonly areEventsKnown: boolean;
};

/** Adds up what programs use, scrape after scrape. Those of `kept` are reported at all times. */
export function createProgramAccount(kept: readonly string[]): (snapshot: Snapshot) => ProgramsReading {
  const table = createProgramTable(kept);
  const processes = new ProcessAccount(table);
  const sockets = new SocketAccount();
  let before: SystemCounters | undefined;
  return (snapshot) => {
    const since = before === undefined ? Number.POSITIVE_INFINITY : bornAfterTicks(before, snapshot.system);
    const isFirst = before === undefined;
    table.beginScrape();
    processes.add(snapshot);
    const areSocketsKnown = sockets.add(snapshot, processes);
    const areEventsKnown = addEvents(snapshot, { table, processes }, since);
    const programs = table.endScrape(isFirst);
    before = snapshot.system;
    return { programs, names: { used: programs.length - 1, limit: MOST_NAMES }, areSocketsKnown, areEventsKnown };
  };
}
