import { identityOf } from '../machine/identity.js';
import { isThread, stateLetter } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import type { WaitingTask, WaitReading } from '../machine/wait-facts.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import { serverCauseOf } from './causes.js';

/** What was read of a task that waits, by its serial. */
export type Facts = ReadonlyMap<number, Fact>;

export type Fact = {
  readonly reading: WaitReading;
  /** When the task had run last: what it waits for stays the same until it runs. */
  readonly ranSeconds: number;
  readonly readAtSeconds: number;
};

export const NO_FACTS: Facts = new Map();

/** More are read with the next samples. */
const MOST_AT_ONCE = 64;
/** Where it is not known whether a task ran meanwhile, it is asked again after this time. */
const STALE_SECONDS = 1;

/** Slots of tasks of which it should be known where they wait, and is not yet. */
export function wantedFacts(known: Facts, snapshot: Snapshot, slots: Iterable<number>): readonly number[] {
  const wanted: number[] = [];
  for (const slot of slots) {
    if (isAsked(snapshot, slot) && !isKnown(known, snapshot, slot)) wanted.push(slot);
    if (wanted.length === MOST_AT_ONCE) break;
  }
  return wanted;
}

/** Those in uninterruptible sleep, and those that wait for a server though they could be interrupted. */
function isAsked({ processes: { columns, texts } }: Snapshot, slot: number): boolean {
  const state = stateLetter(columns.state[slot]);
  return state === 'D' || (state === 'S' && serverCauseOf(texts.waitChannel[slot] ?? '') !== undefined);
}

function isKnown(known: Facts, { processes, system }: Snapshot, slot: number): boolean {
  const fact = known.get(processes.columns.serial[slot]);
  if (fact === undefined) return false;
  if (fact.ranSeconds === processes.columns.ranSeconds[slot]) return true;
  const isUnsure = Number.isNaN(fact.ranSeconds) && Number.isNaN(processes.columns.ranSeconds[slot]);
  return isUnsure && system.monotonicSeconds - fact.readAtSeconds < STALE_SECONDS;
}

/** What is known of where a task waits now, unless it has run since that was read. */
export function factOf(known: Facts, { processes }: Snapshot, slot: number): WaitReading | undefined {
  const { serial, ranSeconds } = processes.columns;
  const fact = known.get(serial[slot]);
  return fact !== undefined && Object.is(fact.ranSeconds, ranSeconds[slot]) ? fact.reading : undefined;
}

/** A task with what has to be remembered until it is answered. */
export type Asked = WaitingTask & { readonly serial: number; readonly ranSeconds: number };

/** A thread is asked for in its process, whose identity is checked. */
export function askedFor(snapshot: Snapshot, slots: readonly number[]): readonly Asked[] {
  const { columns } = snapshot.processes;
  return slots.flatMap((slot) => {
    const process = isThread(columns, slot) ? pidIndex(snapshot.processes).parentOf(slot) : slot;
    if (process === NONE) return [];
    const [serial, ranSeconds, thread] = [columns.serial[slot], columns.ranSeconds[slot], columns.pid[slot]];
    return [{ identity: identityOf({ snapshot }, process), thread, serial, ranSeconds }];
  });
}

/** With new readings, and without tasks that are gone. */
export function withFacts(
  known: Facts,
  asked: readonly Asked[],
  readings: readonly WaitReading[],
  { processes, system }: Snapshot,
): Facts {
  const alive = new Set(processes.columns.serial.subarray(0, processes.slots));
  const kept = new Map([...known].filter(([serial]) => alive.has(serial)));
  readings.forEach((reading, index) => {
    const { serial, ranSeconds } = asked[index];
    if (alive.has(serial)) kept.set(serial, { reading, ranSeconds, readAtSeconds: system.monotonicSeconds });
  });
  return kept;
}
