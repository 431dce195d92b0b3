import type { Options } from '../cli/options.js';
import { NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Source } from '../model/machine/source.js';
import { choiceOf, type PortChoice, portNeeds } from '../model/ports/port-choice.js';
import { followPorts, NO_PORTS, type PortEvent } from '../model/ports/port-events.js';
import { computeRates } from '../model/sample/rates.js';
import type { Sample } from '../model/sample/sample.js';
import { untilEnough } from '../output/output-stream.js';
import { eventCsv, eventCsvHeader, eventJson, eventText } from '../output/port-events.js';
import { samples } from '../probe/samples.js';
import type { BatchInput } from './batch.js';
import { EnvironmentError } from './failure.js';
import { snapshotOf } from './reading.js';

export type PortsInput = Pick<BatchInput, 'options' | 'out' | 'tell' | 'found' | 'stop'> & {
  readonly source: Pick<Source, 'sample'>;
};

/** Reading listening sockets takes a fraction of a millisecond, so events can come soon. */
const USUAL_DELAY_SECONDS = 0.5;

/**
 * Prints port events, one per line, until -n is reached, `stop` aborts or the reader of the output is gone. Rejects if
 * sockets can't be read or the output can't be written.
 */
export function runPorts(input: PortsInput): Promise<void> {
  return untilEnough(printEvents(input));
}

async function printEvents({ source, options, out, tell, found, stop }: PortsInput): Promise<void> {
  const choice = choiceFrom(options);
  const needs = { ...NO_NEEDS, sockets: portNeeds(choice) };
  const most = options.iterations ?? Number.POSITIVE_INFINITY;
  let known = NO_PORTS;
  let printed = 0;
  for await (const taken of samples(source, needs, options.delaySeconds ?? USUAL_DELAY_SECONDS, { stop })) {
    const sample = withoutRates(snapshotOf(taken));
    const { reading, events } = followPorts(known, sample, choice);
    if (known === NO_PORTS) tell(beginning(choice));
    if (known === NO_PORTS && options.output === 'csv') await out.write(eventCsvHeader());
    known = reading;
    const lines = events.slice(0, most - printed).map((event) => lineOf(event, sample, options, out));
    found(lines.length);
    if (lines.length > 0) await out.write(lines.join(''));
    printed += lines.length;
    if (printed >= most) return;
  }
}

function choiceFrom({ watch, sockets }: Options): PortChoice {
  const { versions } = sockets;
  const { ports, kinds } = watch;
  return ports === undefined ? { ports, kinds, versions } : { ...choiceOf(ports), versions };
}

/** A line at the start, so that silence means "no events". */
function beginning({ ports, kinds, versions }: PortChoice): string {
  const names = [...kinds].map((kind) => kind.toUpperCase()).join(' and ');
  const version = versions.size === 1 ? ` over IPv${[...versions].join('')}` : '';
  const what =
    ports === undefined
      ? `${names} ports that listen`
      : `${ports.size === 1 ? 'port' : 'ports'} ${[...ports].join(', ')}`;
  return `watching ${what}${version}; ^C stops`;
}

function lineOf(event: PortEvent, { snapshot }: Sample, { output }: Options, out: PortsInput['out']): string {
  if (output === 'json') return eventJson(event, snapshot.system.hostname);
  return output === 'csv' ? eventCsv(event, out.isTerminal) : eventText(event, out);
}

/** Events need no rates. Unreadable sockets are an error, so that "cannot read" is not taken for "no events". */
function withoutRates(snapshot: Snapshot): Sample {
  const { sockets } = snapshot;
  if (sockets !== undefined && 'error' in sockets) throw new EnvironmentError(sockets.error);
  return { snapshot, rates: computeRates(undefined, snapshot) };
}
