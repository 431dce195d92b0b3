import { terminalName } from '../../model/processes/terminal-name.js';
import { addon } from '../../probe/addon.js';
import { procRoot } from '../../probe/roots.js';
import { LiveProcess } from './live-process.js';
import { NUMBER, type NumberPlace, PART, type ProcessFacts } from './process-facts.js';
import {
  type CtxSwitches,
  type Ids,
  type IoCounters,
  type MemoryInfo,
  type MemoryInfoEx,
  type PageFaults,
  type ProcessCpuTimes,
  type ProcessStatus,
  STATUS_DEAD,
  STATUS_DISK_SLEEP,
  STATUS_IDLE,
  STATUS_PARKED,
  STATUS_RUNNING,
  STATUS_SLEEPING,
  STATUS_STOPPED,
  STATUS_TRACING_STOP,
  STATUS_UNKNOWN,
  STATUS_WAKE_KILL,
  STATUS_WAKING,
  STATUS_ZOMBIE,
} from './process-types.js';
import { userNameOf } from './user-names.js';

/** The numbers of a process. Each getter reads one small file of /proc/PID at once, in microseconds. */
export abstract class ProcessReadings extends LiveProcess {
  #createTime: number | null | undefined;
  #memory: MemoryInfo | undefined;

  /** PID of the parent, which may change when that ends; 0 for none. From /proc/PID/stat. */
  ppid(): number {
    return this.facts(PART.stat).number(NUMBER.parent);
  }

  /** What the process is doing; `unknown` for a state that this library does not know. From /proc/PID/stat. */
  status(): ProcessStatus {
    return STATES.get(this.facts(PART.stat).number(NUMBER.state)) ?? STATUS_UNKNOWN;
  }

  /**
   * When the process began, in seconds since the epoch, exact to 0.01 s; null when that may not be known. Stays the same
   * for this object, which answers also after the process has ended; objects made after the clock was set move with it.
   */
  createTime(): number | null {
    if (this.#createTime !== undefined) return this.#createTime;
    const { startTicks } = this.identity;
    const seconds = startTicks === 0 ? undefined : addon().createTime(procRoot(), startTicks);
    this.#createTime = seconds === undefined ? null : Math.round(seconds * 100) / 100;
    return this.#createTime;
  }

  /** Real, effective and saved user id; null when unknown. From /proc/PID/status. */
  uids(): Ids {
    const facts = this.facts(PART.status);
    return Object.freeze({
      real: facts.numberOrNull(NUMBER.userId),
      effective: facts.numberOrNull(NUMBER.effectiveUserId),
      saved: facts.numberOrNull(NUMBER.savedUserId),
    });
  }

  /** Real, effective and saved group id, in the same way. From /proc/PID/status. */
  gids(): Ids {
    const facts = this.facts(PART.status);
    return Object.freeze({
      real: facts.numberOrNull(NUMBER.groupId),
      effective: facts.numberOrNull(NUMBER.effectiveGroupId),
      saved: facts.numberOrNull(NUMBER.savedGroupId),
    });
  }

  /**
   * Name of the real user, or its number as text when it has none; null when the number is unknown. A name is asked for
   * once a second at most.
   */
  username(): string | null {
    const uid = this.facts(PART.status).numberOrNull(NUMBER.userId);
    return uid === null ? null : userNameOf(uid);
  }

  /** Path of the controlling terminal, or the device's number (`204:7`) if its name is not known; null for none. From /proc/PID/stat. */
  terminal(): string | null {
    const name = terminalName(this.facts(PART.stat).number(NUMBER.terminal));
    if (name === undefined) return null;
    return name.includes(':') ? name : `/dev/${name}`;
  }

  /** CPU time used so far, in seconds; of children those that ended and were waited for. From /proc/PID/stat. */
  cpuTimes(): ProcessCpuTimes {
    const facts = this.facts(PART.stat);
    return Object.freeze({
      user: facts.number(NUMBER.userSeconds),
      system: facts.number(NUMBER.systemSeconds),
      childrenUser: facts.number(NUMBER.childUserSeconds),
      childrenSystem: facts.number(NUMBER.childSystemSeconds),
      iowait: facts.numberOrNull(NUMBER.ioWaitSeconds) ?? 0,
    });
  }

  /** The CPU it ran on last; null when the system does not report it. From /proc/PID/stat. */
  cpuNum(): number | null {
    return this.facts(PART.stat).numberOrNull(NUMBER.processor);
  }

  /** Memory in bytes. From /proc/PID/statm, where the kernel is a few pages late. */
  memoryInfo(): MemoryInfo {
    const facts = this.facts(PART.statm);
    const known = this.#memory;
    // Most processes sleep, and have what they had.
    if (known !== undefined && isMemory(known, facts)) return known;
    this.#memory = Object.freeze({
      rss: facts.number(NUMBER.residentBytes),
      vms: facts.number(NUMBER.virtualBytes),
      shared: facts.number(NUMBER.sharedBytes),
      text: facts.numberOrNull(NUMBER.textBytes),
      data: facts.numberOrNull(NUMBER.dataBytes),
    });
    return this.#memory;
  }

  /** More of it; null for what an old kernel does not report. From /proc/PID/statm and status. */
  memoryInfoEx(): MemoryInfoEx {
    const facts = this.facts(PART.statm | PART.status);
    // Of a process without memory, such as a kernel thread, the kernel lists none of its kinds.
    const missing = facts.number(NUMBER.virtualBytes) === 0 ? 0 : null;
    const figure = (place: NumberPlace) => facts.numberOrNull(place) ?? missing;
    return Object.freeze({
      rss: facts.number(NUMBER.residentBytes),
      vms: facts.number(NUMBER.virtualBytes),
      shared: facts.number(NUMBER.sharedBytes),
      text: facts.numberOrNull(NUMBER.textBytes),
      data: facts.numberOrNull(NUMBER.dataBytes),
      peakRss: figure(NUMBER.peakResidentBytes),
      peakVms: figure(NUMBER.peakVirtualBytes),
      rssAnon: figure(NUMBER.anonymousBytes),
      rssFile: figure(NUMBER.fileBytes),
      rssShmem: figure(NUMBER.sharedMemoryBytes),
      swap: figure(NUMBER.swapBytes),
      hugetlb: figure(NUMBER.hugePageBytes),
    });
  }

  /**
   * What was read and written: calls, bytes that reached storage, and characters (bytes asked for). From /proc/PID/io,
   * which only the owner and root may read; NotAvailable where the kernel does not count.
   */
  ioCounters(): IoCounters {
    const facts = this.facts(PART.io);
    return Object.freeze({
      readCount: facts.numberOrNull(NUMBER.readCalls),
      writeCount: facts.numberOrNull(NUMBER.writeCalls),
      readBytes: facts.numberOrNull(NUMBER.readBytes),
      writeBytes: facts.numberOrNull(NUMBER.writeBytes),
      readChars: facts.numberOrNull(NUMBER.readCharacters),
      writeChars: facts.numberOrNull(NUMBER.writtenCharacters),
    });
  }

  /** How many threads it has; null when unknown. From /proc/PID/stat. */
  numThreads(): number | null {
    return this.facts(PART.stat).numberOrNull(NUMBER.threads);
  }

  /** How often it gave up the CPU, and how often it lost it. From /proc/PID/status. */
  numCtxSwitches(): CtxSwitches {
    const facts = this.facts(PART.status);
    return Object.freeze({
      voluntary: facts.numberOrNull(NUMBER.voluntarySwitches),
      involuntary: facts.numberOrNull(NUMBER.involuntarySwitches),
    });
  }

  /** Page faults without and with reading from storage. From /proc/PID/stat. */
  pageFaults(): PageFaults {
    const facts = this.facts(PART.stat);
    return Object.freeze({ minor: facts.number(NUMBER.minorFaults), major: facts.number(NUMBER.majorFaults) });
  }

  /** Open file descriptors. From the size of /proc/PID/fd; before Linux 6.2 from its list, which only the owner and root may see. */
  numFds(): number {
    return this.facts(PART.descriptors).number(NUMBER.descriptors);
  }
}

function isMemory({ rss, vms, shared, text, data }: MemoryInfo, facts: ProcessFacts): boolean {
  return (
    rss === facts.number(NUMBER.residentBytes) &&
    vms === facts.number(NUMBER.virtualBytes) &&
    shared === facts.number(NUMBER.sharedBytes) &&
    text === facts.numberOrNull(NUMBER.textBytes) &&
    data === facts.numberOrNull(NUMBER.dataBytes)
  );
}

/** By the code point of its letter. */
const STATES: ReadonlyMap<number, ProcessStatus> = new Map(
  (
    [
      ['R', STATUS_RUNNING],
      ['S', STATUS_SLEEPING],
      ['D', STATUS_DISK_SLEEP],
      ['T', STATUS_STOPPED],
      ['t', STATUS_TRACING_STOP],
      ['Z', STATUS_ZOMBIE],
      ['X', STATUS_DEAD],
      ['x', STATUS_DEAD],
      ['K', STATUS_WAKE_KILL],
      ['W', STATUS_WAKING],
      ['I', STATUS_IDLE],
      ['P', STATUS_PARKED],
    ] as const
  ).map(([letter, status]) => [letter.charCodeAt(0), status]),
);
