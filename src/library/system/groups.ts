import type { Refusal } from '../../model/machine/identity.js';
import { addon } from '../../probe/addon.js';
import type { NativePressures, NativeStall } from '../../probe/native-types.js';
import { procRoot, sysRoot } from '../../probe/roots.js';
import { AccessDenied, NoSuchProcess, NtopError, wrongType, wrongValue } from '../errors.js';
import { identify, ownPid } from '../process/identify.js';
import { unwrap } from '../reading.js';

/** How long tasks were stalled. */
export type Stall = {
  /** The share of the last 10, 60 and 300 seconds, in percent. */
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  /** Seconds, since boot or since the group is there. */
  readonly total: number;
};

export type Pressure = {
  /** At least one task waited. */
  readonly some: Stall | null;
  /** All tasks that were not idle waited, so that nothing was done. */
  readonly full: Stall | null;
};

export type Pressures = {
  /** Waiting for a CPU. */
  readonly cpu: Pressure;
  /** Waiting for memory to be reclaimed, or to come back from swap. */
  readonly memory: Pressure;
  /** Waiting for storage. */
  readonly io: Pressure;
};

/** null where there is no limit, or none can be seen from here. */
export type CgroupLimits = {
  /** What the CPU quota allows, which need not be whole, or how many CPUs the cpuset has, if that is less. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly swapBytes: number | null;
  /** Processes and threads. */
  readonly tasks: number | null;
};

/**
 * How long tasks waited for CPU, memory and storage (PSI): of the machine, from /proc/pressure, or of a control group by its
 * path, such as /system.slice/nginx.service, from its files of version 2. null where the kernel does not say it. Throws an
 * NtopError with the code ENOENT where no such group can be seen.
 */
export async function pressure(group?: string): Promise<Pressures> {
  if (group !== undefined) checkGroup(group);
  return toPressures(unwrap(await addon().readPressures(procRoot(), sysRoot(), group)));
}

/**
 * What its control groups allow a process, or this one: of each kind the tightest limit on the way up to the root, of both
 * versions. Throws NoSuchProcess.
 */
export async function cgroupLimits(pid: number = ownPid()): Promise<CgroupLimits> {
  const answer = await addon().readGroupLimits(procRoot(), sysRoot(), identify(pid).identity);
  if (!answer.ok) throw refusalOf(answer, pid);
  const { cpus, memoryBytes, swapBytes, tasks } = answer.limits;
  return Object.freeze({
    cpus: cpus ?? null,
    memoryBytes: memoryBytes ?? null,
    swapBytes: swapBytes ?? null,
    tasks: tasks ?? null,
  });
}

function checkGroup(group: unknown): void {
  if (typeof group !== 'string') throw wrongType(`group must be a string (got ${typeof group})`);
  if (!group.startsWith('/') || group.includes('\0')) {
    throw wrongValue('group must be a path from the root of the control groups, such as /system.slice');
  }
}

function toPressures({ cpu, memory, io }: NativePressures): Pressures {
  return Object.freeze({ cpu: toPressure(cpu), memory: toPressure(memory), io: toPressure(io) });
}

function toPressure({ some, full }: NativePressures['cpu']): Pressure {
  return Object.freeze({ some: toStall(some), full: toStall(full) });
}

function toStall(stall: NativeStall | undefined): Stall | null {
  return stall === undefined ? null : Object.freeze({ ...stall });
}

function refusalOf({ gone, code }: Refusal, pid: number): NtopError {
  if (gone) return new NoSuchProcess({ pid });
  if (code === 'EACCES' || code === 'EPERM') return new AccessDenied({ pid });
  return new NtopError(code, `the control groups of the process can't be read (${code})`, { pid });
}
