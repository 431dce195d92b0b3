import { writeText } from '../list/cell-text.js';
import { type Column, findColumn } from '../list/column-kinds.js';
import type { EndedRow } from '../list/list.js';
import type { SeenTexts } from '../list/part.js';
import { type Identity, identityOf } from '../machine/identity.js';
import type { Snapshot } from '../machine/snapshot.js';
import { PARTS } from '../panes.js';
import type { Sample } from '../sample/sample.js';
import { listHeight } from '../state/layout.js';
import { cellContext, paneOf, shownColumns, sortOf } from '../state/pane-state.js';
import { settingValue } from '../state/settings.js';
import { ownOf, type State } from '../state/state.js';

/** They stay for so long. */
export const KEPT_MILLISECONDS = 5000;
/** Of the rows on the screen, no more than one of so many: what lives is what the list is for. */
const SHARE_OF_ROWS = 4;

type Gone = { readonly row: EndedRow; readonly identity: Identity };

/** The visible rows whose processes the next sample has no longer, with their last texts. */
export function rowsThatEnded(state: State, { processes }: Snapshot, now: number): readonly Gone[] {
  const { list, top } = state;
  const { comingAndGoing } = paneOf(state);
  const isWanted = comingAndGoing !== undefined && settingValue(state.settings, comingAndGoing.ended) === true;
  const seen = isWanted ? lastTexts(state) : undefined;
  const { sample } = state;
  if (list === undefined || sample === undefined || seen === undefined) return [];
  const { columns, slots } = processes;
  const gone: Gone[] = [];
  for (let row = top; row < Math.min(top + listHeight(state), list.count); row++) {
    const slot = list.slots[row];
    const serial = list.serials[row];
    if (slot < 0 || paneOf(state).processSlot(sample, slot) < 0 || (slot < slots && columns.serial[slot] === serial))
      continue;
    const ended = { serial, row, prefix: list.prefixes?.[row] ?? '', until: now + KEPT_MILLISECONDS };
    gone.push({
      row: { ...ended, texts: textsOf(state, withTexts(sample, seen, slot), slot) },
      identity: identityOf(sample, slot),
    });
  }
  return gone;
}

/** The names and arguments of the last sample, which the next one has not changed. */
function lastTexts(state: State): SeenTexts | undefined {
  return PARTS.map((part) => part.seenTexts?.(ownOf(state, part))).find((texts) => texts !== undefined);
}

/** Other texts than these are unknown by now. */
function withTexts(sample: Sample, { name, commandLine }: SeenTexts, slot: number): Sample {
  const { snapshot } = sample;
  const only = (text = '') => Object.assign<string[], Record<number, string>>([], { [slot]: text });
  const texts = {
    name: only(name[slot]),
    commandLine: only(commandLine[slot]),
    cgroup: only(),
    waitChannel: only(),
  };
  return { ...sample, snapshot: { ...snapshot, processes: { ...snapshot.processes, texts } } };
}

function textsOf(state: State, sample: Sample, slot: number): ReadonlyMap<string, string> {
  const context = cellContext(state, sample);
  const sorting = findColumn(paneOf(state).columns, sortOf(state).columnId);
  const columns: readonly Column[] = [...shownColumns(state), ...(sorting === undefined ? [] : [sorting])];
  return new Map(columns.map((column) => [column.id, column.text(sample, slot, context)]));
}

/** The rows that stay: those of before until their time is over, and the new ones with how they ended. */
export function endedRows(state: State, gone: readonly Gone[], now: number): readonly EndedRow[] {
  const most = Math.floor(listHeight(state) / SHARE_OF_ROWS);
  const again = new Set(gone.map(({ row }) => row.serial));
  const old = state.ended.filter(({ until, serial }) => now < until && !again.has(serial));
  return most === 0 ? [] : [...old, ...gone.map((one) => withEnd(state, one))].slice(-most);
}

/** The main column says how it ended before what it was. */
function withEnd(state: State, { row, identity }: Gone): EndedRow {
  const { mainColumnId, comingAndGoing } = paneOf(state);
  const end = PARTS.flatMap((part) => part.endOf?.(ownOf(state, part), identity) ?? [])[0] ?? 'ended';
  const text = `(${writeText(end, state.settings)}) ${row.texts.get(mainColumnId) ?? ''}`;
  const now = Object.entries(comingAndGoing?.endedTexts ?? {});
  return { ...row, texts: new Map([...row.texts, ...now, [mainColumnId, text]]) };
}
