import type { Target } from '../list/targets.js';
import type { LimitReading } from '../machine/memory-detail.js';
import { type Footprints, NO_FOOTPRINTS } from './footprints.js';
import { type Grouping, type GroupSerials, NO_GROUPS } from './memory-groups.js';
import { createGrowth, type Growth } from './memory-growth.js';

/** What the memory pane knows beside the sample. */
export type MemoryState = {
  readonly grouping: Grouping;
  readonly groupSerials: GroupSerials;
  readonly growth: Growth;
  readonly footprints: Footprints;
  /** Of a process that was selected. */
  readonly limit: { readonly of: Target; readonly reading: LimitReading } | undefined;
  /** An answer is still to come. */
  readonly isMeasuring: boolean;
};

export function beginMemory(): MemoryState {
  return {
    grouping: 'none',
    groupSerials: NO_GROUPS,
    growth: createGrowth(),
    footprints: NO_FOOTPRINTS,
    limit: undefined,
    isMeasuring: false,
  };
}
