import { type Target, targetOf } from '../list/targets.js';
import { wantedFootprints, withReadings } from '../memory/footprints.js';
import { memoryRowsOf } from '../memory/memory-columns.js';
import { GROUPINGS } from '../memory/memory-groups.js';
import { createGrowth } from '../memory/memory-growth.js';
import type { Sample } from '../sample/sample.js';
import { listHeight } from '../state/layout.js';
import { type Message, only, type Step, step } from '../state/messages.js';
import { neededOf } from '../state/needs.js';
import { selectedProcessSlot } from '../state/pane-state.js';
import { type State, say } from '../state/state.js';

/** Groups by the next of program, user and control group, and then not at all. Other rows are others to select. */
export function nextGrouping(state: State): State {
  const { memory } = state;
  const grouping = GROUPINGS[(GROUPINGS.indexOf(memory.grouping) + 1) % GROUPINGS.length];
  const ungrouped = {
    ...state,
    memory: { ...memory, grouping },
    selected: 0,
    isChosen: false,
    follow: false,
    tagged: new Set<number>(),
  };
  return say({ ...ungrouped, top: 0, lastRow: 0 }, SAID[grouping]);
}

const SAID = {
  none: 'single processes',
  program: 'grouped by program',
  user: 'grouped by user',
  cgroup: 'grouped by control group',
} as const;

export function resetGrowth(state: State): State {
  return say({ ...state, memory: { ...state.memory, growth: createGrowth() } }, 'growth counts from now');
}

/** Groups with more processes than this are not read one by one. */
const MOST_MEMBERS = 16;

/** Asks for what is missing on the screen, and with a new sample for limits, unless the last answer is still to come. */
export function measure(state: State, withLimit: boolean): Step {
  const { sample, memory, pane } = state;
  if (pane !== 'memory' || sample === undefined || memory.isMeasuring || state.paused) return only(state);
  const limitOf = withLimit ? targetOf(sample, selectedProcessSlot(state)) : undefined;
  const targets = wantedTargets(state, sample);
  if (targets.length === 0 && limitOf === undefined) return only(state);
  return step({ ...state, memory: { ...memory, isMeasuring: true } }, { type: 'measure', targets, limitOf });
}

function wantedTargets(state: State, sample: Sample): readonly Target[] {
  const { list, top, memory } = state;
  if (list === undefined || !neededOf(state).has('footprints')) return [];
  const rows = memoryRowsOf(sample);
  const seen = [...list.slots.subarray(top, top + listHeight(state))].map((slot) => rows.members(slot));
  const members = seen.filter(({ length }) => length <= MOST_MEMBERS).flat();
  return wantedFootprints(memory.footprints, sample, members).flatMap((slot) => targetOf(sample, slot) ?? []);
}

type Measured = Extract<Message, { type: 'measured' }>;

/** Those that were left out for lack of time are asked for next. */
export function measured(state: State, { targets, footprints, limitOf, limit }: Measured): State {
  const { memory, sample } = state;
  const now = sample?.snapshot.system.monotonicSeconds ?? Number.NaN;
  const readings = footprints.map((reading, index) => ({
    serial: targets[index].serial,
    ...(reading.ok ? reading : { ...UNKNOWN, readAtSeconds: now }),
  }));
  const known = withReadings(memory.footprints, readings);
  return {
    ...state,
    memory: {
      ...memory,
      isMeasuring: false,
      footprints: known,
      limit: limitOf && limit ? { of: limitOf, reading: limit } : memory.limit,
    },
  };
}

const UNKNOWN = { proportionalBytes: undefined, uniqueBytes: undefined, swapBytes: undefined };
