import type { ReplayChoice } from '../cli/options.js';
import type { SessionTable } from '../model/machine/session-table.js';
import { createFullnessWatch, observeFullness } from '../model/sample/fullness.js';
import { createProcessGrowth } from '../model/sample/growth.js';
import { computeRates } from '../model/sample/rates.js';
import { withSessions } from '../model/sessions/join.js';
import type { Moment } from '../model/timeline/timeline.js';
import { writeCsvHeader } from '../output/csv.js';
import { untilEnough } from '../output/output-stream.js';
import type { Recording } from '../recordings/recording.js';
import { type Listing, listsOf, printedOf } from './batch.js';
import { createEventPrinter } from './events.js';
import { createPrinter, csvShape } from './printer.js';
import { rangeOf } from './replay-range.js';

export type ReplayInput = Listing & { readonly recording: Recording; readonly choice: ReplayChoice };

/**
 * Prints the samples of a recording, or what happened in it, until -n is reached, `stop` aborts or the reader of the
 * output is gone; then what of it is damaged.
 */
export async function runReplay(input: ReplayInput): Promise<void> {
  const isOfEvents = input.options.watch.print === 'events';
  await untilEnough(isOfEvents ? replayEvents(input) : replaySamples(input));
  for (const sentence of input.recording.damage()) input.tell(sentence);
}

async function replaySamples(input: ReplayInput): Promise<void> {
  const { options, out } = input;
  const lists = listsOf(input);
  const [{ columns }] = lists;
  const print = createPrinter(input, columns);
  let growth = createProcessGrowth();
  let filling = createFullnessWatch();
  let sessions: SessionTable | undefined;
  let printed = 0;
  const missing = new Map<string, number>();
  if (options.output === 'csv') await out.write(writeCsvHeader(csvShape(input, columns)));
  for (const { snapshot, previous } of momentsOf(input)) {
    if (previous === undefined) {
      growth = createProcessGrowth();
      filling = createFullnessWatch();
      sessions = undefined;
    }
    const fullness = observeFullness(filling, snapshot);
    const plain = withSessions({ snapshot, rates: computeRates(previous, snapshot), growth, fullness }, sessions);
    sessions = plain.sessions;
    // What this sample has nothing of was not recorded in it.
    const all = lists.flatMap(({ pane, columns: shown, list }) => {
      const found = list(plain);
      if (found !== undefined) return [{ pane, columns: shown, ...found }];
      missing.set(pane.label.toLowerCase(), (missing.get(pane.label.toLowerCase()) ?? 0) + 1);
      return [];
    });
    if (all.length < lists.length) continue;
    const text = print(all);
    input.found(printedOf(options, all, text));
    await out.write(text);
    printed += 1;
    if (printed === options.iterations) break;
  }
  for (const [name, samples] of missing) {
    input.tell(`${samples} sample${samples === 1 ? '' : 's'} left out: ${name} not recorded`);
  }
}

async function replayEvents(input: ReplayInput): Promise<void> {
  const enough = new AbortController();
  const printer = createEventPrinter(input, () => enough.abort());
  await printer.begin();
  for (const { snapshot, previous } of momentsOf(input)) {
    if (previous === undefined) printer.forget();
    await printer.sample(snapshot);
    if (enough.signal.aborted) return;
  }
}

/** The moments from --from to --to; what is damaged is left out. */
function* momentsOf(input: ReplayInput): Generator<Moment> {
  const { recording, choice, stop } = input;
  const range = rangeOf(recording, choice);
  if (range.end <= range.begin) input.tell('there is no sample between these times');
  for (let index = range.begin; index < range.end && !stop.aborted; index += 1) {
    const moment = recording.moment(index);
    if (moment !== undefined) yield moment;
  }
}
