import type { Options } from '../cli/options.js';
import { createLog, followBatch, followProcesses } from '../model/events/event-log.js';
import type { Happening } from '../model/events/happening.js';
import { loginHappenings, portHappening } from '../model/events/other-events.js';
import { EVENTS } from '../model/events/pane.js';
import { parseFilter } from '../model/filter/filter.js';
import { type Column, findColumn } from '../model/list/column-kinds.js';
import { type Filter, matches } from '../model/list/condition.js';
import { EVENT_LISTENERS, type EventBatch } from '../model/machine/events.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { Source } from '../model/machine/source.js';
import { PANES } from '../model/panes.js';
import { portNeeds } from '../model/ports/port-choice.js';
import { ALL_PORTS, addPortEvents, beginPorts } from '../model/ports/reduce.js';
import { computeRates } from '../model/sample/rates.js';
import type { Sample } from '../model/sample/sample.js';
import { withSessions } from '../model/sessions/join.js';
import { eventCsv, eventCsvHeader, eventJson, eventText, lostJson, sampleOf } from '../output/events.js';
import { untilEnough } from '../output/output-stream.js';
import { samples } from '../probe/samples.js';
import type { Listing } from './batch.js';
import { snapshotOf } from './reading.js';

/** How events are printed, and which of them. */
export type EventPrinting = Omit<Listing, 'stop'>;

export type EventsInput = EventPrinting & {
  readonly stop: AbortSignal;
  readonly source: Pick<Source, 'sample' | 'events'>;
};

/** Ports and logins are compared so often; processes too, where the kernel tells nothing of them. */
const USUAL_DELAY_SECONDS = 1;

/**
 * Prints what happens, one event per line, until -n is reached, `stop` aborts or the reader of the output is gone.
 * Rejects if the machine can't be read or the output can't be written.
 */
export function runEvents(input: EventsInput): Promise<void> {
  return untilEnough(printEvents(input));
}

async function printEvents(input: EventsInput): Promise<void> {
  const done = new AbortController();
  const end = () => done.abort();
  if (input.stop.aborted) return;
  input.stop.addEventListener('abort', end, { once: true });
  const batches = input.source.events({ signal: done.signal })[Symbol.asyncIterator]();
  const needs = { ...NO_NEEDS, sockets: portNeeds(ALL_PORTS), sessions: 'now' as const };
  const delay = input.options.delaySeconds ?? USUAL_DELAY_SECONDS;
  const readings = samples(input.source, needs, delay, { stop: done.signal });
  try {
    // The first batch says what listens: from then on nothing is missed.
    const first = await batches.next();
    const printer = createEventPrinter(input, end);
    for (const sentence of beginning(first.done ? undefined : first.value)) input.tell(sentence);
    await printer.begin();
    const sampled = await readings.next();
    if (sampled.done || first.done) return;
    await printer.sample(snapshotOf(sampled.value));
    await printer.batch(first.value);
    const told = (async () => {
      for (let next = await batches.next(); !next.done; next = await batches.next()) await printer.batch(next.value);
    })();
    const compared = (async () => {
      for await (const reading of readings) await printer.sample(snapshotOf(reading));
    })();
    const ended = new Promise<void>((resolve) =>
      done.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    if (!done.signal.aborted) await Promise.race([Promise.all([told, compared]), ended]);
  } finally {
    end();
    input.stop.removeEventListener('abort', end);
  }
}

type EventPrinter = {
  /** The titles of the columns, where there are any. */
  begin(): Promise<void>;
  batch(batch: EventBatch): Promise<void>;
  /** What the sample has of events, and in what it differs from the one before. */
  sample(snapshot: Sample['snapshot']): Promise<void>;
  /** The next sample can't be compared with the last one. */
  forget(): void;
};

/** Keeps what the next event is compared with. Two things that happen at once are printed one after the other. */
export function createEventPrinter(input: EventPrinting, end: () => void): EventPrinter {
  const { options, out, tell } = input;
  const log = createLog();
  const columns = columnsOf(input);
  const filter = filterOf(options);
  let sample: Sample | undefined;
  let ports = beginPorts();
  let printed = 0;
  let writing = Promise.resolve();

  const write = (events: readonly Happening[], lost: number): Promise<void> => {
    const of = sample;
    if (of === undefined) return Promise.resolve();
    const most = (options.iterations ?? Number.POSITIVE_INFINITY) - printed;
    const wanted = events.map((event) => sampleOf(event, of)).filter((one) => isWanted(one, input, filter));
    const lines = wanted.slice(0, most).map((one) => lineOf(one, columns, input));
    printed += lines.length;
    input.found(lines.length);
    if (lost > 0 && options.output !== 'json') tell(`${lost} event${lost === 1 ? ' was' : 's were'} missed`);
    const text = (lost > 0 && options.output === 'json' ? lostJson(of, lost) : '') + lines.join('');
    writing = writing.then(() => (text === '' ? undefined : out.write(text)));
    return lines.length >= most ? writing.then(end) : writing;
  };

  return {
    async begin() {
      if (options.output === 'csv') await out.write(eventCsvHeader(columns, options.fields !== undefined));
      if (options.output === 'text') await out.write(eventText(undefined, columns, layoutOf(input)));
    },
    batch(batch) {
      return write(followBatch(log, batch), batch.lost);
    },
    sample(snapshot) {
      const known = sample;
      const events = snapshot.events ?? { events: [], lost: 0, unread: 0, sources: log.sources ?? DEAF };
      const plain = { snapshot: { ...snapshot, events }, rates: computeRates(undefined, snapshot) };
      const now = withSessions(plain, known?.sessions);
      const processes = followProcesses(log, now.snapshot);
      const followed = addPortEvents(ports, now, { now: 0, notice: undefined, isOpen: true });
      ports = followed.ports;
      const logins = now.sessions === undefined ? [] : loginHappenings(known?.sessions, now.sessions, snapshot);
      sample = { ...now, sessions: now.sessions ?? known?.sessions };
      const others = [...followed.events.map((event) => portHappening(event, snapshot)), ...logins];
      return write([...processes, ...others], events.lost);
    },
    forget() {
      log.before = undefined;
      ports = beginPorts();
      sample = undefined;
    },
  };
}

const DEAF: EventBatch['sources'] = { connector: '', taskstats: '', kmsg: '' };

/** At the start, so that silence means that nothing happens; and what may be missed. */
function beginning(first: EventBatch | undefined): readonly string[] {
  const { sources = DEAF } = first ?? {};
  const heard = EVENT_LISTENERS.filter((source) => sources[source] === undefined);
  const from = sources.connector === undefined ? heard : [...heard, 'samples, which miss what is shorter'];
  const reasons = EVENT_LISTENERS.flatMap((source) => (sources[source] ? [`no ${source}: ${sources[source]}`] : []));
  return [`watching processes (from ${from.join(', ')}), ports and logins; ^C stops`, ...reasons];
}

/** JSON and CSV have the columns of the contract, text the columns of the settings. */
function columnsOf({ options: { output, fields }, settings }: EventPrinting): readonly Column[] {
  const ids = fields ?? (output === 'text' ? settings[EVENTS.columnsSetting.id] : EVENTS.jsonColumnIds);
  return ids.flatMap((id) => findColumn(EVENTS.columns, id) ?? []);
}

function filterOf(options: Options): Filter | undefined {
  const parsed = parseFilter(options.filter ?? '', EVENTS, PANES);
  return 'filter' in parsed ? parsed.filter : undefined;
}

function isWanted(sample: Sample, { options, settings, users }: EventPrinting, filter: Filter | undefined): boolean {
  const narrowing = {
    sample,
    users: users && { names: new Set(users.names), negate: users.negate },
    pids: options.pids && new Set(options.pids),
    own: NO_EVENTS,
    showThreads: false,
    showKernelThreads: settings.kernelThreads,
    hideIdle: false,
  };
  const isShown = EVENTS.isOfKind(narrowing, 0) && EVENTS.isWanted(narrowing, 0);
  return isShown && (filter === undefined || matches(filter, sample, 0));
}

const NO_EVENTS = EVENTS.begin();

function layoutOf({ settings, out }: EventPrinting) {
  return { width: out.width, context: { ...settings, unicode: out.unicode, wallClockMilliseconds: 0 } };
}

function lineOf(sample: Sample, columns: readonly Column[], input: EventPrinting): string {
  const { options, out } = input;
  const isChosen = options.fields !== undefined;
  if (options.output === 'json') return eventJson(sample, columns, isChosen);
  if (options.output === 'csv') return eventCsv(sample, columns, isChosen, out.isTerminal);
  return eventText(sample, columns, layoutOf(input));
}
