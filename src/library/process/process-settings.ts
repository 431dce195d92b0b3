import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IO_CLASSES } from '../../probe/actions.js';
import { addon } from '../../probe/addon.js';
import { sysRoot } from '../../probe/roots.js';
import { checkWhole } from '../checks.js';
import { NtopError, outOfRange, wrongType, wrongValue } from '../errors.js';
import { ProcessLists } from './process-lists.js';
import type { IoClassName, IoNice, Limits } from './process-types.js';
import { RESOURCES, type Resource, RLIM_INFINITY } from './resources.js';

const DEFAULT_IO_VALUE = 4;

/** What can be changed of a process: a method without arguments gets, with arguments it sets. */
export abstract class ProcessSettings extends ProcessLists {
  /** The nice value of the main thread, -20 (first) to 19 (last). See getpriority(2). */
  nice(): number;
  nice(value: number): void;
  nice(value?: number): number | undefined {
    if (value === undefined) return this.accept(addon().nice(this.identity), 'nice').nice;
    checkWhole('nice', value, -20, 19);
    this.accept(addon().setNice(this.identity, value), 'nice');
    return undefined;
  }

  /**
   * The priority for storage. `value`, 0 (first) to 7 (last), is for the classes realtime and best-effort, and 4 when left
   * out. See ioprio_set(2).
   */
  ionice(): IoNice;
  ionice(ioclass: IoClassName, value?: number): void;
  ionice(ioclass?: IoClassName, value?: number): IoNice | undefined {
    if (ioclass === undefined) {
      if (value !== undefined) throw wrongType('ionice needs a class in front of the value');
      const { ioClass, level } = this.accept(addon().ioPriority(this.identity), 'ionice');
      return Object.freeze({ ioclass: IO_CLASSES[ioClass] ?? 'none', value: level });
    }
    this.accept(addon().setIoPriority(this.identity, ...checkIoNice(ioclass, value)), 'ionice');
    return undefined;
  }

  /** The CPUs it may run on. An empty list sets all that it may have. See sched_setaffinity(2). */
  cpuAffinity(): readonly number[];
  cpuAffinity(cpus: Iterable<number>): void;
  cpuAffinity(cpus?: Iterable<number>): readonly number[] | undefined {
    if (cpus === undefined) return Object.freeze(this.accept(addon().affinity(this.identity), 'cpuAffinity').cpus);
    const wanted = checkCpus(cpus);
    const outcome = addon().setAffinity(this.identity, wanted);
    if (!outcome.ok && outcome.code === 'EINVAL') {
      throw outOfRange(`the process may not use any of the CPUs ${wanted.join(', ')}`);
    }
    this.accept(outcome, 'cpuAffinity');
    return undefined;
  }

  /**
   * Soft and hard limit of a resource such as `nofile`; RLIM_INFINITY is none. Limits above 2^53 are not exact. See
   * prlimit(2).
   */
  rlimit(resource: Resource): Limits;
  rlimit(resource: Resource, limits: Limits): void;
  rlimit(resource: Resource, limits?: Limits): Limits | undefined {
    const number = checkResource(resource);
    if (limits === undefined) {
      const { soft, hard } = this.accept(addon().limit(this.identity, number), 'rlimit');
      return Object.freeze([fromLimit(soft), fromLimit(hard)] as const);
    }
    const outcome = addon().setLimit(this.identity, number, ...checkLimits(limits));
    if (!outcome.ok && outcome.code === 'EINVAL') throw outOfRange('the soft limit is above the hard one');
    this.accept(outcome, 'rlimit');
    return undefined;
  }
}

function checkIoNice(ioclass: IoClassName, value: number | undefined): [ioClass: number, level: number] {
  const number = IO_CLASSES.indexOf(ioclass);
  if (number < 0) {
    throw wrongValue(`invalid class '${String(ioclass)}'; valid ones are: ${IO_CLASSES.join(', ')}`);
  }
  const hasValue = ioclass === 'realtime' || ioclass === 'best-effort';
  if (value === undefined) return [number, hasValue ? DEFAULT_IO_VALUE : 0];
  checkWhole('value', value, 0, 7);
  if (!hasValue && value !== 0) throw wrongValue(`the class ${ioclass} has no values`);
  return [number, value];
}

function checkCpus(cpus: Iterable<number>): number[] {
  if (typeof cpus === 'string' || typeof cpus?.[Symbol.iterator] !== 'function') {
    throw wrongType('cpus must be a list of the numbers of CPUs');
  }
  const wanted = [...cpus];
  const online = readOnline();
  for (const cpu of wanted) {
    checkWhole('CPU', cpu, 0, Number.MAX_SAFE_INTEGER);
    if (online.includes(cpu)) continue;
    throw outOfRange(`invalid CPU ${cpu}; those online are: ${online.join(', ')}`);
  }
  return wanted;
}

/** Its lists are like 0-3,7. */
function readOnline(): number[] {
  const path = join(sysRoot(), 'devices/system/cpu/online');
  try {
    return readFileSync(path, 'latin1').trim().split(',').flatMap(toNumbers);
  } catch (cause) {
    throw new NtopError('ERR_NOT_AVAILABLE', `${path} can't be read`, { cause });
  }
}

function toNumbers(range: string): number[] {
  const [first = Number.NaN, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function checkResource(resource: Resource): number {
  if (Object.hasOwn(RESOURCES, resource)) return RESOURCES[resource];
  throw wrongValue(`invalid resource '${String(resource)}'; valid ones are: ${Object.keys(RESOURCES).join(', ')}`);
}

function checkLimits(limits: Limits): [soft: number, hard: number] {
  if (!Array.isArray(limits)) throw wrongType('limits must be a soft and a hard limit in an array');
  if (limits.length !== 2) throw wrongValue(`limits must be a soft and a hard limit (got ${limits.length})`);
  const [soft, hard] = limits.map((limit) => {
    checkWhole('limit', limit, RLIM_INFINITY, Number.MAX_SAFE_INTEGER);
    return limit === RLIM_INFINITY ? Number.POSITIVE_INFINITY : limit;
  });
  return [soft ?? 0, hard ?? 0];
}

function fromLimit(limit: number): number {
  return limit === Number.POSITIVE_INFINITY ? RLIM_INFINITY : limit;
}
