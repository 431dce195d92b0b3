import { setTimeout as sleep } from 'node:timers/promises';
import type { EventOptions, ProcessEvent } from '../model/machine/events.js';
import { identityOf } from '../model/machine/identity.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { addon } from './addon.js';
import { createProbe } from './probe.js';

const PAUSE_MILLISECONDS = 500;
/** Of more processes than this it stays unknown how they ended. */
const MOST_HELD = 1000;
/** So many samples later at the latest its end is told: the kernel says how it ended once its parent has asked. */
const MOST_WAITS = 2;
const ZOMBIE = 'Z'.charCodeAt(0);

/** Signals whose default is a core, as signal(7) numbers them on most machines. */
const CORES: readonly number[] = [3, 4, 5, 6, 7, 8, 11, 24, 25, 31];

/** A process that ran in a sample before. */
type Seen = {
  readonly start: ProcessEvent;
  /** A pidfd, to learn how it ends; -1 without one. */
  readonly handle: number;
};

type Ended = { readonly process: Seen; readonly snapshot: Snapshot; readonly waits: number };

type Batch = { readonly events: readonly ProcessEvent[]; readonly lost: number };

/**
 * What started and ended since this moment of performance.now(), from the processes that there are each half second: for
 * where the kernel does not tell.
 */
export async function* sampledEvents(
  since: number,
  { signal }: EventOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  const probe = createProbe();
  const follower = new Follower();
  try {
    for (let isFirst = true; !signal?.aborted; isFirst = false) {
      const snapshot = await probe.sample({ ...NO_NEEDS, cgroup: true });
      const all = follower.follow(snapshot);
      const events = isFirst ? all.filter(({ startTicks }) => startTicks >= ticksAt(since, snapshot)) : all;
      if (events.length > 0) yield { events, lost: 0 };
      await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => {});
    }
  } finally {
    follower.end();
  }
}

/** The time since boot at this moment, in the ticks in which starts are counted. */
function ticksAt(moment: number, { system: { uptimeSeconds = 0, ticksPerSecond } }: Snapshot): number {
  return Math.floor((uptimeSeconds - (performance.now() - moment) / 1000) * ticksPerSecond);
}

/** Compares each sample with the one before. */
class Follower {
  /** By serial. */
  readonly #seen = new Map<number, Seen>();
  #ended: readonly Ended[] = [];
  #held = 0;

  follow(snapshot: Snapshot): readonly ProcessEvent[] {
    const there = new Set<number>();
    const events = livingSlots(snapshot).flatMap((slot) => {
      const serial = snapshot.processes.columns.serial[slot] ?? 0;
      there.add(serial);
      return this.#seen.has(serial) ? [] : this.#see(serial, startOf(snapshot, slot));
    });
    for (const [serial, process] of this.#seen) {
      if (there.has(serial)) continue;
      this.#seen.delete(serial);
      this.#ended = [...this.#ended, { process, snapshot, waits: 0 }];
    }
    return [...events, ...this.#takeEnds()];
  }

  end(): void {
    for (const process of this.#seen.values()) this.#release(process);
    for (const { process } of this.#ended) this.#release(process);
  }

  #see(serial: number, start: ProcessEvent): ProcessEvent {
    const held = this.#held < MOST_HELD ? addon().hold(start) : undefined;
    const handle = held?.ok ? held.handle : -1;
    if (handle >= 0) this.#held += 1;
    this.#seen.set(serial, { start, handle });
    return start;
  }

  #takeEnds(): readonly ProcessEvent[] {
    const events: ProcessEvent[] = [];
    const later: Ended[] = [];
    for (const { process, snapshot, waits } of this.#ended) {
      const code = process.handle < 0 ? undefined : addon().exitOf(process.handle).code;
      if (code === undefined && process.handle >= 0 && waits < MOST_WAITS) {
        later.push({ process, snapshot, waits: waits + 1 });
        continue;
      }
      events.push(endOf(process, snapshot, code));
      this.#release(process);
    }
    this.#ended = later;
    return events;
  }

  #release({ handle }: Seen): void {
    if (handle < 0) return;
    addon().release(handle);
    this.#held -= 1;
  }
}

function livingSlots({ processes: { slots, columns } }: Snapshot): readonly number[] {
  const all = Array.from({ length: slots }, (_, slot) => slot);
  return all.filter((slot) => columns.serial[slot] !== 0 && columns.state[slot] !== ZOMBIE);
}

function startOf(snapshot: Snapshot, slot: number): ProcessEvent {
  const { columns, texts } = snapshot.processes;
  const commandLine = texts.commandLine[slot] ?? '';
  return {
    event: 'started',
    wallClockMilliseconds: snapshot.system.wallClockMilliseconds,
    ...identityOf({ snapshot }, slot),
    parentPid: columns.ppid[slot] ?? Number.NaN,
    uid: columns.uid[slot] ?? Number.NaN,
    name: texts.name[slot] ?? '',
    command: commandLine === '' ? undefined : commandLine.replace(/\0$/, '').split('\0'),
    cgroup: texts.cgroup[slot] || undefined,
    exitStatus: undefined,
    signal: undefined,
    lifetimeSeconds: Number.NaN,
    cpuSeconds: Number.NaN,
    peakResidentBytes: Number.NaN,
    readBytes: Number.NaN,
    writeBytes: Number.NaN,
    source: 'samples',
  };
}

/** `code`: the exit status, or the signal below zero. */
function endOf({ start }: Seen, { system }: Snapshot, code: number | undefined): ProcessEvent {
  const { wallClockMilliseconds, uptimeSeconds = Number.NaN, ticksPerSecond } = system;
  const signal = code !== undefined && code < 0 ? -code : undefined;
  return {
    ...start,
    event: signal !== undefined && CORES.includes(signal) ? 'crashed' : 'exited',
    wallClockMilliseconds,
    exitStatus: code !== undefined && code >= 0 ? code : undefined,
    signal,
    lifetimeSeconds: Math.max(0, uptimeSeconds - start.startTicks / ticksPerSecond),
    source: code === undefined ? 'samples' : 'pidfd',
  };
}
