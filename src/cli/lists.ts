import type { Pane } from '../model/list/pane.js';
import { partnerOf } from '../model/panes.js';
import * as read from './flag-values.js';
import type { Long } from './flags.js';
import type { ListOptions } from './options.js';

/** Flags that name columns. */
const NAMING: readonly Long[] = ['fields', 'filter', 'sort'];

type Lists = {
  /** The list that is opened, or printed first. */
  readonly first: ListOptions;
  /** The other list of the same pane, if it is printed too. */
  readonly second: ListOptions | undefined;
};

/**
 * Which of the lists of a pane is meant: the one whose columns are named. A name that both have, and a word in a filter, mean
 * both. CSV has one list: that of `csv`.
 */
export function readLists(values: read.Values, pane: Pane, csv: Pane | undefined, only: Pane | undefined): Lists {
  const partner = partnerOf(pane);
  if (partner === undefined) return { first: optionsOf(values, pane), second: undefined };
  refuseOfProcesses(values, pane);
  const lists = [pane, partner];
  const meant = lists.filter((one) => NAMING.every((long) => accepts(values, long, one)));
  refuseMixed(values, lists, meant);
  // The message of the first list about a name that none has.
  const chosen = meant.length === 0 ? [pane] : meant;
  const [first, second] = (only === undefined ? chosen : chosen.filter((one) => one === only)) as readonly (
    | Pane
    | undefined
  )[];
  if (first === undefined)
    throw new read.Refused(`the flags name columns of ${chosen[0].label.toLowerCase()}, but --devices is given`);
  if (second === undefined) return { first: optionsOf(values, first), second: undefined };
  if (csv !== undefined) return { first: optionsOf(values, csv), second: undefined };
  return { first: optionsOf(values, first), second: optionsOf(values, second) };
}

/** No row of the two lists is of a process or a user: none of these flags would do anything. */
const OF_PROCESSES: readonly Long[] = ['user', 'pid', 'threads', 'hide-idle'];

function refuseOfProcesses(values: read.Values, { id }: Pane): void {
  const misplaced = OF_PROCESSES.find((long) => values.has(long));
  if (misplaced !== undefined) throw new read.Refused(`--${misplaced} does not work in the pane ${id}`);
}

function optionsOf(values: read.Values, pane: Pane): ListOptions {
  return {
    pane: pane.id,
    fields: read.fields(values, pane),
    filter: read.filter(values, pane),
    sort: read.sort(values, pane),
  };
}

function accepts(values: read.Values, long: Long, pane: Pane): boolean {
  try {
    if (long === 'fields') read.fields(values, pane);
    else if (long === 'filter') read.filter(values, pane);
    else read.sort(values, pane);
    return true;
  } catch (error) {
    if (error instanceof read.Refused) return false;
    throw error;
  }
}

/** Each flag or name is known to a list, but no list knows them all. */
function refuseMixed(values: read.Values, lists: readonly Pane[], meant: readonly Pane[]): void {
  if (meant.length > 0) return;
  const both = {
    ...lists[0],
    columns: lists.flatMap(({ columns }) => columns),
    synonyms: { ...lists[1].synonyms, ...lists[0].synonyms },
  };
  if (!NAMING.every((long) => accepts(values, long, both))) return;
  const names = lists.map(({ rowsName }) => rowsName).join(' and ');
  throw new read.Refused(`--fields, --filter and --sort name columns of both lists, ${names}: use those of one`);
}
