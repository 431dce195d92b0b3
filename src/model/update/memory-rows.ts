import type { Narrowing } from '../list/pane.js';
import { groupProcesses } from '../memory/memory-groups.js';
import { observeGrowth } from '../memory/memory-growth.js';
import { groupMemoryRows, processMemoryRows } from '../memory/memory-rows.js';
import type { State } from '../state/state.js';

/** Makes the rows of the memory pane. Growth counts from the first sample that was seen there. */
export function withMemoryRows(state: State, narrowing: Narrowing): State {
  const { memory } = state;
  const { sample } = narrowing;
  const extras = { growth: memory.growth, footprints: memory.footprints };
  observeGrowth(memory.growth, sample);
  if (memory.grouping === 'none')
    return { ...state, sample: { ...sample, prepared: processMemoryRows(sample, extras) } };
  const { groups, serials } = groupProcesses(memory.grouping, narrowing, memory.groupSerials);
  const rows = groupMemoryRows(sample, groups, extras);
  return { ...state, memory: { ...memory, groupSerials: serials }, sample: { ...sample, prepared: rows } };
}
