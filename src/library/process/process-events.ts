import type { EventBatch, EventKind, EventSource, ProcessEvent as Happened } from '../../model/machine/events.js';
import { signalName } from '../../model/processes/signals.js';
import { createEventProbe } from '../../probe/events.js';
import { sampledEvents } from '../../probe/sampled-events.js';
import { userNameOf } from './user-names.js';

/**
 * A process started (an exec) or ended: how, and what it had used by then. null is unknown. Name, command and cgroup are
 * foreign: not safe for a terminal.
 */
export type ProcessEvent = {
  /**
   * `exited`: by itself or by a signal; `crashed`: by a signal whose default is a core, written or not; `oomKilled`: by the
   * kernel, for its memory. There is one event for an end.
   */
  readonly event: EventKind;
  /** ISO 8601, in UTC. Of `samples` and `pidfd`: when it was seen, half a second later at most. */
  readonly time: string;
  /** Unique per process, even if a PID is reused; as in ntop's JSON. null where its start is not known. */
  readonly identity: string | null;
  readonly pid: number;
  readonly ppid: number | null;
  /** The effective user, or its number where it has no name. */
  readonly user: string | null;
  /** The kernel's name of it, at most 15 bytes for programs. */
  readonly name: string | null;
  readonly command: readonly string[] | null;
  /** null after a signal, and of a start. */
  readonly exitStatus: number | null;
  /** The signal that ended it, such as SIGKILL. */
  readonly signal: string | null;
  readonly lifetimeSeconds: number | null;
  readonly cpuSeconds: number | null;
  readonly peakResidentBytes: number | null;
  /** From and to storage, in whole KiB. */
  readonly readBytes: number | null;
  readonly writeBytes: number | null;
  /** Control group path. */
  readonly cgroup: string | null;
  /**
   * `connector`: the kernel tells it as it happens; `taskstats`: the same of ends alone; `kmsg`: the kernel's log has the OOM
   * kill; `vmstat`: an OOM kill by all signs; `samples`: the processes of two moments were compared; `pidfd`: so, and its
   * pidfd has how it ended.
   */
  readonly source: EventSource;
  readonly lost?: undefined;
};

/** Events were missed here, because more happened than could be reported. */
export type MissedEvents = {
  readonly event?: undefined;
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly lost: number;
};

/**
 * Processes that start and end from now on, as they do, also those that live too short for any listing. With Linux 6.6, or
 * CAP_NET_ADMIN, the kernel tells of each; CPU time, memory and storage of what has ended need CAP_NET_ADMIN. Elsewhere,
 * as in a container, the processes of each half second are compared: those that live shorter are missed then, and how
 * another user's process ended may be unknown. The iterator listens from its first `next()` on and keeps the program
 * running until it is left, or `signal` is aborted: then it rejects with the signal's reason.
 */
export async function* processEvents(
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<ProcessEvent | MissedEvents, void, undefined> {
  const { signal } = options;
  signal?.throwIfAborted();
  const began = performance.now();
  let isTold = true;
  for await (const batch of createEventProbe().events({ signal })) {
    const { connector, taskstats } = batch.sources;
    isTold = connector === undefined || taskstats === undefined;
    if (!isTold) break;
    yield* ofBatch(batch);
  }
  if (!isTold) for await (const batch of sampledEvents(began, { signal })) yield* ofBatch(batch);
  signal?.throwIfAborted();
}

function* ofBatch({ events, lost }: Pick<EventBatch, 'events' | 'lost'>): Generator<ProcessEvent | MissedEvents> {
  if (lost > 0) yield Object.freeze({ time: new Date().toISOString(), lost });
  for (const event of events) yield toRecord(event);
}

function toRecord(event: Happened): ProcessEvent {
  const { pid, startTicks, pidfdInode } = event;
  return Object.freeze({
    event: event.event,
    time: new Date(event.wallClockMilliseconds).toISOString(),
    identity: Number.isNaN(startTicks) ? null : `${pid}-${startTicks}-${pidfdInode}`,
    pid,
    ppid: known(event.parentPid),
    user: Number.isNaN(event.uid) ? null : userNameOf(event.uid),
    name: event.name === '' ? null : event.name,
    command: event.command === undefined ? null : Object.freeze(event.command),
    exitStatus: event.exitStatus ?? null,
    signal: event.signal === undefined ? null : signalName(event.signal),
    lifetimeSeconds: known(event.lifetimeSeconds),
    cpuSeconds: known(event.cpuSeconds),
    peakResidentBytes: known(event.peakResidentBytes),
    readBytes: known(event.readBytes),
    writeBytes: known(event.writeBytes),
    cgroup: event.cgroup ?? null,
    source: event.source,
  });
}

function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}
