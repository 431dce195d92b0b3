import { NoSuchProcess } from '../errors.js';
import { type AttributeName, type Wanted, wantedOf } from './attributes.js';
import { pids } from './pids.js';
import { type Picked, Process, pickFrom, processOf } from './process.js';
import { PART, type ProcessFacts } from './process-facts.js';
import { ProcessRows } from './process-rows.js';

/** Held so that they stay the same objects from listing to listing, and cpuPercent() has what to compare with. */
const listed = new Map<number, Process>();

/** What was read of them, for several at once. */
const rows = new ProcessRows();

/** A process with what processIter has read of it. */
export type ProcessWithInfo<Name extends AttributeName, Denied = null> = Process & {
  readonly info: Picked<Name, Denied>;
};

/**
 * All processes by PID, read as they are asked for; those that end meanwhile are left out. With attributes each has them as
 * `info`, see asDict: the same object until the process ends, and a new `info` each time. Some are read ahead of a loop
 * that does not wait, by a millisecond at most.
 */
export function processIter(): Generator<Process, void, undefined>;
export function processIter<Name extends AttributeName, Denied = null>(
  attributes: Iterable<Name>,
  options?: { readonly adValue?: Denied },
): Generator<ProcessWithInfo<Name, Denied>, void, undefined>;
export function processIter(
  attributes?: Iterable<AttributeName>,
  options?: { readonly adValue?: unknown },
): Generator<Process, void, undefined> {
  const wanted = attributes === undefined ? undefined : wantedOf(attributes, options);
  return iterate(wanted);
}

/** Forgets the processes of listings before. */
processIter.cacheClear = (): void => {
  listed.clear();
  rows.clear();
  readings += 1;
};

/** With each reading of rows those before it are void. */
let readings = 0;

const NOTHING = wantedOf([]);

const FEWEST_AHEAD = 8;
const MOST_AHEAD = 64;
const AHEAD_MILLISECONDS = 1;

function* iterate(wanted: Wanted | undefined): Generator<Process, void, undefined> {
  const present = pids();
  const there = new Set(present);
  for (const pid of listed.keys()) if (!there.has(pid)) listed.delete(pid);
  rows.keepOnly(there);
  let count = FEWEST_AHEAD;
  for (let at = 0; at < present.length; ) {
    const ahead = new Ahead(present.slice(at, at + count), wanted);
    do {
      const pid = present[at] ?? 0;
      at += 1;
      const process = ahead.next(pid) ?? visited(listed.get(pid), wanted) ?? visited(pid, wanted);
      if (process === undefined) {
        listed.delete(pid);
        continue;
      }
      listed.set(pid, process);
      yield process;
    } while (ahead.hasMore && ahead.isFresh());
    // In a loop that takes its time each process is read when it is asked for.
    count = ahead.isFresh() ? Math.min(count * 2, MOST_AHEAD) : 1;
  }
}

/** Some processes, read in one go, which are met one after the other. */
class Ahead {
  readonly #wanted: Wanted | undefined;
  readonly #parts: number;
  readonly #rows: Int32Array;
  readonly #facts: ProcessFacts;
  readonly #reading: number;
  readonly #until: number;
  #met = 0;
  #waited = false;

  constructor(pids: readonly number[], wanted: Wanted | undefined) {
    this.#wanted = wanted;
    this.#parts = PART.stat | (wanted?.parts ?? 0);
    this.#rows = Int32Array.from(pids, (pid) => rows.rowOf(pid));
    rows.read(this.#rows, this.#parts, wanted?.keepable ?? 0);
    this.#facts = rows.facts();
    readings += 1;
    this.#reading = readings;
    this.#until = performance.now() + AHEAD_MILLISECONDS;
    // While a loop waits anything may happen.
    queueMicrotask(() => {
      this.#waited = true;
    });
  }

  get hasMore(): boolean {
    return this.#met < this.#rows.length;
  }

  /** Whether what was read is still good for those to come. */
  isFresh(): boolean {
    return !this.#waited && this.#reading === readings && performance.now() < this.#until;
  }

  /** The next process; undefined if it is to be looked at by itself. */
  next(pid: number): Process | undefined {
    const row = this.#rows[this.#met] ?? 0;
    this.#met += 1;
    const process = rows.isRead(row) ? this.#read(row, pid) : undefined;
    rows.setKnown(row, process !== undefined);
    return process;
  }

  #read(row: number, pid: number): Process | undefined {
    const known = rows.isKnown(row) ? listed.get(pid) : undefined;
    const process = known ?? processOf(rows.found(row));
    const facts = rows.point(this.#facts, row, this.#parts);
    try {
      const info = pickFrom(process, this.#wanted ?? NOTHING, facts, this.#parts);
      return this.#wanted === undefined ? process : withInfo(process, info);
    } catch (error) {
      return unlessGone(error);
    }
  }
}

/** The process, if it is there and could be read. */
function visited(which: Process | number | undefined, wanted: Wanted | undefined): Process | undefined {
  if (which === undefined) return undefined;
  try {
    const process = typeof which === 'number' ? new Process(which) : which;
    if (wanted === undefined) return process.isRunning() ? process : undefined;
    return withInfo(process, pickFrom(process, wanted));
  } catch (error) {
    return unlessGone(error);
  }
}

function withInfo(process: Process, info: object): Process {
  (process as Process & { info: object }).info = info;
  return process;
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof NoSuchProcess)) throw error;
}
