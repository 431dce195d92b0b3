import { NoSuchProcess } from '../errors.js';
import type { AttributeName } from './attributes.js';
import { checkAttributes } from './attributes.js';
import { pids } from './pids.js';
import { type Picked, Process } from './process.js';

/** Held so that they stay the same objects from listing to listing, and cpuPercent() has what to compare with. */
const listed = new Map<number, Process>();

/** A process with what processIter has read of it. */
export type ProcessWithInfo<Name extends AttributeName, Denied = null> = Process & {
  readonly info: Picked<Name, Denied>;
};

/**
 * All processes by PID, read one after the other as they are asked for; those that end meanwhile are left out. With
 * attributes each has them as `info`, see asDict: the same object until the process ends, and a new `info` each time.
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
  const names = attributes === undefined ? undefined : checkAttributes(attributes);
  return iterate((process) => {
    if (names === undefined) return process.isRunning();
    Object.assign(process, { info: process.asDict(names, options) });
    return true;
  });
}

/** Forgets the processes of listings before. */
processIter.cacheClear = (): void => listed.clear();

function* iterate(visit: (process: Process) => boolean): Generator<Process, void, undefined> {
  const present = pids();
  const there = new Set(present);
  for (const pid of listed.keys()) if (!there.has(pid)) listed.delete(pid);
  for (const pid of present) {
    const process = visited(listed.get(pid), visit) ?? visited(pid, visit);
    if (process === undefined) {
      listed.delete(pid);
      continue;
    }
    listed.set(pid, process);
    yield process;
  }
}

/** The process, if it is there and could be visited. */
function visited(which: Process | number | undefined, visit: (process: Process) => boolean): Process | undefined {
  if (which === undefined) return undefined;
  try {
    const process = typeof which === 'number' ? new Process(which) : which;
    return visit(process) ? process : undefined;
  } catch (error) {
    if (error instanceof NoSuchProcess) return undefined;
    throw error;
  }
}
