import type { Options } from '../cli/options.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import { followPorts, NO_PORTS, type PortEvent } from '../model/ports/watch.js';
import { choiceOf, type WatchChoice, watchNeeds } from '../model/ports/watched-ports.js';
import { computeRates } from '../model/sample/rates.js';
import type { Sample } from '../model/sample/sample.js';
import { untilEnough } from '../output/paper.js';
import { eventCsv, eventCsvHeader, eventJson, eventText } from '../output/port-events.js';
import { samples } from '../probe/samples.js';
import type { BatchInput } from './batch.js';
import { snapshotOf } from './reading.js';
import { EnvironmentError } from './ways-out.js';

export type WatchInput = Pick<BatchInput, 'options' | 'paper' | 'tell' | 'stop'> & {
  readonly source: Pick<Source, 'sample'>;
};

/** Reading listening sockets takes a fraction of a millisecond, so events can come soon. */
const USUAL_DELAY_SECONDS = 0.5;

/**
 * Prints port events, one per line, until -n is reached, `stop` aborts or the reader of the output is gone. Rejects if
 * sockets can't be read or the output can't be written.
 */
export function runWatch(input: WatchInput): Promise<void> {
  return untilEnough(printEvents(input));
}

async function printEvents({ source, options, paper, tell, stop }: WatchInput): Promise<void> {
  const choice = choiceFrom(options);
  const needs = { ...NO_NEEDS, sockets: watchNeeds(choice) };
  const most = options.iterations ?? Number.POSITIVE_INFINITY;
  let known = NO_PORTS;
  let printed = 0;
  for await (const taken of samples(source, needs, options.delaySeconds ?? USUAL_DELAY_SECONDS, { stop })) {
    const sample = withoutRates(snapshotOf(taken));
    const { reading, events } = followPorts(known, sample, choice);
    if (known === NO_PORTS) tell(beginning(choice));
    if (known === NO_PORTS && options.output === 'csv') await paper.write(eventCsvHeader());
    known = reading;
    const lines = events.slice(0, most - printed).map((event) => lineOf(event, sample, options, paper));
    if (lines.length > 0) await paper.write(lines.join(''));
    printed += lines.length;
    if (printed >= most) return;
  }
}

function choiceFrom({ watch, sockets }: Options): WatchChoice {
  const { versions } = sockets;
  const { ports, kinds } = watch;
  return ports === undefined ? { ports, kinds, versions } : { ...choiceOf(ports), versions };
}

/** A line at the start, so that silence means "no events". */
function beginning({ ports, kinds, versions }: WatchChoice): string {
  const names = [...kinds].map((kind) => kind.toUpperCase()).join(' and ');
  const version = versions.size === 1 ? ` over IPv${[...versions].join('')}` : '';
  const what =
    ports === undefined
      ? `${names} ports that listen`
      : `${ports.size === 1 ? 'port' : 'ports'} ${[...ports].join(', ')}`;
  return `watching ${what}${version}; ^C stops`;
}

function lineOf(event: PortEvent, { snapshot }: Sample, { output }: Options, paper: WatchInput['paper']): string {
  if (output === 'json') return eventJson(event, snapshot.system.hostname);
  return output === 'csv' ? eventCsv(event, paper.isTerminal) : eventText(event, paper);
}

/** Events need no rates. Unreadable sockets are an error, so that "cannot read" is not taken for "no events". */
function withoutRates(snapshot: Snapshot): Sample {
  const { sockets } = snapshot;
  if (sockets !== undefined && 'error' in sockets) throw new EnvironmentError(sockets.error);
  return { snapshot, rates: computeRates(undefined, snapshot) };
}
