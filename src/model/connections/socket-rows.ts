import type { SocketTable } from '../machine/socket-table.js';
import type { Rows } from '../sample/sample.js';

/** Larger than any serial, and still exact after adding one. */
const LAST = 2 ** 52;

const known = new WeakMap<SocketTable, Rows>();

/**
 * The sockets as rows of a list. Of equal rows, sockets without a descriptor come last: a busy server has thousands in
 * TIME_WAIT.
 */
export function socketRows(table: SocketTable): Rows {
  const rows = known.get(table) ?? { slots: table.slots, serial: table.columns.serial, order: orderOf(table) };
  known.set(table, rows);
  return rows;
}

function orderOf({ slots, columns: { serial, inode } }: SocketTable): Float64Array {
  const order = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot++) order[slot] = serial[slot] + (inode[slot] === 0 ? LAST : 0);
  return order;
}
