import { isKernelThread, isThread, ZOMBIE } from '../machine/process-kinds.js';
import type { ProcessColumns, ProcessTable, Snapshot, SystemCounters } from '../machine/snapshot.js';
import { bornAfterTicks } from '../sample/rates.js';
import { type Bound, cpuBound, EVENT_BOUND, riseOf, TRAFFIC_BOUND } from '../sample/rise.js';
import { addStep, clearSums, higher, PROCESS_COUNTERS, type ProcessCounter, type Program } from './program.js';
import { KERNEL, programOf, unitOf } from './program-name.js';
import type { ProgramTable } from './program-table.js';

/** A process as it was when it was last read. */
export type Seen = {
  readonly serial: number;
  readonly pid: number;
  readonly startTicks: number;
  program: Program;
  name: string;
  cgroup: string;
  /** How much of each is counted already. */
  readonly counted: Record<ProcessCounter, number>;
};

/** Ends may be told some scrapes later. */
const REMEMBERED_SCRAPES = 3;

/**
 * Adds to programs what their processes counted since the last scrape: differences, so that nothing falls when one ends. What
 * a process counted before it was first seen counts only if it began since the last scrape.
 */
export class ProcessAccount {
  readonly #table: ProgramTable;
  #seen: (Seen | undefined)[] = [];
  /** Of the last scrapes, the newest first. By PID and start. */
  #gone: readonly Map<string, Seen>[] = [];
  #before: SystemCounters | undefined;
  /** The number that the probe gave it. */
  #reading = Number.NaN;

  constructor(table: ProgramTable) {
    this.#table = table;
  }

  add(snapshot: Snapshot): void {
    const { system, processes } = snapshot;
    const gone = new Map<string, Seen>();
    const step = this.#stepsSince(system);
    this.#eachChanged(processes, (slot) => {
      const last = this.#seen[slot];
      const serial = slot < processes.slots ? processes.columns.serial[slot] : 0;
      const isSame = last?.serial === serial;
      if (last !== undefined) last.program.isChanged = true;
      if (last !== undefined && !isSame) gone.set(keyOf(last.pid, last.startTicks), last);
      if (serial === 0 || isThread(processes.columns, slot)) this.#seen[slot] = undefined;
      else step(this.#read(snapshot, slot, isSame ? last : undefined), processes.columns, slot, !isSame);
    });
    this.#seen.length = processes.slots;
    this.#sumUp(processes);
    this.#gone = [gone, ...this.#gone].slice(0, REMEMBERED_SCRAPES);
    this.#before = system;
  }

  /** The rows that differ from those of the last scrape; all, if the probe does not know. */
  #eachChanged({ slots, changed }: ProcessTable, visit: (slot: number) => void): void {
    const isKnown = changed?.texts !== undefined && changed.reading === this.#reading + 1;
    this.#reading = changed?.reading ?? Number.NaN;
    const most = Math.max(slots, this.#seen.length);
    if (!isKnown) {
      for (let slot = 0; slot < most; slot++) visit(slot);
      return;
    }
    const rows = new Set(changed.rows);
    for (const slot of changed.texts ?? []) rows.add(slot);
    for (const slot of rows) if (slot < slots) visit(slot);
    for (let slot = slots; slot < most; slot++) visit(slot);
  }

  /** Of programs of which no process differs, the sums of the last scrape stay. */
  #sumUp({ slots, columns }: ProcessTable): void {
    const summed = new Set<Program>();
    for (let slot = 0; slot < slots; slot++) {
      const program = this.#seen[slot]?.program;
      if (program?.isChanged !== true) continue;
      if (!summed.has(program)) clearSums(program);
      summed.add(program);
      addToSums(program, columns, slot);
    }
    for (const program of this.#table.changed()) {
      if (!summed.has(program)) clearSums(program);
      program.isChanged = false;
    }
  }

  /** The program of the process in a slot. */
  programAt(slot: number): Program | undefined {
    return this.#seen[slot]?.program;
  }

  /** A process that there is, or was in the last scrapes. `slot`: where it would be. */
  find(pid: number, startTicks: number, slot: number): Seen | undefined {
    const there = this.#seen[slot];
    if (there?.pid === pid && there.startTicks === startTicks) return there;
    const key = keyOf(pid, startTicks);
    return this.#gone.find((ended) => ended.has(key))?.get(key);
  }

  #read({ processes }: Snapshot, slot: number, last: Seen | undefined): Seen {
    const { columns, texts } = processes;
    const [name, cgroup] = [texts.name[slot] ?? '', texts.cgroup[slot] ?? ''];
    if (last !== undefined && last.name === name && last.cgroup === cgroup) return last;
    const program = isKernelThread(columns, slot)
      ? this.#table.programAt(KERNEL, '')
      : this.#table.programAt(programOf(name), unitOf(cgroup));
    if (last !== undefined) return Object.assign(last, { name, cgroup, program });
    const [serial, pid, startTicks] = [columns.serial[slot], columns.pid[slot], columns.startTicks[slot]];
    const counted = { cpuSeconds: 0, readBytes: 0, writeBytes: 0, minorFaults: 0, majorFaults: 0 };
    const seen = { serial, pid, startTicks, program, name, cgroup, counted };
    this.#seen[slot] = seen;
    return seen;
  }

  #stepsSince(system: SystemCounters) {
    const before = this.#before;
    const seconds = before === undefined ? 0 : system.monotonicSeconds - before.monotonicSeconds;
    const bornAfter = before === undefined ? Number.POSITIVE_INFINITY : bornAfterTicks(before, system);
    const bounds = boundsFor(Math.max(1, system.cpus.length));
    return (seen: Seen, columns: ProcessColumns, slot: number, isNew: boolean) => {
      seen.program.isChanged = true;
      const isKnown = !isNew || columns.startTicks[slot] >= bornAfter;
      for (const counter of PROCESS_COUNTERS) {
        const now = columns[counter][slot];
        if (!Number.isNaN(now)) count(seen, counter, now, isKnown ? { seconds, bound: bounds[counter] } : undefined);
      }
    };
  }
}

/** Nothing if it is unknown what was counted before. */
function count(
  { program, counted }: Seen,
  counter: ProcessCounter,
  now: number,
  since: { readonly seconds: number; readonly bound: Bound } | undefined,
): void {
  const rise = since === undefined ? 0 : riseOf(counted[counter], now, since.seconds, since.bound);
  addStep(program, counter, rise);
  counted[counter] = now;
}

function boundsFor(cpus: number): Readonly<Record<ProcessCounter, Bound>> {
  return {
    cpuSeconds: cpuBound(cpus),
    ...{ readBytes: TRAFFIC_BOUND, writeBytes: TRAFFIC_BOUND },
    ...{ minorFaults: EVENT_BOUND, majorFaults: EVENT_BOUND },
  };
}

function addToSums(program: Program, columns: ProcessColumns, slot: number): void {
  const { gauges } = program;
  // A zombie has neither memory nor files left to be read.
  const left = (value: number) => (Number.isNaN(value) && columns.state[slot] === ZOMBIE ? 0 : value);
  gauges.processes += 1;
  gauges.threads += columns.threads[slot];
  gauges.fds += left(columns.fds[slot]);
  gauges.residentBytes += columns.residentBytes[slot];
  gauges.virtualBytes += columns.virtualBytes[slot];
  gauges.swapBytes += left(columns.swapBytes[slot]);
  program.fdRatio = higher(program.fdRatio, columns.fds[slot] / columns.fdLimit[slot]);
  program.oldestTicks = Math.min(program.oldestTicks, columns.startTicks[slot]);
  program.totalCpuSeconds += columns.cpuSeconds[slot];
  if (columns.state[slot] === ZOMBIE) return;
  for (const counter of PROCESS_COUNTERS) if (Number.isNaN(columns[counter][slot])) program.unknown.add(counter);
}

function keyOf(pid: number, startTicks: number): string {
  return `${pid} ${startTicks}`;
}
