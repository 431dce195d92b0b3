import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Answer, plain } from './answer.js';
import { formatFor, type MetricsFormat, takesGzip } from './negotiation.js';

/** Reads the machine, and gives what was read as text. It is never called while another call is under way. */
export type Scrape = (format: MetricsFormat) => Promise<string>;

const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  classic: 'text/plain; version=0.0.4; charset=utf-8',
};

/** Prometheus itself waits for ten seconds. */
const LONGEST_SCRAPE_MILLISECONDS = 10_000;
/** The text is repetitive: a higher level saves little, and takes several times as long. */
const GZIP_LEVEL = 1;

const compress = promisify(gzip);

/** Whatever asks while the machine is read gets what that reading finds. `tell` is given why one has failed, once. */
export function createMetrics(scrape: Scrape, tell: (sentence: string) => void) {
  const shared = shareScrapes(scrape);
  const compressed = new Map<Uint8Array, Promise<Uint8Array>>();
  let problem: string | undefined;

  async function bodyFor(format: MetricsFormat, isCompressed: boolean): Promise<Uint8Array> {
    const text = await inTime(shared(format));
    return isCompressed ? await once(compressed, text, () => compress(text, { level: GZIP_LEVEL })) : text;
  }

  return async ({ method, headers }: IncomingMessage): Promise<Answer> => {
    const format = formatFor(headers.accept);
    const isCompressed = takesGzip(String(headers['accept-encoding'] ?? ''));
    const described = {
      'content-type': CONTENT_TYPES[format],
      'cache-control': 'no-store',
      vary: 'accept, accept-encoding',
      ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    };
    if (method === 'HEAD') return { status: 200, headers: described, body: '' };
    try {
      const body = await bodyFor(format, isCompressed);
      problem = undefined;
      return { status: 200, headers: described, body };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== problem) tell(`no metrics: ${reason}`);
      problem = reason;
      return plain(503, 'the machine could not be read');
    }
  };
}

/** One reading at a time; those of the same format that are asked for meanwhile are the same one, and the same bytes. */
function shareScrapes(scrape: Scrape): (format: MetricsFormat) => Promise<Uint8Array> {
  const underWay = new Map<MetricsFormat, Promise<Uint8Array>>();
  let last: Promise<unknown> = Promise.resolve();
  return (format) =>
    once(underWay, format, () => {
      const result = last.then(async () => Buffer.from(await scrape(format)));
      last = result.catch(() => undefined);
      return result;
    });
}

/** What is under way for this key, or begun now. */
function once<Key, Value>(underWay: Map<Key, Promise<Value>>, key: Key, begin: () => Promise<Value>): Promise<Value> {
  const known = underWay.get(key);
  if (known !== undefined) return known;
  const begun = begin().finally(() => underWay.delete(key));
  underWay.set(key, begun);
  return begun;
}

/** A reading that hangs goes on, and is still the one that later requests wait for. */
async function inTime(reading: Promise<Uint8Array>): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = LONGEST_SCRAPE_MILLISECONDS / 1000;
    const giveUp = () => reject(new Error(`reading the machine takes longer than ${seconds} s`));
    timer = setTimeout(giveUp, LONGEST_SCRAPE_MILLISECONDS);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
