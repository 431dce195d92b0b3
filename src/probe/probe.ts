import { resolve } from 'node:path';
import type { GroupTable } from '../model/machine/group-table.js';
import type { Identity } from '../model/machine/identity.js';
import { type Needs, NO_NEEDS, type Probe } from '../model/machine/machine.js';
import type { MemoryDetail } from '../model/machine/memory-detail.js';
import type { CpuTimes, ProcessTable, Snapshot, SystemCounters } from '../model/machine/snapshot.js';
import { type Addon, addon } from './addon.js';
import { type FirstSample, holds, newEngine } from './first-sample.js';
import {
  type Capability,
  CPU_ROW,
  CPU_TIMES,
  type NativeCounts,
  type NativeEngine,
  type NativeGroups,
  type NativeSample,
} from './native-types.js';
import { eachPair, putTexts } from './pairs.js';
import { procRoot, sysRoot } from './roots.js';

export type ProbeOptions = {
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
  /** Where sysfs is mounted; sysRoot() when left out. */
  readonly sysRoot?: string;
  /** Read everything every time; true when NTOP_ENGINE is plain and this is left out. */
  readonly plain?: boolean;
  /** Begun with the same roots; used if it holds what the first sample needs. */
  readonly first?: FirstSample | undefined;
  /** What reads it: the addon, here or on another machine. */
  readonly native?: ProbeCalls;
};

/** On another machine nothing is known of how it reads. */
type SampleEngine = Pick<NativeEngine, 'sample'> & Partial<NativeEngine>;

export type ProbeCalls = Pick<Addon, 'readMemoryDetail' | 'readDetail'> & {
  openEngine(procRoot: string, sysRoot: string, plain: boolean | undefined): SampleEngine;
};

export type NativeProbe = Probe & {
  /** Empty before the first sample; throws while one is under way, as counts does. */
  capabilities(): readonly Capability[];
  /** Counts of the last sample. Undefined before the first. */
  counts(): NativeCounts | undefined;
};

/**
 * This machine, or one described by two directories. Reads nothing until it is used; then a missing addon or /proc
 * rejects the promise with a sentence. The columns of a snapshot are valid until the second sample after it, its texts
 * until the next.
 */
export function createProbe(options: ProbeOptions = {}): NativeProbe {
  const proc = resolve(options.procRoot ?? procRoot());
  const sys = resolve(options.sysRoot ?? sysRoot());
  const keep = createTextKeeper();
  const keepGroups = createPathKeeper();
  let { first } = options;
  let engine: SampleEngine | undefined;
  const toSnapshot = (sample: NativeSample, needs: Needs, memoryDetail: MemoryDetail | undefined): Snapshot => ({
    system: { ...toSystem(sample.system), memoryDetail },
    processes: keep(sample, needs.threads),
    groups: sample.groups && keepGroups(sample.groups),
    delaysUnknown: (needs.whyNotAllDelays && sample.whyNotAllDelays) || undefined,
  });
  return {
    async sample(needs: Needs): Promise<Snapshot> {
      if (first !== undefined) {
        const { sample } = first;
        engine = first.engine;
        first = undefined;
        const snapshot = toSnapshot(await sample, NO_NEEDS, undefined);
        if (holds(needs)) return snapshot;
      }
      engine ??= options.native?.openEngine(proc, sys, options.plain) ?? newEngine(proc, sys, options.plain);
      const detail = needs.memoryDetail ? (options.native ?? addon()).readMemoryDetail(proc, sys) : undefined;
      const sample = await engine.sample(needs);
      return toSnapshot(sample, needs, await detail);
    },
    async detail(identity: Identity) {
      return (options.native ?? addon()).readDetail(proc, identity);
    },
    capabilities: () => engine?.capabilities?.() ?? [],
    counts: () => engine?.counts?.(),
  };
}

/** The newest texts by slot. */
function createTextKeeper(): (sample: NativeSample, threads: boolean) => ProcessTable {
  const name: string[] = [];
  const commandLine: string[] = [];
  const cgroup: string[] = [];
  const waitChannel: string[] = [];
  const userNames = new Map<number, string>();
  let reading = 0;
  return (sample, threads) => {
    const { slots, count, columns, changedRows } = sample;
    reading += 1;
    putTexts(name, slots, sample.names);
    putTexts(commandLine, slots, sample.commandLines);
    putTexts(cgroup, slots, sample.cgroups);
    putTexts(waitChannel, slots, sample.waitChannels);
    if (threads) shareCommandLines(sample, commandLine);
    eachPair(sample.userNames, (uid, user) => userNames.set(uid, user));
    // A thread's command line comes with that of its process.
    const changed = { reading, rows: changedRows, texts: threads ? undefined : rowsOfTexts(sample) };
    return { slots, count, columns, texts: { name, commandLine, cgroup, waitChannel }, userNames, changed };
  };
}

function rowsOfTexts({ names, commandLines, cgroups, waitChannels }: NativeSample): Int32Array {
  const rows = new Set<number>();
  for (const pairs of [names, commandLines, cgroups, waitChannels]) eachPair(pairs, (slot) => rows.add(slot));
  return Int32Array.from(rows).sort();
}

/** The newest paths of control groups by slot. */
function createPathKeeper(): (groups: NativeGroups) => GroupTable {
  const path: string[] = [];
  return ({ paths, ...table }) => {
    putTexts(path, table.slots, paths);
    return { ...table, texts: { path } };
  };
}

/** A thread has the command line of its process, of which the addon gives one copy. */
function shareCommandLines({ slots, columns }: NativeSample, commandLine: string[]): void {
  const { serial, pid, threadGroupId } = columns;
  const slotOf = new Map<number, number>();
  for (let slot = 0; slot < slots; slot += 1) {
    if (serial[slot] !== 0) slotOf.set(pid[slot] ?? 0, slot);
  }
  for (let slot = 0; slot < slots; slot += 1) {
    if (serial[slot] === 0 || pid[slot] === threadGroupId[slot]) continue;
    commandLine[slot] = commandLine[slotOf.get(threadGroupId[slot] ?? 0) ?? -1] ?? '';
  }
}

function toSystem({ cpus, ...counters }: NativeSample['system']): SystemCounters {
  const rows: CpuTimes[] = [];
  for (let at = 0; at < cpus.length; at += CPU_ROW) rows.push(toCpuTimes(cpus, at));
  return { ...counters, cpuTotal: rows.find((row) => row.id < 0), cpus: rows.filter((row) => row.id >= 0) };
}

function toCpuTimes(numbers: Float64Array, at: number): CpuTimes {
  const times = { id: numbers[at] ?? 0 } as { -readonly [Name in keyof CpuTimes]: CpuTimes[Name] };
  for (let index = 0; index < CPU_TIMES.length; index++) times[CPU_TIMES[index]] = numbers[at + 1 + index] ?? 0;
  return times;
}
