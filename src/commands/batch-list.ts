import { askedOf, type ListOptions, type Options, type UserChoice } from '../cli/options.js';
import { parseFilter } from '../model/filter/filter.js';
import { type Column, findColumn } from '../model/list/column-kinds.js';
import { type Filter, filterColumns } from '../model/list/condition.js';
import { type List, makeList } from '../model/list/list.js';
import { columnIdsFor, type Narrowing, type Pane, sortFor } from '../model/list/pane.js';
import type { Choices } from '../model/list/part.js';
import { parseSort } from '../model/list/sort.js';
import type { Needs } from '../model/machine/machine.js';
import type { Source } from '../model/machine/source.js';
import { PANES, paneById } from '../model/panes.js';
import { BY_GROUP } from '../model/processes/group-tree.js';
import type { Sample } from '../model/sample/sample.js';
import { freshFor, neededFor, needsFor, readOfShownRows } from '../model/state/needs.js';
import { type Settings, settingValue } from '../model/state/settings.js';
import { EnvironmentError } from './failure.js';
import { unlessStopped } from './reading.js';

export type BatchListInput = {
  readonly options: Options;
  /** Already overridden by the options. */
  readonly settings: Settings;
  /** With the names that the process list shows. */
  readonly users: UserChoice | undefined;
  readonly unicode: boolean;
  readonly stop: AbortSignal;
};

/** The rows of a sample that are printed, and the sample with all that was made or measured for them. */
export type Listed = { readonly sample: Sample; readonly list: List };

/** One of the lists that are printed. */
export type BatchList = {
  readonly pane: Pane;
  readonly columns: readonly Column[];
  readonly needs: Needs;
  /** Undefined while its rows are not among what was read. */
  list(plain: Sample): Listed | undefined;
  /** The same with what is read of rows beside samples. Rows that can't be read are an error, not an empty list. */
  read(plain: Sample, source: MeasuredSource): Promise<Listed>;
};

type MeasuredSource = Pick<Source, 'memory' | 'waits'>;

type Making = BatchListInput & {
  readonly asked: ListOptions;
  readonly pane: Pane;
  readonly columns: readonly Column[];
  readonly filter: Filter | undefined;
  /** What the pane begins with. */
  readonly own: unknown;
};

export function createBatchList(input: BatchListInput, asked: ListOptions = input.options): BatchList {
  const { options } = input;
  const pane = paneById(asked.pane);
  const own = pane.begin(askedOf(options)[pane.id]);
  const columns = columnsOf(asked, { ...input, pane, own });
  const making: Making = { ...input, asked, pane, columns, filter: filterOf(asked), own };
  return {
    ...{ pane, columns, needs: needsOf(making) },
    list: (plain) => listed(prepared(plain, making, own), making, own),
    read: (plain, source) => listAndMeasure(plain, making, source),
  };
}

/** The rows; or of all before, what was measured of them, where the list depends on it. */
async function listAndMeasure(plain: Sample, making: Making, source: MeasuredSource): Promise<Listed> {
  const { pane, own, stop, columns } = making;
  const { measure } = pane;
  const read = (slots: Int32Array, sample: Sample) =>
    measure === undefined ? own : unlessStopped(measure.read(own, sample, slots, source), stop);
  const known = measure?.isForList ? await read(new Int32Array(0), plain) : own;
  const sample = prepared(plain, making, known);
  const list = listOf(sample, making, known);
  const isLeft = columns.some(({ needs }) => needs !== undefined && needs === measure?.need) && !measure?.isForList;
  return { list, sample: isLeft ? prepared(plain, making, await read(list.slots, sample)) : sample };
}

/** JSON and CSV have the columns of the contract, text the columns of the settings. */
function columnsOf(
  { fields }: ListOptions,
  { options, settings, pane, own }: Pick<Making, 'options' | 'settings' | 'pane' | 'own'>,
): readonly Column[] {
  const { columns, columnsSetting, jsonColumnIds } = pane;
  const chosen = () => columnIdsFor(pane, settings[columnsSetting.id], own);
  const ids = fields ?? (options.output === 'text' ? chosen() : jsonColumnIds);
  return ids.flatMap((id) => findColumn(columns, id) ?? []);
}

function filterOf({ filter, pane }: ListOptions): Filter | undefined {
  const parsed = parseFilter(filter ?? '', paneById(pane), PANES);
  return 'filter' in parsed ? parsed.filter : undefined;
}

function needsOf(making: Making): Needs {
  const { settings, pane, own, columns, filter } = making;
  const filtered = filter === undefined ? [] : filterColumns(filter);
  const sort = parseSort(sortFor(pane, settings[pane.sortSetting.id], own));
  const needed = neededFor(pane, [...columns.map(({ id }) => id), sort.columnId, ...filtered]);
  const needs = needsFor(pane, choicesOf(making, own, needed));
  // A unit whose state was not read in time would look like one that has none.
  const units = needs.units === undefined ? {} : { units: 'now' as const };
  return { ...needs, ...units, ...freshFor(pane, sort, [...filtered, ...readOfShownRows(columns)]) };
}

function choicesOf({ settings }: Making, own: unknown, needed: ReadonlySet<string> = new Set()): Choices {
  const setting = (id: string) => settingValue(settings, id);
  return { own, isOpen: true, needed, alone: undefined, setting };
}

function prepared(sample: Sample, making: Making, own: unknown): Sample {
  const made = making.pane.prepare?.(own, narrowingOf(sample, making, own));
  return made === undefined ? sample : { ...sample, prepared: made.rows };
}

function narrowingOf(sample: Sample, { options, settings, users }: Making, own: unknown): Narrowing {
  return {
    sample,
    users: users && { names: new Set(users.names), negate: users.negate },
    pids: options.pids && new Set(options.pids),
    own,
    showThreads: settings.threads,
    showKernelThreads: settings.kernelThreads,
    hideIdle: settings.hideIdle,
  };
}

/** What only a screen can show. */
const ON_SCREENS = { [BY_GROUP]: false };

/** An order that was asked for is that of all rows, not of the children of each, unless a tree was asked for too. */
function isTree(making: Making, own: unknown): boolean {
  const { pane, asked, settings } = making;
  const onPaper = { ...making, settings: { ...settings, ...ON_SCREENS } };
  const isShown = pane.isTree?.(choicesOf(onPaper, own)) ?? false;
  return isShown && (asked.sort === undefined || settings.tree);
}

/** Rows that can't be read are an error, so that they are not taken for an empty list. */
function listOf(sample: Sample, making: Making, own: unknown): List {
  const { pane } = making;
  const found = listed(sample, making, own);
  if (found !== undefined) return found.list;
  throw new EnvironmentError(pane.refusal?.(sample) ?? `${pane.id} can't be read`);
}

function listed(sample: Sample, making: Making, own: unknown): Listed | undefined {
  const { pane, settings, unicode, filter } = making;
  const list = makeList({
    ...narrowingOf(sample, making, own),
    pane,
    filter,
    tree: isTree(making, own),
    folded: new Set(),
    sort: parseSort(sortFor(pane, settings[pane.sortSetting.id], own)),
    unicode,
    holdOrder: false,
  });
  return list && { sample, list };
}
