import type { GroupTable } from '../machine/group-table.js';
import { groupName } from '../processes/group-names.js';
import { NONE } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';
import { failedUnits } from './unit-states.js';

/** Control groups in their slots, and behind them units that have failed and have no group any more. */
export type GroupRows = Rows & {
  readonly table: GroupTable;
  /** Names of units, by slot; only behind the table. */
  readonly lost: readonly string[];
  /** The row above; NONE if there is none. */
  parentOf(slot: number): number;
};

const known = new WeakMap<GroupTable, GroupRows>();

/** Undefined while groups have not been read. */
export function groupRowsOf({ snapshot }: Pick<Sample, 'snapshot'>): GroupRows | undefined {
  const { groups, units } = snapshot;
  if (groups === undefined) return undefined;
  const found = known.get(groups) ?? makeRows(groups, failedUnits(groups, units));
  known.set(groups, found);
  return found;
}

function makeRows(table: GroupTable, failed: readonly string[]): GroupRows {
  const { slots, columns } = table;
  const lost = Array<string>(slots + failed.length).fill('');
  const serial = new Float64Array(slots + failed.length);
  serial.set(columns.serial.subarray(0, slots));
  failed.forEach((name, at) => {
    lost[slots + at] = name;
    serial[slots + at] = serialOfUnit(name);
  });
  const above = slots === 0 ? NONE : table.texts.path.indexOf('/system.slice');
  const parentOf = (slot: number) => (slot < slots ? columns.parent[slot] : above);
  return { slots: serial.length, serial, order: orderOf(table, serial, lost), table, lost, parentOf };
}

/** Groups count upwards, so these never meet. The most that are remembered are those of one machine. */
const serialsOfUnits = new Map<string, number>();

function serialOfUnit(name: string): number {
  const serial = serialsOfUnits.get(name) ?? -1 - serialsOfUnits.size;
  serialsOfUnits.set(name, serial);
  return serial;
}

type Ranked = { readonly serial: Float64Array; readonly order: Float64Array };
let ranked: Ranked = { serial: new Float64Array(0), order: new Float64Array(0) };

/** By path. Groups seldom change. */
function orderOf({ slots, texts }: GroupTable, serial: Float64Array, lost: readonly string[]): Float64Array {
  if (isSame(serial, ranked.serial)) return ranked.order;
  const pathOf = (slot: number) => (slot < slots ? texts.path[slot] : lost[slot]) ?? '';
  const sorted = Array.from(serial, (_, slot) => slot).sort((one, other) => (pathOf(one) < pathOf(other) ? -1 : 1));
  const order = new Float64Array(serial.length);
  sorted.forEach((slot, rank) => {
    order[slot] = rank;
  });
  ranked = { serial, order };
  return order;
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

/** What the row is called: a group, or a unit without one. */
export function nameOfRow({ table, lost }: GroupRows, slot: number): string {
  return slot < table.slots ? groupName(table.texts.path[slot] ?? '').name : lost[slot];
}
