import type { NetworkCounters } from '../model/machine/network-counters.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import type { Samples, Source } from '../model/machine/source.js';
import { writeMetrics } from '../model/metrics/exposition.js';
import { createMetricsAccount, type MetricsReading } from '../model/metrics/reading.js';
import { createFiles } from '../probe/files.js';
import { readNetworkCounters } from '../probe/network-counters.js';
import { samples } from '../probe/samples.js';
import type { Scrape } from '../serve/metrics.js';
import { version } from '../version.js';
import { collectEvents } from './serve-events.js';
import { serveNeeds } from './serve-needs.js';

export type ScrapeInput = {
  readonly source: Pick<Source, 'sample' | 'events'>;
  /** Programs that are reported even while none of them runs. */
  readonly programs: readonly string[];
  /** Of this machine when left out. */
  readonly network?: () => Promise<NetworkCounters>;
  /** Between two looks at what has happened. */
  readonly pause?: () => Promise<void>;
};

/**
 * What `ntop serve` answers with. Each scrape takes one sample, and none is taken between them; only starts and ends of
 * processes are listened to meanwhile.
 */
export function createScrape({ source, programs, network = networkOfHere(), pause }: ScrapeInput): Scrape {
  const account = createMetricsAccount(programs);
  const takeEvents = collectEvents(source, pause);
  const readings = samples(source, serveNeeds(undefined), 0);
  let cpuSeconds = 0;
  const read = async (): Promise<MetricsReading> => {
    const began = performance.now();
    const [snapshot, counters] = await Promise.all([nextOf(readings), network()]);
    readings.setNeeds(serveNeeds(snapshot.system));
    const added = account.add({ ...snapshot, events: takeEvents() }, counters);
    const scrapeSeconds = (performance.now() - began) / 1000;
    return { ...added, own: { version, node: process.version, scrapeSeconds, scrapeCpuSeconds: cpuSeconds } };
  };
  return async (format) => {
    const before = process.cpuUsage();
    try {
      return writeMetrics(await read(), format);
    } finally {
      const { user, system } = process.cpuUsage(before);
      cpuSeconds += (user + system) / 1e6;
    }
  };
}

async function nextOf(readings: Samples): Promise<Snapshot> {
  const next = await readings.next();
  if (next.done) throw new Error('no more samples');
  if (!next.value.ok) throw new Error(next.value.error);
  return next.value.snapshot;
}

function networkOfHere(): () => Promise<NetworkCounters> {
  const files = createFiles();
  return () => readNetworkCounters(files);
}
