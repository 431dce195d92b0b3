import fs from 'node:fs';
import { hostname } from 'node:os';
import type { ServeOptions } from '../cli/options.js';
import type { Source } from '../model/machine/source.js';
import { clean, quoted } from '../model/text/text.js';
import { reasonOf } from '../recordings/reasons.js';
import { createRecordings, type Recordings } from '../serve/recordings.js';
import { openServer } from '../serve/server.js';
import { readTls } from '../serve/tls.js';
import { readToken } from '../serve/token.js';
import { EnvironmentError } from './failure.js';
import { createScrape } from './serve-scrape.js';

export type ServeInput = {
  readonly options: ServeOptions;
  readonly source: Source;
  /** Prints messages on standard error. */
  readonly tell: (sentence: string) => void;
  /** Ends it. */
  readonly stop: AbortSignal;
};

/** Of recordings that are not served so many are named. */
const NAMED = 20;

/** Answers requests until `stop` aborts. Rejects if it can't begin. */
export async function runServe({ options, source, tell, stop }: ServeInput): Promise<void> {
  const { host, port, tokenFile, recordings: folder } = options;
  const token = tokenFile === undefined ? undefined : orFail(readToken(tokenFile)).token;
  const tls = options.tls === undefined ? undefined : orFail(readTls(options.tls)).tls;
  const scrape = createScrape({ source, programs: options.programs });
  const recordings = folder === undefined ? undefined : recordingsOf(folder);
  const { server } = orFail(
    await openServer({ host, port, token, tls, hostname: hostname(), scrape, recordings, tell }),
  );
  tell(`serving ${server.origin}/metrics; ^C ends it`);
  if (server.isExposed) tell('the token can be read on the way to this address; use --tls-cert, or a tunnel');
  // There may be gigabytes to look at.
  if (recordings !== undefined) void nameRefused(recordings, tell);
  await aborted(stop);
  await server.end();
}

function recordingsOf(folder: string): Recordings {
  try {
    fs.readdirSync(folder);
  } catch (error) {
    throw new EnvironmentError(`cannot serve ${quoted(folder)}: ${reasonOf(error)}`);
  }
  return createRecordings(folder);
}

async function nameRefused(recordings: Recordings, tell: ServeInput['tell']): Promise<void> {
  const refused = await recordings.refused();
  for (const { name, reason } of refused.slice(0, NAMED)) tell(`${clean(name)} is not served: ${reason}`);
  const more = refused.length - NAMED;
  if (more > 0) tell(`${more} more recordings are not served`);
}

function orFail<Result extends object>(
  result: (Result & { readonly ok: true }) | { readonly ok: false; readonly reason: string },
): Result {
  if (result.ok) return result;
  throw new EnvironmentError(result.reason);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
