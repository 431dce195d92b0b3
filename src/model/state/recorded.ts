import type { Column, Need } from '../list/column-kinds.js';
import { NEED_FLAGS, type Needs } from '../machine/machine.js';
import { SOCKET_KINDS } from '../machine/socket-table.js';
import { listHeight } from './layout.js';
import { choicesOf, needsOfColumn } from './needs.js';
import { cellContext, paneOf, shownColumns } from './pane-state.js';
import type { State } from './state.js';

/** Needs of columns that are read beside samples, of rows on the screen. */
const BESIDE: ReadonlySet<Need> = new Set<Need>(['footprints', 'waitFacts']);

/** What is on the screen and was not read at the moment of the past that is shown, by its names there. */
export function notRecorded(state: State): readonly string[] {
  const { past, list } = state;
  if (past === undefined || list === undefined) return [];
  const isMissing = (column: Column, need: Need) =>
    BESIDE.has(need) ? !isKnownOfAny(state, column) : !isRead(past.needs, needsOfColumn(need));
  const columns = shownColumns(state).filter((column) => column.needs !== undefined && isMissing(column, column.needs));
  const pane = paneOf(state);
  const own = { ...pane.panel?.needs, ...pane.needs?.(choicesOf(state, pane, NOTHING)) };
  const parts = Object.entries(NAMES).filter(([need]) => own[need as keyof Needs] && !past.needs[need as keyof Needs]);
  return [...columns.map(({ header }) => header), ...parts.map(([, name]) => name)];
}

/** Whether a row on the screen has a value. */
function isKnownOfAny(state: State, column: Column): boolean {
  const { sample, list, top } = state;
  if (sample === undefined || list === undefined) return false;
  const slots = list.slots.subarray(top, top + listHeight(state)).filter((slot) => slot >= 0);
  return slots.length === 0 || slots.some((slot) => column.text(sample, slot, cellContext(state, sample)) !== '-');
}

const NOTHING: ReadonlySet<Need> = new Set();

/** What panes need themselves. */
const NAMES: { readonly [Flag in keyof Needs]?: string } = {
  threads: 'threads',
  memoryDetail: 'details of memory',
  interfaces: 'interfaces',
};

function isRead(read: Needs, { sockets, groups = [], ...wanted }: Partial<Needs>): boolean {
  if (NEED_FLAGS.some((need) => wanted[need] === true && need !== 'whyNotAllDelays' && read[need] !== true))
    return false;
  if (groups.some((kind) => !read.groups?.includes(kind))) return false;
  return sockets === undefined || SOCKET_KINDS.every((kind) => !sockets[kind] || read.sockets?.[kind] === true);
}
