import type { GroupTable } from '../machine/group-table.js';
import type { UnitReading, UnitState } from '../machine/unit-reading.js';
import { groupName } from '../processes/group-names.js';

/** Of more units than a machine has, the first count. */
const MOST_FAILED = 500;

type Index = ReadonlyMap<string, UnitState>;
const indices = new WeakMap<UnitReading, Index>();

function indexOf(reading: UnitReading): Index {
  const found = indices.get(reading) ?? new Map(reading.units.map((unit) => [unit.name, unit]));
  indices.set(reading, found);
  return found;
}

/** `active/running`; `failed` where both words are the same. Undefined for what is no unit, or nothing is known of. */
export function unitState(reading: UnitReading | undefined, unit: string | undefined): string | undefined {
  const found = reading !== undefined && unit !== undefined ? indexOf(reading).get(unit) : undefined;
  if (found === undefined) return undefined;
  return found.active === found.sub ? found.active : `${found.active}/${found.sub}`;
}

/** Units that have failed and have no group, as most of them: systemd removes it with the last process. */
export function failedUnits(
  { slots, columns, texts }: GroupTable,
  reading: UnitReading | undefined,
): readonly string[] {
  const failed = (reading?.units ?? []).filter(({ active }) => active === 'failed').slice(0, MOST_FAILED);
  if (failed.length === 0) return [];
  const present = new Set<string | undefined>();
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] !== 0) present.add(groupName(texts.path[slot]).systemUnit);
  }
  return failed.map(({ name }) => name).filter((name) => !present.has(name));
}

/** The order of states: what needs a look comes first. */
const FIRST = ['failed', 'maintenance', 'deactivating', 'activating', 'reloading', 'refreshing', 'active', 'inactive'];

export function stateOrder(state: string): number {
  const [active] = state.split('/');
  const place = FIRST.indexOf(active);
  return place < 0 ? FIRST.length : place;
}
