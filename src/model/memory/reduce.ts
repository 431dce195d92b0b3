import type { Answer, PaneContext, PartEvent, Wish } from '../list/part.js';
import { type Target, targetOf } from '../list/targets.js';
import type { FootprintReading, LimitReading, MappingsReading } from '../machine/memory-detail.js';
import type { Source } from '../machine/source.js';
import { createGrowth, type Growth } from '../sample/growth.js';
import type { Sample } from '../sample/sample.js';
import { type Footprints, NO_FOOTPRINTS, wantedFootprints, withReadings } from './footprints.js';
import { agedMappings, MAPPINGS_TAB, type Mappings } from './mappings.js';
import { memoryRowsOf } from './memory-columns.js';
import { GROUPINGS, type Grouping, type GroupSerials, NO_GROUPS } from './memory-groups.js';

/** What the memory pane knows besides the sample. */
export type MemoryState = {
  readonly grouping: Grouping;
  readonly groupSerials: GroupSerials;
  readonly growth: Growth;
  readonly footprints: Footprints;
  /** The limits of a process that was selected. */
  readonly limit: { readonly of: Target; readonly reading: LimitReading } | undefined;
  /** A reading is under way. */
  readonly isMeasuring: boolean;
  /** The mappings of the process whose page was opened last. */
  readonly mappings: Mappings | undefined;
};

export function beginMemory(): MemoryState {
  return {
    grouping: 'none',
    groupSerials: NO_GROUPS,
    growth: createGrowth('residentBytes'),
    footprints: NO_FOOTPRINTS,
    limit: undefined,
    isMeasuring: false,
    mappings: undefined,
  };
}

/** Reads footprints and the limits of one process, or the mappings of a process. */
export type MemoryEffect =
  | { readonly type: 'measure'; readonly targets: readonly Target[]; readonly limitOf: Target | undefined }
  | { readonly type: 'readMappings'; readonly target: Target };

export type MemoryMessage =
  | {
      readonly type: 'measured';
      readonly targets: readonly Target[];
      /** In the order of the targets; the last ones may be missing. */
      readonly footprints: readonly FootprintReading[];
      readonly limitOf: Target | undefined;
      readonly limit: LimitReading | undefined;
    }
  | { readonly type: 'mapped'; readonly of: Target; readonly reading: MappingsReading };

type Context = PaneContext<MemoryState>;
type Change = Answer<MemoryState, MemoryEffect>;

export function reduceMemory(context: Context, event: PartEvent<MemoryMessage>): Change | undefined {
  switch (event.type) {
    case 'commanded':
      return event.command === 'nextGrouping' ? nextGrouping(context) : resetGrowth(context);
    case 'listed': {
      const measuring = measure(context, event.isNew);
      if (!event.isNew) return measuring;
      const mapping = readMappings(context, measuring?.own ?? context.own);
      return joined(measuring, mapping);
    }
    case 'inspected':
      return readMappings(context, event.isNew ? { ...context.own, mappings: undefined } : context.own);
    case 'answered':
      return answered(context, event.message);
    default:
      return undefined;
  }
}

function joined(one: Change | undefined, other: Change | undefined): Change | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { ...one, ...other, effects: [...(one.effects ?? []), ...(other.effects ?? [])] };
}

/** Groups by program, user, control group, then not at all. The rows change, so the selection is cleared. */
function nextGrouping({ own }: Context): Change {
  const grouping = GROUPINGS[(GROUPINGS.indexOf(own.grouping) + 1) % GROUPINGS.length];
  return { own: { ...own, grouping }, wishes: [{ type: 'forgetRows' }, say(SAID[grouping]), { type: 'relist' }] };
}

const SAID = {
  none: 'single processes',
  program: 'grouped by program',
  user: 'grouped by user',
  cgroup: 'grouped by control group',
} as const;

function resetGrowth({ own }: Context): Change {
  return {
    own: { ...own, growth: createGrowth('residentBytes') },
    wishes: [say('growth counts from now'), { type: 'relist' }],
  };
}

function say(text: string): Wish {
  return { type: 'say', text };
}

/** Processes of larger groups are not read. */
const MOST_MEMBERS = 16;

/** Requests what is missing on the screen, and with a new sample the limits, unless a reading is under way. */
function measure(context: Context, withLimit: boolean): Change | undefined {
  const { own, sample, isOpen, paused } = context;
  if (!isOpen || sample === undefined || own.isMeasuring || paused) return undefined;
  const limitOf = withLimit ? targetOf(sample, context.selectedProcess()) : undefined;
  const targets = wantedTargets(context, sample);
  if (targets.length === 0 && limitOf === undefined) return undefined;
  return { own: { ...own, isMeasuring: true }, effects: [{ type: 'measure', targets, limitOf }] };
}

function wantedTargets({ own, needed, visible }: Context, sample: Sample): readonly Target[] {
  if (!needed.has('footprints')) return [];
  const rows = memoryRowsOf(sample);
  const seen = [...visible()].map((slot) => rows.members(slot));
  const members = seen.filter(({ length }) => length <= MOST_MEMBERS).flat();
  return wantedFootprints(own.footprints, sample, members).flatMap((slot) => targetOf(sample, slot) ?? []);
}

/** Reads the mappings of a page if they are missing or old and no reading is under way. */
function readMappings({ inspected }: Context, own: MemoryState): Change | undefined {
  if (inspected?.tab !== MAPPINGS_TAB.id) return own.mappings === undefined ? { own } : undefined;
  const { target } = inspected;
  const { mappings, isDue } = agedMappings(
    target,
    own.mappings?.of.serial === target.serial ? own.mappings : undefined,
  );
  return { own: { ...own, mappings }, effects: isDue ? [{ type: 'readMappings', target }] : [] };
}

function answered({ own, sample }: Context, message: MemoryMessage): Change | undefined {
  if (message.type === 'measured') return { own: measured(own, sample, message), wishes: [RELIST] };
  // A reading of another process than the page's is too late.
  if (own.mappings?.of.serial !== message.of.serial) return undefined;
  return { own: { ...own, mappings: { of: message.of, reading: message.reading, isReading: false, age: 0 } } };
}

const RELIST: Wish = { type: 'relist', holdOrder: true };

/** Processes that were skipped for lack of time are requested next. */
function measured(own: MemoryState, sample: Sample | undefined, answer: Measured): MemoryState {
  const { targets, footprints, limitOf, limit } = answer;
  const now = sample?.snapshot.system.monotonicSeconds ?? Number.NaN;
  const readings = footprints.map((reading, index) => ({
    serial: targets[index].serial,
    ...(reading.ok ? reading : { ...UNKNOWN, refused: reading.code, readAtSeconds: now }),
  }));
  return {
    ...own,
    isMeasuring: false,
    footprints: withReadings(own.footprints, readings),
    limit: limitOf && limit ? { of: limitOf, reading: limit } : own.limit,
  };
}

type Measured = Extract<MemoryMessage, { type: 'measured' }>;

const UNKNOWN = { proportionalBytes: undefined, uniqueBytes: undefined, swapBytes: undefined };

/** Reads in the background. */
export function readMemory(effect: MemoryEffect, { memory }: Source, send: (message: MemoryMessage) => void): void {
  if (effect.type === 'readMappings') {
    const { target } = effect;
    void memory.mappings(target.identity).then((reading) => send({ type: 'mapped', of: target, reading }));
    return;
  }
  const { targets, limitOf } = effect;
  const footprints = memory.footprints(targets.map(({ identity }) => identity));
  void Promise.all([footprints, limitOf && memory.limit(limitOf.identity)]).then(([found, limit]) => {
    send({ type: 'measured', targets, footprints: found, limitOf, limit });
  });
}
