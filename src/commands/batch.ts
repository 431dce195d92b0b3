import { askedOf, type Options, type UserChoice } from '../cli/options.js';
import { parseFilter } from '../model/filter/filter.js';
import { type Column, findColumn } from '../model/list/column-kinds.js';
import { type Filter, filterColumns } from '../model/list/condition.js';
import { type List, makeList } from '../model/list/list.js';
import { columnIdsFor, type Narrowing, type Pane, sortFor } from '../model/list/pane.js';
import type { Choices } from '../model/list/part.js';
import { parseSort } from '../model/list/sort.js';
import type { Needs } from '../model/machine/machine.js';
import type { SessionTable } from '../model/machine/session-table.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import { PANES, paneById } from '../model/panes.js';
import { BY_GROUP } from '../model/processes/group-tree.js';
import { createProcessGrowth } from '../model/sample/growth.js';
import { computeRates } from '../model/sample/rates.js';
import type { Sample } from '../model/sample/sample.js';
import { withSessions } from '../model/sessions/join.js';
import { freshFor, neededFor, needsFor, readOfShownRows } from '../model/state/needs.js';
import { type Settings, settingValue } from '../model/state/settings.js';
import { writeCsvHeader } from '../output/csv.js';
import { untilEnough } from '../output/output-stream.js';
import { samples } from '../probe/samples.js';
import { EnvironmentError } from './failure.js';
import { createPrinter, csvShape, type PrinterInput } from './printer.js';
import { snapshotOf, unlessStopped } from './reading.js';

/** What lists the rows of a sample as the options ask for. */
export type Listing = PrinterInput & {
  /** With the names that the process list shows. */
  readonly users: UserChoice | undefined;
  /** Prints messages on standard error. */
  readonly tell: (sentence: string) => void;
  /** Takes the number of rows or events each time that some may be printed. */
  readonly found: (count: number) => void;
  /** Ends the printing. */
  readonly stop: AbortSignal;
};

export type BatchInput = Listing & { readonly source: Pick<Source, 'sample' | 'memory' | 'waits'> };

/** Rates need two readings; this is the time between the first two unless -d is given. */
const FIRST_INTERVAL_SECONDS = 0.5;

/**
 * Prints samples until -n is reached, `stop` aborts or the reader of the output is gone. Rejects if the machine can't
 * be read or the output can't be written.
 */
export function runBatch(input: BatchInput): Promise<void> {
  return untilEnough(printSamples(input));
}

async function printSamples(input: BatchInput): Promise<void> {
  const { source, options, settings, out, stop } = input;
  const pane = paneById(options.pane);
  const columns = columnsOf(options, settings);
  const filter = filterOf(options);
  const print = createPrinter(input, columns);
  const needs = needsOf(input, columns, filter);
  const own = ownOf(options);
  const { measure } = pane;
  const isMeasured = columns.some(({ needs }) => needs !== undefined && needs === measure?.need);
  const readings = samples(source, needs, firstInterval(options, settings), { stop });
  const first = await readings.next();
  if (first.done) return;
  let previous = snapshotOf(first.value);
  let sessions: SessionTable | undefined;
  const growth = createProcessGrowth();
  let printed = 0;
  if (options.watch.print === 'logins') input.tell('watching logins and logouts; ^C stops');
  if (options.output === 'csv') await out.write(writeCsvHeader(csvShape(input, columns)));
  for await (const reading of readings) {
    const snapshot = snapshotOf(reading);
    const rates = computeRates(previous, snapshot);
    const plain = withSessions({ snapshot, rates, growth }, sessions);
    const { list, measured } = await listAndMeasure(plain, { input, filter, own, isMeasured });
    if (printed === 0 && options.output !== 'json') refuseAbsent(options.pids, snapshot);
    const text = print(measured, list);
    input.found(printedOf(options, list, text));
    await out.write(text);
    if (printed === 0) refuseAbsent(options.pids, snapshot);
    printed += 1;
    if (printed === options.iterations) return;
    readings.setNeeds({ ...needs, visibleSlots: processesOf(pane, measured, list) });
    readings.setDelay(settings.delaySeconds);
    previous = snapshot;
    sessions = plain.sessions;
  }
}

/** The rows, or events, of what was printed. */
export function printedOf({ watch }: Options, { count }: List, text: string): number {
  return watch.print === 'logins' ? text.split('\n').length - 1 : count;
}

type Measuring = {
  readonly input: BatchInput;
  readonly filter: Filter | undefined;
  readonly own: unknown;
  readonly isMeasured: boolean;
};

/** The rows, and the sample with what was measured of them; or of all before, where the list depends on it. */
async function listAndMeasure(plain: Sample, { input, filter, own, isMeasured }: Measuring) {
  const { source, stop } = input;
  const { measure } = paneById(input.options.pane);
  const read = (slots: Int32Array, sample: Sample) =>
    measure === undefined ? own : unlessStopped(measure.read(own, sample, slots, source), stop);
  const known = measure?.isForList ? await read(new Int32Array(0), plain) : own;
  const sample = prepared(plain, input, known);
  const list = listOf(sample, filter, input, known);
  const isLeft = isMeasured && !measure?.isForList;
  return { list, measured: isLeft ? prepared(plain, input, await read(list.slots, sample)) : sample };
}

function firstInterval({ delaySeconds }: Options, settings: Settings): number {
  return delaySeconds === undefined ? Math.min(FIRST_INTERVAL_SECONDS, settings.delaySeconds) : settings.delaySeconds;
}

/** Throws an error with a sentence if none of the processes of -p exists. */
function refuseAbsent(pids: Options['pids'], { processes }: Snapshot): void {
  if (pids === undefined) return;
  const { slots, columns } = processes;
  const wanted = new Set(pids);
  const present = columns.pid.subarray(0, slots).some((pid, slot) => columns.serial[slot] !== 0 && wanted.has(pid));
  if (!present) throw new EnvironmentError(`no process has the PID ${pids.join(', ').replace(/, (?=\d+$)/, ' or ')}`);
}

/** What the pane begins with. */
export function ownOf(options: Options): unknown {
  return paneById(options.pane).begin(askedOf(options)[options.pane]);
}

/** JSON and CSV have the columns of the contract, text the columns of the settings. */
export function columnsOf(options: Options, settings: Settings): readonly Column[] {
  const { pane, output, fields } = options;
  const shown = paneById(pane);
  const { columns, columnsSetting, jsonColumnIds } = shown;
  const chosen = () => columnIdsFor(shown, settings[columnsSetting.id], ownOf(options));
  const ids = fields ?? (output === 'text' ? chosen() : jsonColumnIds);
  return ids.flatMap((id) => findColumn(columns, id) ?? []);
}

export function filterOf(options: Options): Filter | undefined {
  const parsed = parseFilter(options.filter ?? '', paneById(options.pane), PANES);
  return 'filter' in parsed ? parsed.filter : undefined;
}

function needsOf({ options, settings }: BatchInput, columns: readonly Column[], filter: Filter | undefined): Needs {
  const pane = paneById(options.pane);
  const filtered = filter === undefined ? [] : filterColumns(filter);
  const sort = parseSort(sortFor(pane, settings[pane.sortSetting.id], ownOf(options)));
  const needed = neededFor(pane, [...columns.map(({ id }) => id), sort.columnId, ...filtered]);
  const needs = needsFor(pane, choicesOf(settings, pane.begin(askedOf(options)[pane.id]), needed));
  // A unit whose state was not read in time would look like one that has none.
  const units = needs.units === undefined ? {} : { units: 'now' as const };
  return { ...needs, ...units, ...freshFor(pane, sort, [...filtered, ...readOfShownRows(columns)]) };
}

/** Command lines of printed rows are read again, like those of visible rows. */
function processesOf(pane: Pane, sample: Sample, { slots }: List): readonly number[] {
  return [...slots].map((slot) => pane.processSlot(sample, slot)).filter((slot) => slot >= 0);
}

function choicesOf(settings: Settings, own: unknown, needed: ReadonlySet<string> = new Set()): Choices {
  const setting = (id: string) => settingValue(settings, id);
  return { own, isOpen: true, needed, alone: undefined, setting };
}

export function prepared(sample: Sample, input: Listing, own: unknown): Sample {
  const pane = paneById(input.options.pane);
  const made = pane.prepare?.(own, narrowingOf(sample, input, own));
  return made === undefined ? sample : { ...sample, prepared: made.rows };
}

function narrowingOf(sample: Sample, { options, settings, users }: Listing, own: unknown): Narrowing {
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
function isTree({ options, settings }: Listing, own: unknown): boolean {
  const isShown = paneById(options.pane).isTree?.(choicesOf({ ...settings, ...ON_SCREENS }, own)) ?? false;
  return isShown && (options.sort === undefined || settings.tree);
}

/** Rows that can't be read are an error, so that they are not taken for an empty list. */
export function listOf(sample: Sample, filter: Filter | undefined, input: Listing, own: unknown): List {
  const { options, settings, out } = input;
  const pane = paneById(options.pane);
  const list = makeList({
    ...narrowingOf(sample, input, own),
    pane,
    filter,
    tree: isTree(input, own),
    folded: new Set(),
    sort: parseSort(sortFor(pane, settings[pane.sortSetting.id], own)),
    unicode: out.unicode,
    holdOrder: false,
  });
  if (list !== undefined) return list;
  throw new EnvironmentError(pane.refusal?.(sample) ?? `${pane.id} can't be read`);
}
