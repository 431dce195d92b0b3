import type { Earlier } from '../list/part.js';
import type { ProcessEvent } from '../machine/events.js';
import { isKernelThread } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import { ancestorsOf } from './ancestors.js';
import { commandOf } from './event-log.js';
import { addEvent, createRing, type EventRing, MOST_EVENTS } from './event-ring.js';
import { type Happening, isEnd, isSameProcess } from './happening.js';
import type { EventState } from './reduce.js';

/** With the events of samples that no part sees, which are read once the list is open. */
export function listEarlier(own: EventState): EventState {
  const { earlier, log } = own;
  if (earlier === undefined) return own;
  const ring = ringBefore(earlier);
  const { rows, added } = log.ring;
  const capacity = rows.serial.length;
  for (let at = Math.max(0, added - capacity); at < added; at++) addEvent(ring, rows.events[at % capacity]);
  return { ...own, log: { ...log, ring }, earlier: undefined };
}

/** The newest ones, with what the kernel told of them and no more. */
function ringBefore({ snapshot, runs }: Earlier): EventRing {
  const ring = createRing();
  const all = runs(MOST_EVENTS);
  for (const run of all.slice(0, -1)) {
    for (const event of ringOf(run, snapshot).rows.events) addEvent(ring, elsewhere(event));
  }
  // What happened to a PID before a gap says nothing of the one that has it after.
  ring.lastOf.clear();
  const { userNames } = snapshot.processes;
  for (const event of all.at(-1) ?? []) addTold(ring, event, snapshot, userNames);
  return ring;
}

function ringOf(run: readonly ProcessEvent[], snapshot: Snapshot): EventRing {
  const ring = createRing(Math.max(1, run.length));
  for (const event of run) addTold(ring, event, snapshot, NO_NAMES);
  return ring;
}

/** It may be of another start of the machine, where users have other names too. */
const NO_NAMES: ReadonlyMap<number, string> = new Map();

/** The same process has another identity there, and another one may have this. */
function elsewhere(event: Happening): Happening {
  return { ...event, startTicks: Number.NaN, pidfdInode: 0 };
}

/** There may be ten thousand: copies of objects take too long. */
function addTold(
  ring: EventRing,
  event: ProcessEvent,
  snapshot: Snapshot,
  userNames: ReadonlyMap<number, string>,
): void {
  const last = ring.lastOf.get(event.pid);
  const start = isEnd(event) && last !== undefined && !isEnd(last) && isSameProcess(last, event) ? last : undefined;
  const uid = Number.isNaN(event.uid) ? (start?.uid ?? Number.NaN) : event.uid;
  const ppid = Number.isNaN(event.parentPid) ? (start?.ppid ?? Number.NaN) : event.parentPid;
  addEvent(ring, {
    event: event.event,
    wallClockMilliseconds: event.wallClockMilliseconds,
    source: event.source,
    pid: event.pid,
    startTicks: event.startTicks,
    pidfdInode: event.pidfdInode || (start?.pidfdInode ?? 0),
    ppid,
    uid,
    user: Number.isNaN(uid) ? undefined : (userNames.get(uid) ?? String(uid)),
    name: event.name || start?.name,
    command: commandOf(event) || start?.command,
    cgroup: event.cgroup || start?.cgroup,
    exitStatus: event.exitStatus,
    signal: event.signal,
    lifetimeSeconds: event.lifetimeSeconds,
    cpuSeconds: event.cpuSeconds,
    peakResidentBytes: event.peakResidentBytes,
    readBytes: event.readBytes,
    writeBytes: event.writeBytes,
    isKernelThread: start?.isKernelThread ?? isOfKernel(snapshot, ppid),
    ancestors: ancestorsOf({ tables: [], ring }, { ppid, startTicks: event.startTicks }),
    port: undefined,
    login: undefined,
  });
}

/** The parent of kernel threads never ends. */
function isOfKernel({ processes }: Snapshot, ppid: number): boolean {
  const slot = pidIndex(processes).slotOf(ppid);
  return slot !== NONE && isKernelThread(processes.columns, slot);
}
