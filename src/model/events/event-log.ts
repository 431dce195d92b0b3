import type { EventBatch, ProcessEvent } from '../machine/events.js';
import type { Identity } from '../machine/identity.js';
import { isKernelThread, ZOMBIE } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import { ancestorsOf, type Surroundings } from './ancestors.js';
import { addEvent, createRing, type EventRing, type RingMark } from './event-ring.js';
import { type Ancestor, type Happening, isEnd, isSameProcess, UNKNOWN_HAPPENING } from './happening.js';
import {
  compareProcesses,
  processAt,
  processesOf,
  remember,
  type SeenProcesses,
  sinceBoot,
  slotOfIdentity,
  wallClockOf,
} from './seen-processes.js';

/** What happened, and what the next sample is compared with. Changed in place by each sample. */
export type EventLog = {
  readonly ring: EventRing;
  before: SeenProcesses | undefined;
  /** The number of events that were missed, as far as that is known. */
  lost: number;
  sources: EventBatch['sources'] | undefined;
  /** PIDs that something has happened to since the last sample, and whether all of that is known. */
  readonly met: Set<number>;
  isComplete: boolean;
  /** In what is kept for looking back: the moment of the ring. */
  readonly mark?: RingMark;
};

export function createLog(): EventLog {
  const ring = createRing();
  return { ring, before: undefined, lost: 0, sources: undefined, met: new Set(), isComplete: true };
}

/**
 * What happened to processes since the last sample, oldest first: what the kernel told, or where it tells nothing the
 * differences of the two samples.
 */
export function followProcesses(log: EventLog, snapshot: Snapshot): readonly Happening[] {
  const { before } = log;
  const batch = snapshot.events;
  hear(log, batch);
  const { processes } = snapshot;
  const earlier = before && { processes: before.snapshot.processes, names: before.texts.name };
  const tables = [{ processes, names: processes.texts.name }, ...(earlier === undefined ? [] : [earlier])];
  const moment: Moment = {
    ...{ log, snapshot, before, parents: new Map(), isBetween: false },
    surroundings: { tables, ring: log.ring },
  };
  const found = (batch?.events ?? []).map((event) => told(moment, event));
  if (batch?.sources.connector !== undefined && before !== undefined) found.push(...compared(moment, before));
  log.before = remember(snapshot, before);
  log.met.clear();
  log.isComplete = true;
  return found;
}

/** The same of what the kernel tells between two samples. */
export function followBatch(log: EventLog, batch: EventBatch): readonly Happening[] {
  const { before } = log;
  hear(log, batch);
  if (before === undefined) return [];
  const { snapshot, texts } = before;
  const tables = [{ processes: snapshot.processes, names: texts.name }];
  const moment: Moment = {
    ...{ log, snapshot, before, parents: new Map(), isBetween: true },
    surroundings: { tables, ring: log.ring },
  };
  return batch.events.map((event) => told(moment, event));
}

function hear(log: EventLog, batch: EventBatch | undefined): void {
  if (batch === undefined) return;
  log.lost += batch.lost;
  log.sources = batch.sources;
  if (batch.lost > 0) log.isComplete = false;
}

type Moment = {
  readonly log: EventLog;
  readonly snapshot: Snapshot;
  readonly before: SeenProcesses | undefined;
  readonly surroundings: Surroundings;
  /** The ancestors of the children of a PID, with the start of one of them. */
  readonly parents: Map<number, { readonly startTicks: number; readonly ancestors: readonly Ancestor[] }>;
  /** There is no newer sample than the last one. */
  readonly isBetween: boolean;
};

/** Adds an event with its ancestors. */
function kept(moment: Moment, event: Omit<Happening, 'ancestors'>): Happening {
  return added(moment, { ...event, ancestors: ancestorsIn(moment, event) });
}

function added({ log, parents }: Moment, event: Happening): Happening {
  // From here on the PID may be that of another process.
  parents.delete(event.pid);
  addEvent(log.ring, event);
  return event;
}

type Child = Pick<Happening, 'ppid' | 'startTicks' | 'wallClockMilliseconds'>;

function ancestorsIn({ parents, surroundings, snapshot }: Moment, event: Child): readonly Ancestor[] {
  const { ticksPerSecond } = snapshot.system;
  const startTicks = orElse(event.startTicks, sinceBoot(snapshot, event.wallClockMilliseconds) * ticksPerSecond);
  const known = parents.get(event.ppid);
  if (known !== undefined && known.startTicks <= startTicks) return known.ancestors;
  const ancestors = ancestorsOf(surroundings, { ppid: event.ppid, startTicks });
  parents.set(event.ppid, { startTicks, ancestors });
  return ancestors;
}

/** An event of the kernel, with what the samples know beside. There may be thousands: copies of objects take too long. */
function told(moment: Moment, event: ProcessEvent): Happening {
  const { snapshot } = moment;
  const ends = isEnd(event);
  const seen = ends ? endedSlot(moment, event) : startedSlot(moment, event);
  moment.log.met.add(event.pid);
  const known = seen === undefined ? undefined : processAt(seen.processes, seen.slot);
  const startTicks = orElse(event.startTicks, known?.startTicks);
  const uid = orElse(event.uid, known?.uid);
  const last = ends && isNear(moment, event, startTicks) ? known : undefined;
  const ppid = orElse(event.parentPid, known?.ppid);
  const { wallClockMilliseconds } = event;
  return added(moment, {
    event: event.event,
    wallClockMilliseconds,
    source: event.source,
    pid: event.pid,
    startTicks,
    pidfdInode: event.pidfdInode || (known?.pidfdInode ?? 0),
    ppid,
    uid,
    user: Number.isNaN(uid) ? undefined : (snapshot.processes.userNames.get(uid) ?? String(uid)),
    name: event.name || known?.name,
    command: commandOf(event) || known?.command,
    cgroup: event.cgroup || known?.cgroup,
    exitStatus: event.exitStatus,
    signal: event.signal,
    lifetimeSeconds: ends ? orElse(event.lifetimeSeconds, lifetime(moment, event, startTicks)) : Number.NaN,
    cpuSeconds: orElse(event.cpuSeconds, last?.cpuSeconds),
    peakResidentBytes: orElse(event.peakResidentBytes, last?.peakResidentBytes),
    readBytes: orElse(event.readBytes, last?.readBytes),
    writeBytes: orElse(event.writeBytes, last?.writeBytes),
    isKernelThread: known?.isKernelThread ?? isChildOfKernel(moment, event),
    ancestors: ancestorsIn(moment, { ppid, startTicks, wallClockMilliseconds }),
    port: undefined,
    login: undefined,
  });
}

/** Ten thousand events are kept: of arguments that may be megabytes, no more than this. */
const LONGEST_COMMAND = 4096;

export function commandOf({ command }: ProcessEvent): string | undefined {
  return command?.join(' ').trimEnd().slice(0, LONGEST_COMMAND);
}

type Seen = { readonly processes: Snapshot['processes']; readonly slot: number };

function startedSlot({ snapshot }: Moment, event: ProcessEvent): Seen | undefined {
  const slot = slotOfIdentity(snapshot, event);
  return slot === NONE ? undefined : { processes: snapshot.processes, slot };
}

/**
 * The process that ended, in the last sample. Without a start time it is the one that had the PID then and has it no
 * longer, if nothing else can have happened to this PID meanwhile.
 */
function endedSlot(moment: Moment, event: ProcessEvent): Seen | undefined {
  const { before, snapshot, isBetween } = moment;
  const { met, isComplete } = moment.log;
  const here = startedSlot(moment, event);
  if (before === undefined) return here;
  const { processes } = before.snapshot;
  const slot = pidIndex(processes).slotOf(event.pid);
  if (slot === NONE || (!isBetween && lives(snapshot, slot, processes.columns.serial[slot]))) return here;
  const isIt = Number.isNaN(event.startTicks)
    ? isComplete && !met.has(event.pid) && event.wallClockMilliseconds >= before.snapshot.system.wallClockMilliseconds
    : slotOfIdentity(before.snapshot, event) === slot;
  return isIt ? { processes: processesOf(before), slot } : here;
}

function lives({ processes: { columns, slots } }: Snapshot, slot: number, serial: number): boolean {
  return slot < slots && columns.serial[slot] === serial && columns.state[slot] !== ZOMBIE;
}

/** Figures of the last sample are those of the end if the process had lived this many times as long by then. */
const NEAR = 20;

function isNear({ before }: Moment, { wallClockMilliseconds }: ProcessEvent, startTicks: number): boolean {
  if (before === undefined) return false;
  const { snapshot } = before;
  const age = wallClockMilliseconds - snapshot.system.wallClockMilliseconds;
  const lived = wallClockMilliseconds - wallClockOf(snapshot, startTicks);
  return age >= 0 && lived >= NEAR * age;
}

function lifetime({ snapshot }: Moment, { wallClockMilliseconds }: ProcessEvent, startTicks: number): number {
  const seconds = sinceBoot(snapshot, wallClockMilliseconds) - startTicks / snapshot.system.ticksPerSecond;
  return seconds >= 0 ? seconds : Number.NaN;
}

/** A kernel thread that no sample has: its parent is one. */
function isChildOfKernel({ snapshot: { processes } }: Moment, { parentPid }: ProcessEvent): boolean {
  const slot = pidIndex(processes).slotOf(parentPid);
  return slot !== NONE && isKernelThread(processes.columns, slot);
}

/** What two samples differ in. An end that the kernel told is not told again. */
function compared(moment: Moment, before: SeenProcesses): readonly Happening[] {
  const { snapshot, log } = moment;
  const { ended, started } = compareProcesses(before.snapshot.processes, snapshot.processes);
  const processes = processesOf(before);
  const now = snapshot.system.wallClockMilliseconds;
  const ends = ended.flatMap((slot): Happening[] => {
    const known = processAt(processes, slot);
    const last = log.ring.lastOf.get(known.pid);
    return last !== undefined && isItsEnd(last, known, now) ? [] : [endSeen(moment, before, known)];
  });
  const starts = started.map((slot) => {
    const known = processAt(snapshot.processes, slot);
    const began = wallClockOf(snapshot, known.startTicks);
    const wallClockMilliseconds = Number.isNaN(began) ? now : began;
    return kept(moment, { ...UNKNOWN_HAPPENING, ...known, ...NO_FIGURES, event: 'started', wallClockMilliseconds });
  });
  return [...ends, ...starts];
}

/** The log of the kernel tells only a PID, and a process that it kills may take some time to end. */
const LONGEST_END_MILLISECONDS = 30_000;

function isItsEnd(last: Happening, known: Identity, now: number): boolean {
  if (!isEnd(last)) return false;
  const isRecent = Number.isNaN(last.startTicks) && now - last.wallClockMilliseconds < LONGEST_END_MILLISECONDS;
  return isRecent || isSameProcess(last, known);
}

const NO_FIGURES = {
  cpuSeconds: Number.NaN,
  peakResidentBytes: Number.NaN,
  readBytes: Number.NaN,
  writeBytes: Number.NaN,
};

/** It ended at some moment between the two samples: only what is long against that is known. */
function endSeen(moment: Moment, { snapshot: last }: SeenProcesses, known: ReturnType<typeof processAt>): Happening {
  const { wallClockMilliseconds } = moment.snapshot.system;
  const lived = wallClockMilliseconds - wallClockOf(last, known.startTicks);
  const isLong = lived >= NEAR * (wallClockMilliseconds - last.system.wallClockMilliseconds);
  const figures = isLong ? { lifetimeSeconds: lived / 1000 } : NO_FIGURES;
  return kept(moment, { ...UNKNOWN_HAPPENING, ...known, ...figures, event: 'exited', wallClockMilliseconds });
}

function orElse(known: number, other = Number.NaN): number {
  return Number.isNaN(known) ? other : known;
}
