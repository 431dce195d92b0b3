import { pids } from '../process/pids.js';
import { bootTime, cpuCount } from '../system/cpu.js';
import { virtualMemory } from '../system/memory.js';
import { users } from '../system/users.js';
import { deprecate } from '../warnings.js';

/** The names of psutil 1.x, deprecated: each warns once in each thread, and says the new name. */
export type Legacy = {
  /** @deprecated Use bootTime(). */
  readonly BOOT_TIME: number;
  /** @deprecated Use cpuCount(). */
  readonly NUM_CPUS: number | null;
  /** @deprecated Use virtualMemory().total. */
  readonly TOTAL_PHYMEM: number;
  /** @deprecated Use bootTime(). */
  getBootTime(): number;
  /** @deprecated Use pids(). */
  getPidList(): readonly number[];
  /** @deprecated Use users(). */
  getUsers(): ReturnType<typeof users>;
};

/** Module constants, which are read when they are looked at: code, old name, new one. */
const CONSTANTS = [
  ['NTOP_DEP0001', 'BOOT_TIME', 'bootTime()', () => bootTime()],
  ['NTOP_DEP0002', 'NUM_CPUS', 'cpuCount()', () => cpuCount()],
  ['NTOP_DEP0003', 'TOTAL_PHYMEM', 'virtualMemory().total', () => virtualMemory().total],
] as const;

const FUNCTIONS = [
  ['NTOP_DEP0004', 'getBootTime', 'bootTime()', () => bootTime()],
  ['NTOP_DEP0005', 'getPidList', 'pids()', () => pids()],
  ['NTOP_DEP0006', 'getUsers', 'users()', () => users()],
] as const;

/**
 * The names that psutil 1.x had for module constants and functions. A constant is read anew each time it is looked at, and
 * is no named export, which would be read at import.
 */
export const legacy: Legacy = makeLegacy();

function makeLegacy(): Legacy {
  const object = {};
  for (const [code, old, instead, read] of CONSTANTS) {
    const get = () => {
      deprecate(code, `legacy.${old} is deprecated; use ${instead} instead`, get);
      return read();
    };
    Object.defineProperty(object, old, { get, enumerable: false });
  }
  for (const [code, old, instead, call] of FUNCTIONS) {
    const value = () => {
      deprecate(code, `legacy.${old}() is deprecated; use ${instead} instead`, value);
      return call();
    };
    Object.defineProperty(object, old, { value, enumerable: false });
  }
  return Object.freeze(object) as Legacy;
}
