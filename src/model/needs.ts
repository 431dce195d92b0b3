import { COLUMNS } from './columns.js';
import { filterColumns } from './filter.js';
import { listHeight } from './layout.js';
import type { Needs } from './machine.js';
import { parseSort } from './sort-setting.js';
import type { State } from './state.js';

/** What the next sample has to read, from what is shown, sorted and filtered by. */
export function needsOf(state: State): Needs {
  const { settings, filter, list } = state;
  const filtered = filter.filter === undefined ? [] : filterColumns(filter.filter);
  const used = new Set<string>([...settings.columns, parseSort(settings.sort).columnId, ...filtered]);
  const needed = new Set(COLUMNS.filter(({ id }) => used.has(id)).map(({ needs }) => needs));
  const detailed = state.layers.some(({ kind }) => kind === 'detail');
  return {
    io: needed.has('io') || detailed,
    cgroup: needed.has('cgroup'),
    memory: needed.has('memory'),
    threads: settings.threads,
    visibleSlots: list === undefined ? [] : [...list.slots.subarray(state.top, state.top + listHeight(state))],
  };
}
