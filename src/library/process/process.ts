import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { addon } from '../../probe/addon.js';
import { procRoot } from '../../probe/roots.js';
import { checkInterval } from '../checks.js';
import { AccessDenied, NoSuchProcess, NotAvailable, ZombieProcess } from '../errors.js';
import { percentOf } from '../records.js';
import { ATTRIBUTE_NAMES, type AttributeName, type ProcessInfo, type Wanted, wantedOf } from './attributes.js';
import { describe } from './description.js';
import { descendants } from './family.js';
import { Identified, identify, ownPid } from './identify.js';
import { Interned } from './interned.js';
import { isSame } from './live-process.js';
import { ProcessEnds } from './process-ends.js';
import { NUMBER, PART, ProcessFacts } from './process-facts.js';

/** What asDict gives: values by attribute, or `Denied` for those that may not be known. */
export type Picked<Name extends AttributeName, Denied = null> = {
  readonly [Key in Name]: ProcessInfo[Key] | Denied;
};

const known = new Interned<Process>();

type CpuReading = { readonly cpuSeconds: number; readonly seconds: number };

/** For processIter: the process that was found, the same object as ever. */
export let processOf: (found: Identified) => Process;
/** For processIter: asDict, of facts of which these parts were read already, or of its own. */
export let pickFrom: (process: Process, wanted: Wanted, facts?: ProcessFacts, read?: number) => object;

/**
 * A process of this machine, as long as it lives. Once it has ended `pid`, `ident`, `equals`, `isRunning`, `createTime`,
 * `wait`, `returncode`, `child` and its text form still answer; all else throws NoSuchProcess, whichever process has its
 * PID then. Each process is one object in each thread, so that a Set holds it once; cpuPercent() therefore compares with
 * the call before, whichever code made it. Getters throw ZombieProcess, AccessDenied and NotAvailable too.
 */
export class Process extends ProcessEnds {
  #cpu: CpuReading | undefined;
  /** What asDict has read; some of it stays true as long as the process does not run. */
  #facts: ProcessFacts | undefined;

  /**
   * The process that has this PID now, our own when left out; a thread's id is taken too. Throws NoSuchProcess, a
   * TypeError for what is no whole number and a RangeError below 0.
   */
  constructor(pid?: number);
  constructor(which: number | Identified = ownPid()) {
    const found = which instanceof Identified ? which : identify(which);
    super(found);
    const { pid } = found.identity;
    const same = known.get(pid);
    // biome-ignore lint/correctness/noConstructorReturn: one process is one object, so that a Set holds it once
    if (same !== undefined && isSame(same.identity, found.identity)) return same;
    known.set(pid, this);
  }

  static {
    const FromFound = Process as unknown as new (found: Identified) => Process;
    processOf = (found) => new FromFound(found);
    pickFrom = (process, wanted, facts = process.#ownFacts(wanted), read = 0) => process.#pick(wanted, facts, read);
  }

  /** The names that asDict and processIter know, in order. */
  static readonly attrs: readonly AttributeName[] = ATTRIBUTE_NAMES;

  /**
   * Starts a program, as spawn() of node:child_process does, and resolves with its process; its streams are those of
   * `child`. Rejects with Node's error (ENOENT, EACCES …) when it can't be started.
   */
  static async spawn(
    command: string,
    args: readonly string[] = [],
    options: SpawnOptions = {},
  ): Promise<Process & { readonly child: ChildProcess }> {
    const child = spawn(command, args, options);
    // At once: a child that has ended by the next turn of the loop would be reaped.
    const found = child.pid === undefined ? undefined : Process.from(child);
    await once(child, 'spawn');
    return found as Process & { readonly child: ChildProcess };
  }

  /** The process of a child of Node's. wait() then reports how it ended on every kernel. Throws NoSuchProcess. */
  static from(child: ChildProcess): Process {
    if (child.pid === undefined) throw new NoSuchProcess({}, 'the child was not started');
    const found = new Process(child.pid);
    found.adopt(child);
    return found;
  }

  /**
   * CPU time used per time passed, in percent of one CPU: above 100 with several threads. Without an interval it compares
   * with the call before, and is 0 at the first; it never waits.
   */
  cpuPercent(): number;
  /** The same during the next seconds. 0 compares with the call before. Rejects with a TypeError or RangeError. */
  cpuPercent(interval: number): Promise<number>;
  cpuPercent(interval?: number): number | Promise<number> {
    return interval === undefined ? this.#percentSinceCall() : this.#percentDuring(interval);
  }

  /**
   * Several attributes at once, in the order asked for: by far the fastest way to read many. All of them when left out.
   * What may not be known of the process is `adValue`. Throws NoSuchProcess; a TypeError for what is no list of names, a
   * RangeError for unknown ones.
   */
  asDict<Name extends AttributeName = AttributeName, Denied = null>(
    attributes?: Iterable<Name>,
    options?: { readonly adValue?: Denied },
  ): Picked<Name, Denied> {
    return pickFrom(this, wantedOf(attributes, options)) as Picked<Name, Denied>;
  }

  /** The parent; null when there is none, or it can't be seen. */
  parent(): Process | null {
    for (;;) {
      const ppid = this.ppid();
      const parent = ppid === 0 ? null : processOrNull(ppid);
      // The same parent before and after had the PID all the time between.
      if (this.ppid() !== ppid) continue;
      return parent !== null && parent.identity.startTicks > this.identity.startTicks ? null : parent;
    }
  }

  /** Parent, grandparent and so on. */
  parents(): readonly Process[] {
    const found: Process[] = [];
    let next = this.parent();
    while (next !== null && !found.includes(next)) {
      found.push(next);
      next = parentOrNull(next);
    }
    return Object.freeze(found);
  }

  /** The children, after them theirs if `recursive`. Reads /proc/PID/stat of all processes. */
  children({ recursive = false }: { readonly recursive?: boolean } = {}): readonly Process[] {
    const parents = this.valueOf(addon().listParents(procRoot()), 'children');
    this.insist();
    const found = descendants(parents, this.identity, recursive).map(({ pid, startTicks }) => {
      const child = processOrNull(pid);
      return child?.identity.startTicks === startTicks ? child : null;
    });
    return Object.freeze(found.filter((child) => child !== null));
  }

  /** Says what it is, and never throws; safe for a terminal. */
  override toString(): string {
    return describe(this);
  }

  [inspect.custom](): string {
    return describe(this);
  }

  #ownFacts({ keepable }: Wanted): ProcessFacts {
    this.#facts ??= new ProcessFacts();
    return this.#facts.refresh(keepable);
  }

  #pick(wanted: Wanted, facts: ProcessFacts, read: number): object {
    const isFirst = this.enter(facts);
    try {
      const parts = wanted.parts | read;
      if (parts === 0) this.insist();
      else this.look(parts);
      return Object.freeze(this.#values(wanted));
    } finally {
      if (isFirst) this.leave();
    }
  }

  #values({ attributes, denied, asked }: Wanted): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { name, read } of attributes) {
      try {
        values[name] = read(this);
      } catch (error) {
        if (error instanceof NotAvailable && !asked) continue;
        if (!(error instanceof AccessDenied || error instanceof ZombieProcess)) throw error;
        values[name] = denied;
      }
    }
    return values;
  }

  #percentSinceCall(): number {
    const now = this.#cpuReading();
    const percent = this.#cpu === undefined ? 0 : percentBetween(this.#cpu, now);
    this.#cpu = now;
    return percent;
  }

  async #percentDuring(interval: number): Promise<number> {
    const seconds = checkInterval(interval);
    if (seconds === 0) return this.#percentSinceCall();
    const before = this.#cpuReading();
    await sleep(seconds * 1000);
    return percentBetween(before, this.#cpuReading());
  }

  #cpuReading(): CpuReading {
    const facts = this.facts(PART.stat);
    const cpuSeconds = facts.number(NUMBER.userSeconds) + facts.number(NUMBER.systemSeconds);
    return { cpuSeconds, seconds: facts.number(NUMBER.seconds) };
  }
}

function percentBetween(before: CpuReading, after: CpuReading): number {
  return percentOf(Math.max(0, after.cpuSeconds - before.cpuSeconds), after.seconds - before.seconds);
}

function processOrNull(pid: number): Process | null {
  try {
    return new Process(pid);
  } catch (error) {
    if (error instanceof NoSuchProcess) return null;
    throw error;
  }
}

/** A parent may have ended since. */
function parentOrNull(process: Process): Process | null {
  try {
    return process.parent();
  } catch (error) {
    if (error instanceof NoSuchProcess) return null;
    throw error;
  }
}
