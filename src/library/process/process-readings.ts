import { totalmem } from 'node:os';
import { terminalName } from '../../model/processes/terminal-name.js';
import { addon } from '../../probe/addon.js';
import { wrongValue } from '../errors.js';
import { procRoot } from '../roots.js';
import { LiveProcess } from './live-process.js';
import { PART } from './process-facts.js';
import type {
  CtxSwitches,
  Ids,
  IoCounters,
  MemoryInfo,
  MemoryInfoEx,
  PageFaults,
  ProcessCpuTimes,
  ProcessStatus,
} from './process-types.js';
import { remembered } from './remembered.js';

/** The numbers of a process. Each getter reads one small file of /proc/PID at once, in microseconds. */
export abstract class ProcessReadings extends LiveProcess {
  #createTime: number | null | undefined;

  /** PID of the parent, which may change when that ends; 0 for none. From /proc/PID/stat. */
  ppid(): number {
    return this.facts(PART.stat).number('parent');
  }

  /** What the process is doing; `unknown` for a state that this library does not know. From /proc/PID/stat. */
  status(): ProcessStatus {
    const letter = String.fromCharCode(this.facts(PART.stat).number('state'));
    return STATES.get(letter) ?? 'unknown';
  }

  /**
   * When the process began, in seconds since the epoch, exact to 0.01 s; null when that may not be known. Stays the same
   * for this object; objects made after the clock was set move with it.
   */
  createTime(): number | null {
    if (this.#createTime !== undefined) return this.#createTime;
    const { startTicks } = this.identity;
    const seconds = startTicks === 0 ? undefined : addon().createTime(procRoot(), startTicks);
    this.#createTime = seconds === undefined ? null : Math.round(seconds * 100) / 100;
    return this.#createTime;
  }

  /** Real, effective and saved user id. From /proc/PID/status. */
  uids(): Ids {
    const facts = this.facts(PART.status);
    return Object.freeze({
      real: facts.number('userId'),
      effective: facts.number('effectiveUserId'),
      saved: facts.number('savedUserId'),
    });
  }

  /** Real, effective and saved group id. From /proc/PID/status. */
  gids(): Ids {
    const facts = this.facts(PART.status);
    return Object.freeze({
      real: facts.number('groupId'),
      effective: facts.number('effectiveGroupId'),
      saved: facts.number('savedGroupId'),
    });
  }

  /** Name of the real user, or its number as text when it has none. A name is asked for once a second at most. */
  username(): string {
    return userName(this.facts(PART.status).number('userId'));
  }

  /** Path of the controlling terminal; null for none. From /proc/PID/stat. */
  terminal(): string | null {
    const name = terminalName(this.facts(PART.stat).number('terminal'));
    return name === undefined || name.includes(':') ? null : `/dev/${name}`;
  }

  /** CPU time used so far, in seconds; of children those that ended and were waited for. From /proc/PID/stat. */
  cpuTimes(): ProcessCpuTimes {
    const facts = this.facts(PART.stat);
    return Object.freeze({
      user: facts.number('userSeconds'),
      system: facts.number('systemSeconds'),
      childrenUser: facts.number('childUserSeconds'),
      childrenSystem: facts.number('childSystemSeconds'),
      iowait: facts.numberOrNull('ioWaitSeconds') ?? 0,
    });
  }

  /** The CPU it ran on last; null when the system does not tell. From /proc/PID/stat. */
  cpuNum(): number | null {
    return this.facts(PART.stat).numberOrNull('processor');
  }

  /** Memory in bytes. From /proc/PID/statm, where the kernel is a few pages late. */
  memoryInfo(): MemoryInfo {
    const facts = this.facts(PART.statm);
    return Object.freeze({
      rss: facts.number('residentBytes'),
      vms: facts.number('virtualBytes'),
      shared: facts.number('sharedBytes'),
      text: facts.numberOrNull('textBytes'),
      data: facts.numberOrNull('dataBytes'),
    });
  }

  /** More of it; null for what an old kernel does not tell. From /proc/PID/statm and status. */
  memoryInfoEx(): MemoryInfoEx {
    const facts = this.facts(PART.statm | PART.status);
    return Object.freeze({
      rss: facts.number('residentBytes'),
      vms: facts.number('virtualBytes'),
      shared: facts.number('sharedBytes'),
      text: facts.numberOrNull('textBytes'),
      data: facts.numberOrNull('dataBytes'),
      peakRss: facts.numberOrNull('peakResidentBytes'),
      peakVms: facts.numberOrNull('peakVirtualBytes'),
      rssAnon: facts.numberOrNull('anonymousBytes'),
      rssFile: facts.numberOrNull('fileBytes'),
      rssShmem: facts.numberOrNull('sharedMemoryBytes'),
      swap: facts.numberOrNull('swapBytes'),
      hugetlb: facts.numberOrNull('hugePageBytes'),
    });
  }

  /**
   * One of the figures of memoryInfo, or memoryInfoEx, in percent of the machine's memory. null when it is unknown.
   * Throws a RangeError for any other name.
   */
  memoryPercent(kind: keyof MemoryInfoEx = 'rss'): number | null {
    const basic = kind === 'rss' || kind === 'vms';
    const figures: Partial<MemoryInfoEx> = basic ? this.memoryInfo() : this.memoryInfoEx();
    if (!Object.hasOwn(figures, kind)) {
      throw wrongValue(`invalid kind of memory '${String(kind)}'; valid ones are: ${Object.keys(figures).join(', ')}`);
    }
    const bytes = figures[kind] ?? null;
    return bytes === null ? null : (bytes / machineBytes('all')) * 100;
  }

  /**
   * What was read and written: calls, bytes that reached storage, and characters (bytes asked for). From /proc/PID/io,
   * which only the owner and root may read; NotAvailable where the kernel does not count.
   */
  ioCounters(): IoCounters {
    const facts = this.facts(PART.io);
    return Object.freeze({
      readCount: facts.numberOrNull('readCalls'),
      writeCount: facts.numberOrNull('writeCalls'),
      readBytes: facts.numberOrNull('readBytes'),
      writeBytes: facts.numberOrNull('writeBytes'),
      readChars: facts.numberOrNull('readCharacters'),
      writeChars: facts.numberOrNull('writtenCharacters'),
    });
  }

  /** From /proc/PID/status. */
  numThreads(): number {
    return this.facts(PART.status).number('threads');
  }

  /** How often it gave up the CPU, and how often it lost it. From /proc/PID/status. */
  numCtxSwitches(): CtxSwitches {
    const facts = this.facts(PART.status);
    return Object.freeze({
      voluntary: facts.numberOrNull('voluntarySwitches'),
      involuntary: facts.numberOrNull('involuntarySwitches'),
    });
  }

  /** Page faults without and with reading from storage. From /proc/PID/stat. */
  pageFaults(): PageFaults {
    const facts = this.facts(PART.stat);
    return Object.freeze({ minor: facts.number('minorFaults'), major: facts.number('majorFaults') });
  }

  /** Open file descriptors. Lists /proc/PID/fd, which only the owner and root may. */
  numFds(): number {
    return this.facts(PART.descriptors).number('descriptors');
  }
}

const userName = remembered((uid: number) => addon().userName(uid) ?? String(uid));
const machineBytes = remembered((_: 'all') => totalmem());

const STATES: ReadonlyMap<string, ProcessStatus> = new Map([
  ['R', 'running'],
  ['S', 'sleeping'],
  ['D', 'disk-sleep'],
  ['T', 'stopped'],
  ['t', 'tracing-stop'],
  ['Z', 'zombie'],
  ['X', 'dead'],
  ['x', 'dead'],
  ['K', 'wake-kill'],
  ['W', 'waking'],
  ['I', 'idle'],
  ['P', 'parked'],
]);
