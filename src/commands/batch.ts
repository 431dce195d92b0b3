import type { Options, UserChoice } from '../cli/options.js';
import type { List } from '../model/list/list.js';
import type { Pane } from '../model/list/pane.js';
import type { Needs } from '../model/machine/machine.js';
import type { SessionTable } from '../model/machine/session-table.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import { createFullnessWatch, observeFullness } from '../model/sample/fullness.js';
import { createProcessGrowth } from '../model/sample/growth.js';
import { computeRates } from '../model/sample/rates.js';
import type { Sample } from '../model/sample/sample.js';
import { withSessions } from '../model/sessions/join.js';
import { withNeeds } from '../model/state/needs.js';
import type { Settings } from '../model/state/settings.js';
import { writeCsvHeader } from '../output/csv.js';
import { untilEnough } from '../output/output-stream.js';
import { samples } from '../probe/samples.js';
import { type BatchList, createBatchList } from './batch-list.js';
import { createDeletedList } from './deleted-list.js';
import { EnvironmentError } from './failure.js';
import { createPrinter, csvShape, type Printed, type PrinterInput } from './printer.js';
import { snapshotOf } from './reading.js';

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

export type BatchInput = Listing & { readonly source: Pick<Source, 'sample' | 'memory' | 'waits' | 'deletedOpen'> };

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
  const lists = listsOf(input);
  const [{ pane, columns }] = lists;
  const print = createPrinter(input, columns);
  const readAll = readerOf(input, lists);
  const needs = lists.map((list) => list.needs).reduce(withNeeds);
  const readings = samples(source, needs, firstInterval(options, settings), { stop });
  const first = await readings.next();
  if (first.done) return;
  let previous = snapshotOf(first.value);
  let sessions: SessionTable | undefined;
  const growth = createProcessGrowth();
  const filling = createFullnessWatch();
  let printed = 0;
  if (options.watch.print === 'logins') input.tell('watching logins and logouts; ^C stops');
  if (options.output === 'csv') await out.write(writeCsvHeader(csvShape(input, columns)));
  for await (const reading of readings) {
    const snapshot = snapshotOf(reading);
    const fullness = observeFullness(filling, snapshot);
    const plain = withSessions({ snapshot, rates: computeRates(previous, snapshot), growth, fullness }, sessions);
    const all = await readAll(plain);
    if (printed === 0 && options.output !== 'json') refuseAbsent(options.pids, snapshot);
    const text = print(all);
    input.found(printedOf(options, all, text));
    await out.write(text);
    if (printed === 0) refuseAbsent(options.pids, snapshot);
    printed += 1;
    if (printed === options.iterations) return;
    readings.setNeeds({ ...needs, visibleSlots: processesOf(pane, all[0].sample, all[0].list) });
    readings.setDelay(settings.delaySeconds);
    previous = snapshot;
    sessions = plain.sessions;
  }
}

/** The lists of the pane that are printed. */
export function listsOf(input: Listing): readonly [BatchList, ...BatchList[]] {
  const { options, out } = input;
  const made = { ...input, unicode: out.unicode };
  const first = createBatchList(made);
  return options.second === undefined ? [first] : [first, createBatchList(made, options.second)];
}

/** Reads them one after the other; and what is deleted but open, if that is asked for. */
function readerOf(input: BatchInput, lists: readonly BatchList[]) {
  const deleted = input.options.deleted ? createDeletedList(input) : undefined;
  return async (plain: Sample): Promise<readonly Printed[]> => {
    const all: Printed[] = [];
    for (const { pane, columns, read } of lists) all.push({ pane, columns, ...(await read(plain, input.source)) });
    return deleted === undefined ? all : [...all, await deleted(all)];
  };
}

/** The rows, or events, of what was printed. What is deleted passed no filter. */
export function printedOf({ watch, deleted }: Options, all: readonly Printed[], text: string): number {
  if (watch.print === 'logins') return text.split('\n').length - 1;
  const filtered = deleted ? all.slice(0, -1) : all;
  return filtered.reduce((sum, { list }) => sum + list.count, 0);
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

/** Command lines of printed rows are read again, like those of visible rows. */
function processesOf(pane: Pane, sample: Sample, { slots }: List): Needs['visibleSlots'] {
  return [...slots].map((slot) => pane.processSlot(sample, slot)).filter((slot) => slot >= 0);
}
