import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { DEVICE_KINDS } from '../model/machine/disk-table.js';
import { EVENT_KINDS, EVENT_LISTENERS, EVENT_SOURCES } from '../model/machine/events.js';
import { GROUP_KINDS } from '../model/machine/group-table.js';
import type { Identity, Refusal } from '../model/machine/identity.js';
import type { Detail } from '../model/machine/machine.js';
import type { MemoryDetail, MemoryProbe } from '../model/machine/memory-detail.js';
import { SENSOR_KINDS, SENSOR_SOURCES } from '../model/machine/sensors.js';
import { PROTOCOLS } from '../model/machine/socket-table.js';
import type { WaitReading } from '../model/machine/wait-facts.js';
import { version } from '../version.js';
import { EVENT_NUMBERS, type EventCalls } from './event-calls.js';
import type {
  FileAnswer,
  NativeDeletedWalk,
  NativeDiskReader,
  NativeDisks,
  NativeEngine,
  NativeFileQuestion,
  NativeFrequency,
  NativeGroupLimits,
  NativeInterfaceAddress,
  NativeInterfaceStats,
  NativeMemory,
  NativeMount,
  NativePressures,
  NativeReading,
  NativeSensorEngine,
  NativeSocketEngine,
  NativeSpace,
  NativeStat,
  NativeTraffic,
} from './native-types.js';
import { CPU_TIMES, DISK_FIGURES } from './native-types.js';
import { NUMBERS, PARTS, type ProcessCalls, ROW_HEADS, TEXTS } from './process-calls.js';
import { loadFromExecutable } from './single-file.js';
import type { TransferCalls } from './transfer-calls.js';

/**
 * The C++ side, as native/addon/addon.cc exports it: the one contract between the two. Arguments are checked before.
 */
export type Addon = ProcessCalls &
  EventCalls &
  TransferCalls & {
    /** `plain`: reads everything every time. */
    readonly Engine: new (
      procRoot: string,
      sysRoot: string,
      plain: boolean,
    ) => NativeEngine;
    readonly DeletedWalk: new (procRoot: string) => NativeDeletedWalk;
    readonly DiskReader: new (procRoot: string, sysRoot: string) => NativeDiskReader;
    readonly SensorEngine: new (procRoot: string, sysRoot: string) => NativeSensorEngine;
    readonly SocketEngine: new (procRoot: string) => NativeSocketEngine;
    /** The release it was built from. */
    readonly version: string;
    /** The layout of values that it passes without names. */
    readonly layouts: Readonly<Record<keyof typeof LAYOUTS, readonly string[]>>;
    readTraffic(procRoot: string): Promise<NativeReading<readonly NativeTraffic[]>>;
    readInterfaceAddresses(): Promise<NativeReading<readonly NativeInterfaceAddress[]>>;
    readInterfaceStats(): Promise<NativeReading<readonly NativeInterfaceStats[]>>;
    readStat(procRoot: string): NativeReading<NativeStat>;
    /** Over 1, 5 and 15 minutes. */
    readLoad(procRoot: string): NativeReading<readonly [number, number, number]>;
    readMemory(procRoot: string): NativeReading<NativeMemory>;
    readSwapTraffic(procRoot: string): NativeReading<{ readonly inBytes: number; readonly outBytes: number }>;
    /** Bytes, from sysinfo(2). */
    readSwapSpace(): { readonly total: number; readonly free: number };
    /** Number of online CPUs, or of their cores. */
    countCpus(procRoot: string, sysRoot: string, logical: boolean): number | undefined;
    readFrequencies(procRoot: string, sysRoot: string): Promise<NativeReading<readonly NativeFrequency[]>>;
    /** `whole` is false of all unless it is to be found. */
    readDiskCounters(procRoot: string, sysRoot: string, findsWhole: boolean): Promise<NativeReading<NativeDisks>>;
    readMounts(procRoot: string, sysRoot: string): Promise<NativeReading<readonly NativeMount[]>>;
    /** Waits on a thread of its own, as long as the file system does. */
    readSpace(path: string): Promise<NativeReading<NativeSpace>>;
    /** Of a control group; of the machine without one. */
    readPressures(
      procRoot: string,
      sysRoot: string,
      group: string | undefined,
    ): Promise<NativeReading<NativePressures>>;
    /** Paths of all groups that can be seen, the outer ones first. */
    listGroups(procRoot: string, sysRoot: string, most: number): Promise<readonly string[]>;
    readGroupLimits(
      procRoot: string,
      sysRoot: string,
      identity: Identity,
    ): Promise<{ readonly ok: true; readonly limits: NativeGroupLimits } | Refusal>;
    /** In the order of the questions; the values are those that files.ts says. */
    askFiles(questions: readonly NativeFileQuestion[]): Promise<readonly FileAnswer<unknown>[]>;
    /** Locks an open file that may be written, until it is closed: an errno's name if not, EAGAIN if another has it locked. */
    lockFile(fd: number): string | undefined;
    unlockFile(fd: number): void;
    /** Whether another has it locked. */
    isFileLocked(fd: number): boolean;
    /** As LoginRecord.leaderSeen has it. */
    seePid(pid: number): 'here' | 'hidden' | 'gone' | undefined;
    readDetail(procRoot: string, identity: Identity): Promise<{ readonly ok: true; readonly detail: Detail } | Refusal>;
    readMemoryDetail(procRoot: string, sysRoot: string): Promise<MemoryDetail>;
    readMemoryLimit(procRoot: string, sysRoot: string, identity: Identity): ReturnType<MemoryProbe['limit']>;
    /** Those not read within `mostSeconds` are left out. */
    readFootprints(
      procRoot: string,
      identities: readonly Identity[],
      mostSeconds: number,
    ): ReturnType<MemoryProbe['footprints']>;
    readWaits(
      procRoot: string,
      identities: readonly Identity[],
      threads: readonly number[],
      mostSeconds: number,
    ): Promise<readonly WaitReading[]>;
    readMappings(procRoot: string, identity: Identity): ReturnType<MemoryProbe['mappings']>;
    hold(identity: Identity): { readonly ok: true; readonly handle: number } | Refusal;
    release(handle: number): void;
    signal(handle: number, identity: Identity, signal: number): { readonly ok: true } | Refusal;
    nice(identity: Identity): { readonly ok: true; readonly nice: number } | Refusal;
    setNice(identity: Identity, nice: number): { readonly ok: true } | Refusal;
    /** `ioClass` as ioprio_set(2) numbers it. */
    setIoPriority(identity: Identity, ioClass: number, level: number): { readonly ok: true } | Refusal;
    /** An empty list means all allowed CPUs. */
    setAffinity(identity: Identity, cpus: readonly number[]): { readonly ok: true } | Refusal;
    /** From now on a fatal signal without another handler restores the terminal first. */
    keepFarewell(input: number, output: number, text: string): void;
    forgetFarewell(): void;
    endNow(status: number): never;
    /** Call it before other threads ask for memory. */
    keepMemorySmall(): void;
    /** What is free, and the pages of Node's file that are not in use. Takes milliseconds, on another thread. */
    giveBackMemory(): Promise<void>;
  };

const LAYOUTS = {
  parts: PARTS,
  numbers: NUMBERS,
  rowHeads: ROW_HEADS,
  texts: TEXTS,
  cpuTimes: CPU_TIMES,
  protocols: PROTOCOLS,
  groupKinds: GROUP_KINDS,
  diskFigures: DISK_FIGURES,
  deviceKinds: DEVICE_KINDS,
  sensorKinds: SENSOR_KINDS,
  sensorSources: SENSOR_SOURCES,
  eventKinds: EVENT_KINDS,
  eventSources: EVENT_SOURCES,
  eventListeners: EVENT_LISTENERS,
  eventNumbers: EVENT_NUMBERS,
} as const;

/** The addon is missing or built for another Node; the message says what to do. */
export class AddonError extends Error {
  readonly code = 'ERR_NTOP_ADDON';
}

/** The folder of ntop: two above src/probe/ and the bundles in folders of build/, one above those in dist/. */
export const FOLDER = new URL(
  /\/(src\/probe|build\/\w+)\/[^/]*$/.test(import.meta.url) ? '../../' : '../',
  import.meta.url,
);

// What was built here goes first. One for another C library fails at once, which takes less than asking for the own one.
const CANDIDATES = [
  'build/Release/ntop.node',
  `prebuilds/linux-${process.arch}.node`,
  `prebuilds/linuxmusl-${process.arch}.node`,
];

const NOT_THERE = 'not there';

let loaded: Addon | undefined;

/** The addon, loaded at first use. Throws an AddonError. */
export function addon(): Addon {
  loaded ??= addonOfExecutable() ?? loadAddon(CANDIDATES.map((path) => fileURLToPath(new URL(path, FOLDER))));
  return loaded;
}

function addonOfExecutable(): Addon | undefined {
  try {
    const found = loadFromExecutable();
    return found === undefined ? undefined : ofThisRelease(found as Addon);
  } catch (error) {
    throw new AddonError(`The native probe of ntop can't be loaded (${reasonOf(error)}).`);
  }
}

/** Ends the program at once if the addon is loaded, even if threads hang in the kernel. */
export function endNow(status: number): void {
  loaded?.endNow(status);
}

/** Loads the first file that is an addon for this Node. Throws an AddonError that names the files that are not. */
export function loadAddon(paths: readonly string[]): Addon {
  const require = createRequire(import.meta.url);
  const failures = new Map<string, string>();
  for (const path of paths) {
    try {
      return ofThisRelease(require(path) as Addon);
    } catch (error) {
      // The loader of libraries begins with the path.
      failures.set(path, reasonOf(error).replace(`${path}: `, ''));
    }
  }
  const there = [...failures].filter(([, reason]) => reason !== NOT_THERE);
  const told = (there.length > 0 ? there : [...failures]).map(([path, reason]) => `${path}: ${reason}`).join('; ');
  throw new AddonError(
    `The native probe of ntop can't be loaded (${told}). ` +
      `Build it with "npm run build:native" in ${fileURLToPath(FOLDER)}, which needs a C++ compiler.`,
  );
}

function ofThisRelease(loaded: Addon): Addon {
  checkRelease(loaded);
  return loaded;
}

/** An addon of another release, or with another layout, would misread its arguments. Throws a sentence without its full stop. */
export function checkRelease(loaded: Pick<Addon, 'version' | 'layouts'>): void {
  if (loaded.version !== version) throw new Error(`made for release ${loaded.version} of ntop, and this is ${version}`);
  for (const [name, expected] of Object.entries(LAYOUTS)) {
    const found = loaded.layouts?.[name as keyof typeof LAYOUTS] ?? [];
    if (found.join() !== expected.join()) throw new Error(`its layout of ${name} is not the one of this ntop`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = 'code' in error && error.code === 'MODULE_NOT_FOUND';
  return missing ? NOT_THERE : (error.message.split('\n')[0] ?? '');
}
