import type { ProcessTable } from '../machine/snapshot.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { EventRing } from './event-ring.js';
import { type Ancestor, isEnd } from './happening.js';

/** Longer chains are cut; so are those that a reused PID has made a ring. */
const MOST_ANCESTORS = 32;

export type Surroundings = {
  /** The processes of the newest sample, then those of the one before, with their names. */
  readonly tables: readonly { readonly processes: ProcessTable; readonly names: readonly string[] }[];
  readonly ring: EventRing;
};

/**
 * The parent of a process, its parent and so on: of those that run by the samples, else by what was told of their start.
 * One that is younger than its child, or has ended before, has only got the PID of its parent.
 */
export function ancestorsOf(
  { tables, ring }: Surroundings,
  child: { readonly ppid: number; readonly startTicks: number },
): readonly Ancestor[] {
  const found: Ancestor[] = [];
  let [pid, youngest] = [child.ppid, child.startTicks];
  while (pid > 0 && found.length < MOST_ANCESTORS) {
    const last = ring.lastOf.get(pid);
    const seen = seenParent(tables, pid, youngest);
    const hasEnded = last !== undefined && isEnd(last);
    if (seen !== undefined && !(hasEnded && last.startTicks === seen.startTicks)) {
      found.push({ pid, name: seen.name });
      [pid, youngest] = [seen.ppid, seen.startTicks];
      continue;
    }
    const isKnown = last !== undefined && !hasEnded && !(last.startTicks > youngest);
    const rest = isKnown ? [{ pid, name: last.name ?? '' }, ...last.ancestors] : [{ pid, name: '' }];
    return [...found, ...rest].slice(0, MOST_ANCESTORS);
  }
  return found;
}

function seenParent(tables: Surroundings['tables'], pid: number, youngest: number) {
  for (const { processes, names } of tables) {
    const slot = pidIndex(processes).slotOf(pid);
    const { ppid, startTicks } = processes.columns;
    if (slot !== NONE && !(startTicks[slot] > youngest)) {
      return { ppid: ppid[slot], startTicks: startTicks[slot], name: names[slot] };
    }
  }
  return undefined;
}
