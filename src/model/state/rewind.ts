import type { PartId } from '../list/commands.js';
import type { Part } from '../list/part.js';
import type { Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';
import { PARTS } from '../panes.js';
import {
  createHistory,
  type History,
  historyFrom,
  newestFigures,
  PROCESS_SAMPLES,
  SYSTEM_SAMPLES,
} from '../sample/history.js';
import { cpuPercentOf } from '../sample/rates.js';
import type { Moment, Timeline } from '../timeline/timeline.js';
import type { Rewind, State } from './state.js';

type Own = ReadonlyMap<PartId, unknown>;

/** What of the list was chosen with a sample. */
const CHOSEN = ['pane', 'settings', 'filter', 'users', 'pids', 'alone', 'folded', 'top', 'size'] as const;

/** Before a sample changes anything: what is seen as it is with the one before. */
export function keepSeen({
  rewind,
  pane,
  settings,
  filter,
  users,
  pids,
  alone,
  folded,
  top,
  size,
  own,
  ended,
}: State): void {
  const last = rewind.kept.at(-1);
  if (last === undefined) return;
  last.seen = { pane, settings, filter, users, pids, alone, folded, top, size, own: keptOf(own), ended };
}

/** The rows that had ended and were still shown then; undefined if another list is on the screen now. */
export function endedThen(
  { rewind, ...shown }: State,
  index: number,
  newest: State | undefined,
): State['ended'] | undefined {
  const seen = index === rewind.timeline.end - 1 ? newest : rewind.kept[index - rewind.from]?.seen;
  return seen !== undefined && CHOSEN.every((field) => seen[field] === shown[field]) ? seen.ended : undefined;
}

/** Adds a sample, which is the newest of the history. */
export function addMoment(rewind: Rewind, snapshot: Snapshot, needs: Needs, now: number, history: History): void {
  const { timeline, kept } = rewind;
  timeline.add(snapshot, needs);
  kept.push({ now, figures: newestFigures(history), cpus: history.cpuIds.size, seen: undefined });
  // The history of the oldest moment is of samples that are no longer held themselves.
  const from = Math.max(0, timeline.first - SYSTEM_SAMPLES);
  for (const entry of kept.slice(0, timeline.first - rewind.from)) entry.seen = undefined;
  kept.splice(0, Math.max(0, from - rewind.from));
  rewind.from = Math.max(rewind.from, from);
}

export function clockAt({ kept, from }: Rewind, index: number): number {
  return kept[index - from]?.now ?? Number.NaN;
}

/** The states of parts as they were with a sample; `newest` are those of now. */
export function statesAt(rewind: Rewind, { index, snapshot, previous }: Moment, newest: Own): Own {
  const own = rewind.kept[index - rewind.from]?.seen?.own ?? keptOf(newest);
  return mapParts(own, (part, kept) => part.recall?.(kept, { snapshot, previous }) ?? kept);
}

/** The states of parts with what was chosen in others. */
export function chosenIn(own: Own, chosen: Own): Own {
  return mapParts(own, (part, each) => part.choose?.(each, chosen.get(part.id)) ?? each);
}

function keptOf(own: Own): Own {
  return mapParts(own, (part, each) => part.keep?.(each) ?? each);
}

function mapParts(own: Own, change: (part: Part, own: unknown) => unknown): Own {
  return new Map(PARTS.map((part) => [part.id, change(part, own.get(part.id))]));
}

/** The history as it was with a sample. */
export function historyAt({ timeline, kept, from }: Rewind, index: number, cpuIds: ReadonlySet<number>): History {
  const entry = kept[index - from];
  if (entry === undefined) return createHistory();
  const figures = kept.slice(Math.max(0, index - from + 1 - SYSTEM_SAMPLES), index - from + 1);
  const known = [...cpuIds].slice(0, entry.cpus);
  const cpuOf = (slot: number, serial: number) => cpuPercentsUntil(timeline, index, slot, serial);
  return historyFrom(
    figures.map((one) => one.figures),
    known,
    cpuOf,
  );
}

/** Back to the sample in which the process was first seen. */
function cpuPercentsUntil(timeline: Timeline, until: number, slot: number, serial: number): readonly number[] {
  const percents: number[] = [];
  for (let index = until; index >= timeline.first && percents.length < PROCESS_SAMPLES; index--) {
    const moment = timeline.moment(index);
    if (moment?.snapshot.processes.columns.serial[slot] !== serial) break;
    percents.push(Math.fround(cpuPercentOf(moment.previous, moment.snapshot, slot)));
  }
  return percents.reverse();
}
