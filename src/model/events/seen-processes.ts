import type { Identity } from '../machine/identity.js';
import { isKernelThread, isThread, ZOMBIE } from '../machine/process-kinds.js';
import type { ProcessTable, ProcessTexts, Snapshot } from '../machine/snapshot.js';
import { argumentsOf, commandText, fullName } from '../processes/command-line.js';
import { rowsChanged } from '../sample/changed.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Happening } from './happening.js';

/** The processes of the last sample with texts of their own: the next sample changes those of the snapshot. */
export type SeenProcesses = {
  readonly snapshot: Snapshot;
  readonly texts: { readonly [Text in 'name' | 'commandLine']: string[] };
};

/** Remembers the processes of a sample, in the arrays of the one before. */
export function remember(snapshot: Snapshot, before: SeenProcesses | undefined): SeenProcesses {
  const { slots, texts, changed } = snapshot.processes;
  const kept = before?.texts ?? { name: [], commandLine: [] };
  const { serial, state } = snapshot.processes.columns;
  const earlier = before?.snapshot.processes.columns.serial;
  const keep = (slot: number) => {
    kept.name[slot] = texts.name[slot];
    // A zombie has no arguments any more.
    if (state[slot] !== ZOMBIE || earlier?.[slot] !== serial[slot]) kept.commandLine[slot] = texts.commandLine[slot];
  };
  const rows = rowsChanged(before?.snapshot.processes, snapshot.processes);
  if (rows === undefined || changed?.texts === undefined) for (let slot = 0; slot < slots; slot++) keep(slot);
  else for (const some of [rows, changed.texts]) for (let index = 0; index < some.length; index++) keep(some[index]);
  return { snapshot, texts: kept };
}

export type Differences = {
  /** Slots of the former sample. */
  readonly ended: readonly number[];
  /** Slots of the newer one. */
  readonly started: readonly number[];
};

/** The processes that are only in one of two samples. Threads are none, and kernel threads come and go all the time. */
export function compareProcesses(before: ProcessTable, now: ProcessTable): Differences {
  const ended: number[] = [];
  const started: number[] = [];
  const slots = Math.max(before.slots, now.slots);
  for (let slot = 0; slot < slots; slot++) {
    const old = slot < before.slots ? before.columns.serial[slot] : 0;
    const next = slot < now.slots ? now.columns.serial[slot] : 0;
    if (old === next) continue;
    if (old !== 0 && isProgram(before, slot)) ended.push(slot);
    if (next !== 0 && isProgram(now, slot)) started.push(slot);
  }
  return { ended, started };
}

function isProgram({ columns }: ProcessTable, slot: number): boolean {
  return !isThread(columns, slot) && !isKernelThread(columns, slot);
}

type Known = Omit<
  Happening,
  'event' | 'wallClockMilliseconds' | 'source' | 'exitStatus' | 'signal' | 'ancestors' | 'lifetimeSeconds'
>;

/** What a zombie was called with, if that was seen before its end. */
function argumentText(commandLine: string): string | undefined {
  return argumentsOf(commandLine).join(' ').trimEnd() || undefined;
}

/** What a sample knows of a process. */
export function processAt(processes: ProcessTable, slot: number): Known {
  const { columns, texts, userNames } = processes;
  const uid = columns.uid[slot];
  return {
    pid: columns.pid[slot],
    startTicks: columns.startTicks[slot],
    pidfdInode: columns.pidfdInode[slot],
    ppid: columns.ppid[slot],
    uid,
    user: userNames.get(uid) ?? String(uid),
    name: fullName(texts.name[slot], texts.commandLine[slot]),
    command: columns.state[slot] === ZOMBIE ? argumentText(texts.commandLine[slot]) : commandText(processes, slot),
    cgroup: texts.cgroup[slot] || undefined,
    cpuSeconds: columns.cpuSeconds[slot],
    peakResidentBytes: columns.peakResidentBytes[slot],
    readBytes: columns.readBytes[slot],
    writeBytes: columns.writeBytes[slot],
    isKernelThread: isKernelThread(columns, slot),
    port: undefined,
    login: undefined,
  };
}

const NO_TEXTS: ProcessTexts = { name: [], commandLine: [], cgroup: [], waitChannel: [] };

/** The processes of that sample with the texts that were remembered. */
export function processesOf({ snapshot, texts }: SeenProcesses): ProcessTable {
  return { ...snapshot.processes, texts: { ...NO_TEXTS, ...texts } };
}

/** The slot of a process that has just this identity; without a start time there is none. */
export function slotOfIdentity({ processes }: Snapshot, { pid, startTicks, pidfdInode }: Identity): number {
  const slot = pidIndex(processes).slotOfProcess(pid, startTicks);
  if (slot === NONE) return NONE;
  const inode = processes.columns.pidfdInode[slot];
  return inode === 0 || pidfdInode === 0 || inode === pidfdInode ? slot : NONE;
}

/** Seconds since boot at a moment of the wall clock; NaN if unknown. */
export function sinceBoot({ system }: Snapshot, wallClockMilliseconds: number): number {
  const { uptimeSeconds = Number.NaN } = system;
  return uptimeSeconds - (system.wallClockMilliseconds - wallClockMilliseconds) / 1000;
}

/** The same the other way round. */
export function wallClockOf({ system }: Snapshot, startTicks: number): number {
  const { uptimeSeconds = Number.NaN, ticksPerSecond, wallClockMilliseconds } = system;
  return wallClockMilliseconds - (uptimeSeconds - startTicks / ticksPerSecond) * 1000;
}
