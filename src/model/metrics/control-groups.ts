import { killsBelow } from '../groups/oom-counts.js';
import type { GroupTable } from '../machine/group-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import { type Bound, cpuBound, EVENT_BOUND, riseOf } from '../sample/rise.js';
import { groupLabel } from './program-name.js';

const MOST_GROUPS = 30;
const CHOSEN_BY_EACH = 10;
/** A name without a group is kept for so many scrapes. */
const KEPT_SCRAPES = 20;

type Counter = 'cpuSeconds' | 'throttledSeconds' | 'oomKills';
type Counts = Record<Counter, number>;
const COUNTERS: readonly Counter[] = ['cpuSeconds', 'throttledSeconds', 'oomKills'];

/** Control groups of one name: a service, a container, or all instances of a unit. Numbers that are not known are NaN. */
export type ControlGroup = {
  /** Safe text. */
  readonly name: string;
  readonly counters: Counts;
  readonly memoryBytes: number;
  /** Infinite without a limit. */
  readonly memoryLimitBytes: number;
  readonly tasks: number;
};

/** What is kept of all groups of a name. It is changed in place. */
type Account = {
  readonly name: string;
  /** Since it was first seen. */
  readonly counted: Counts;
  isNamed: boolean;
  emptyScrapes: number;
  /** Of this scrape. */
  now: Gauges;
};
type Gauges = {
  readonly unknown: Set<Counter>;
  slots: number;
  memoryBytes: number;
  memoryLimitBytes: number;
  tasks: number;
  isLimited: boolean;
  stepCpuSeconds: number;
};

/** What a group, by its path, had counted when it was last there. */
type Last = { readonly counts: Counts; missed: number };

type Step = { readonly seconds: number; readonly bounds: Readonly<Record<Counter, Bound>>; readonly isFirst: boolean };

/**
 * Adds up what control groups use, scrape after scrape, as differences, so that nothing falls when one of several is gone. Those
 * with a quota or limit are reported before all others.
 */
export function createGroupAccount(): (snapshot: Snapshot) => readonly ControlGroup[] | undefined {
  const accounts = new Map<string, Account>();
  const last = new Map<string, Last>();
  let before: number | undefined;
  return ({ groups: table, system }) => {
    if (table === undefined) return undefined;
    const seconds = before === undefined ? 0 : table.monotonicSeconds - before;
    const step = { seconds, bounds: boundsFor(Math.max(1, system.cpus.length)), isFirst: before === undefined };
    before = table.monotonicSeconds;
    for (const account of accounts.values()) account.now = nothing();
    for (const known of last.values()) known.missed += 1;
    for (let slot = 0; slot < table.slots; slot++) addGroup(table, slot, step, accounts, last);
    for (const [path, { missed }] of last) if (missed > KEPT_SCRAPES) last.delete(path);
    forgetEmpty(accounts);
    giveNames([...accounts.values()]);
    return [...accounts.values()].filter(({ isNamed }) => isNamed).map(toGroup);
  };
}

function addGroup(
  table: GroupTable,
  slot: number,
  step: Step,
  accounts: Map<string, Account>,
  last: Map<string, Last>,
): void {
  const path = table.texts.path[slot] ?? '';
  const name = table.columns.serial[slot] === 0 ? undefined : groupLabel(path);
  if (name === undefined) return;
  const account = accounts.get(name) ?? { name, counted: none(), isNamed: false, emptyScrapes: 0, now: nothing() };
  accounts.set(name, account);
  const counts = countsOf(table, slot);
  addTo(account, table, slot, rises(last.get(path)?.counts ?? firstCounts(counts, step), counts, step));
  last.set(path, { counts, missed: 0 });
}

function boundsFor(cpus: number): Readonly<Record<Counter, Bound>> {
  return { cpuSeconds: cpuBound(cpus), throttledSeconds: cpuBound(cpus), oomKills: EVENT_BOUND };
}

function countsOf(table: GroupTable, slot: number): Counts {
  const { cpuSeconds, stoppedSeconds, throttledSeconds } = table.columns;
  const stopped = stoppedSeconds[slot];
  return {
    cpuSeconds: cpuSeconds[slot],
    throttledSeconds: Number.isNaN(stopped) ? throttledSeconds[slot] : stopped,
    oomKills: killsBelow(table, slot),
  };
}

/** A group that was not there before has begun since then if all its CPU time fits in between: it has counted from 0. */
function firstCounts(counts: Counts, { seconds, bounds, isFirst }: Step): Counts {
  const isNew = !isFirst && !Number.isNaN(riseOf(0, counts.cpuSeconds, seconds, bounds.cpuSeconds));
  return isNew ? none() : counts;
}

/** A counter that fell is that of another group, which was made at the same path. */
function rises(before: Counts, now: Counts, { seconds, bounds }: Step): Counts {
  const rise = (counter: Counter) => {
    const from = now[counter] < before[counter] ? 0 : before[counter];
    return Number.isNaN(now[counter]) ? Number.NaN : riseOf(from, now[counter], seconds, bounds[counter]) || 0;
  };
  return { cpuSeconds: rise('cpuSeconds'), throttledSeconds: rise('throttledSeconds'), oomKills: rise('oomKills') };
}

function addTo({ counted, now }: Account, { columns }: GroupTable, slot: number, steps: Counts): void {
  for (const counter of COUNTERS) {
    if (Number.isNaN(steps[counter])) now.unknown.add(counter);
    else counted[counter] += steps[counter];
  }
  now.slots += 1;
  now.memoryBytes += columns.memoryBytes[slot];
  now.memoryLimitBytes += columns.memoryLimitBytes[slot];
  now.tasks += columns.tasks[slot];
  now.isLimited ||= Number.isFinite(columns.memoryLimitBytes[slot]) || Number.isFinite(columns.quotaCpus[slot]);
  now.stepCpuSeconds += steps.cpuSeconds || 0;
}

function forgetEmpty(accounts: Map<string, Account>): void {
  for (const [name, account] of accounts) {
    account.emptyScrapes = account.now.slots === 0 ? account.emptyScrapes + 1 : 0;
    if (account.emptyScrapes > KEPT_SCRAPES) accounts.delete(name);
  }
}

function giveNames(accounts: readonly Account[]): void {
  let free = MOST_GROUPS - accounts.filter(({ isNamed }) => isNamed).length;
  const largest = (sizeOf: (account: Account) => number, most: number) =>
    accounts
      .filter((account) => sizeOf(account) > 0)
      .sort((one, other) => sizeOf(other) - sizeOf(one))
      .slice(0, most);
  const limited = largest(({ now }) => (now.isLimited ? 1 + (now.memoryBytes || 0) : 0), MOST_GROUPS);
  const byCpu = largest(({ now }) => now.stepCpuSeconds, CHOSEN_BY_EACH);
  const byMemory = largest(({ now }) => now.memoryBytes, CHOSEN_BY_EACH);
  for (const account of [...limited, ...byCpu, ...byMemory]) {
    if (account.isNamed || free <= 0) continue;
    account.isNamed = true;
    free -= 1;
  }
}

function toGroup({ name, counted, now }: Account): ControlGroup {
  const known = (counter: Counter) => (now.unknown.has(counter) ? Number.NaN : counted[counter]);
  const counters = {
    cpuSeconds: known('cpuSeconds'),
    throttledSeconds: known('throttledSeconds'),
    oomKills: known('oomKills'),
  };
  return { name, counters, memoryBytes: now.memoryBytes, memoryLimitBytes: limitOf(now), tasks: now.tasks };
}

function limitOf({ slots, memoryLimitBytes }: Gauges): number {
  return slots === 0 ? Number.POSITIVE_INFINITY : memoryLimitBytes;
}

function none(): Counts {
  return { cpuSeconds: 0, throttledSeconds: 0, oomKills: 0 };
}

function nothing(): Gauges {
  return {
    unknown: new Set(),
    ...{ slots: 0, memoryBytes: 0, memoryLimitBytes: 0, tasks: 0, isLimited: false, stepCpuSeconds: 0 },
  };
}
