import { matches } from '../list/condition.js';
import { type Forest, relate } from '../list/family.js';
import { forestOf, livingRow } from '../list/list.js';
import { isKernelThread } from '../machine/process-kinds.js';
import { NONE } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { listHeight } from '../state/layout.js';
import { nounOf, paneOf, rowSlot, selectedSlot } from '../state/pane-state.js';
import { type Lost, ownOf, type State, say } from '../state/state.js';
import { relist } from './listing.js';
import { move, select } from './moving.js';

/** Tags or untags the selected process, and moves to the next row. */
export function tag(state: State, now: number): State {
  if (state.selected === 0) return sayNothingSelected(state);
  const tagged = new Set(state.tagged);
  if (!tagged.delete(state.selected)) tagged.add(state.selected);
  return move({ ...state, tagged }, { type: 'move', by: 1, unit: 'row' }, now);
}

/** Tags the selected row and all below it. */
export function tagBranch(state: State): State {
  const { sample } = state;
  const slot = selectedSlot(state);
  if (sample === undefined || slot < 0) return sayNothingSelected(state);
  const tagged = new Set(state.tagged);
  const forest = forestNow(state, sample);
  for (const member of branchOf(forest, slot)) tagged.add(forest.serial[member]);
  return say({ ...state, tagged }, `${tagged.size} tagged`);
}

export function untagAll(state: State): State {
  return say({ ...state, tagged: new Set() }, 'nothing is tagged');
}

export function toggleFollow(state: State): State {
  if (state.selected === 0) return sayNothingSelected(state);
  return relist({ ...state, isChosen: true, follow: !state.follow });
}

export function fold(state: State, folding: boolean): State {
  if (state.selected === 0) return sayNothingSelected(state);
  const folded = new Set(state.folded);
  if (folding) folded.add(state.selected);
  else folded.delete(state.selected);
  const next = relist({ ...state, folded });
  return folding && !next.list?.folds.has(selectedSlot(next)) ? say(state, 'it has no children') : next;
}

/** Folds every row with children, or unfolds all if any is folded. */
export function foldAll(state: State): State {
  const { sample } = state;
  if (sample === undefined) return state;
  return relist({ ...state, folded: state.folded.size > 0 ? new Set() : parents(forestNow(state, sample)) });
}

/** The nearest ancestor in the list, as in the tree. */
export function moveToParent(state: State, now: number): State {
  const { sample, list } = state;
  const slot = selectedSlot(state);
  if (sample === undefined || list === undefined || slot < 0) return sayNothingSelected(state);
  const parent = relate(
    list.slots.filter((other) => other >= 0),
    forestNow(state, sample),
  ).parent[slot];
  const row = parent === NONE ? -1 : list.slots.indexOf(parent);
  return row < 0 ? say(state, whyNoParent(state, sample, slot)) : select(state, row, now);
}

/** For this time nothing replaces an ended selection: a key meant for it must not act on its neighbour. */
const LOST_MILLISECONDS = 2000;

function whyNoParent(state: State, sample: Sample, slot: number): string {
  const parent = forestNow(state, sample).parentOf(slot);
  if (parent === NONE) return 'it has no parent here';
  const { filter, users, pids, alone, settings } = state;
  const name = `its parent ${paneOf(state).describe(sample, parent)}`;
  const process = paneOf(state).processSlot(sample, parent);
  if (isKernelThread(sample.snapshot.processes.columns, process) && !settings.kernelThreads)
    return `${name} is hidden: it is a kernel thread`;
  if (filter.filter !== undefined && !matches(filter.filter, sample, parent))
    return `${name} is hidden by the filter: Esc takes it back`;
  if (users !== undefined) return `${name} is hidden: it belongs to another user`;
  if (pids !== undefined) return `${name} is hidden: it is not among the PIDs that were asked for`;
  if (alone !== undefined) return `${name} is hidden: it is not in this ${alone.noun}`;
  return `${name} is hidden: it was idle`;
}

/** Removes ended processes from selection, tags and folds. */
export function forgetTheGone(state: State, now: number): State {
  const { sample, selected, follow } = state;
  if (sample === undefined || paneOf(state).rows(sample) === undefined) return state;
  const isLost = selected !== 0 && rowSlot(state, selected) < 0;
  return {
    ...state,
    selected: isLost ? 0 : selected,
    lost: isLost && state.isChosen ? lostNow(state, now) : state.lost,
    follow: follow && !isLost,
    tagged: stillLiving(state, state.tagged),
    folded: stillLiving(state, state.folded),
  };
}

/** The selection changed: its process has ended, or another process is in the first row. */
export function lostNow({ selectedText }: State, now: number): Lost {
  return { text: selectedText, until: now + LOST_MILLISECONDS };
}

/** After that time, selects the row of the ended process or the nearest one on the screen. */
export function moveOn(state: State, now: number): State {
  const { selected, lost, layers, list, top, lastRow } = state;
  if (selected !== 0 || lost === undefined || now < lost.until || layers.length > 0) return state;
  const lastSeen = Math.min(top + listHeight(state), list?.count ?? 0) - 1;
  const row = Math.min(Math.max(lastRow, top), lastSeen);
  const next = list?.serials[row < 0 ? row : livingRow(list, row, 1)];
  return next === undefined ? state : { ...state, selected: next };
}

/** The text that is copied for the selected row. */
export function selectedText(state: State): string | undefined {
  const slot = selectedSlot(state);
  return state.sample === undefined || slot < 0 ? undefined : paneOf(state).copied(state.sample, slot);
}

export function sayNothingSelected(state: State): State {
  return say(state, `select a ${nounOf(state)} first: ↑ ↓`);
}

function stillLiving(state: State, serials: ReadonlySet<number>): ReadonlySet<number> {
  if (serials.size === 0) return serials;
  const alive = new Set([...serials].filter((serial) => rowSlot(state, serial) >= 0));
  return alive.size === serials.size ? serials : alive;
}

function forestNow(state: State, sample: Sample): Forest {
  const pane = paneOf(state);
  return forestOf({ pane, sample, own: ownOf(state, pane) });
}

/** The slot and all below it that counts, each once even if parents form a ring; what does not count itself is alone. */
function branchOf(forest: Forest, slot: number): readonly number[] {
  const { lastChild, siblingBefore } = relate(living(forest), forest);
  const branch = new Set([slot]);
  // Iterating a Set also visits what is added meanwhile.
  for (const member of branch) {
    for (let child = lastChild[member]; child !== NONE; child = siblingBefore[child]) branch.add(child);
  }
  const counted = [...branch].filter(forest.counts);
  return counted.length === 0 ? [slot] : counted;
}

/** Serials of all rows with children. */
function parents(forest: Forest): ReadonlySet<number> {
  const slots = living(forest);
  const { lastChild } = relate(slots, forest);
  return new Set([...slots].filter((slot) => lastChild[slot] !== NONE).map((slot) => forest.serial[slot]));
}

function living({ slots, serial }: Forest): Int32Array {
  return Int32Array.from({ length: slots }, (_, slot) => slot).filter((slot) => serial[slot] !== 0);
}
