import type { Source } from '../model/machine/source.js';
import { clean } from '../model/text/text.js';
import { createFarSource } from '../remote/far-source.js';
import { findHelper } from '../remote/helpers.js';
import { LoginError, logIn } from '../remote/login.js';
import { EnvironmentError } from './failure.js';

/** Logs in on another machine before the screen is open, because ssh may ask for a password. Then never again. */
export async function connect(host: string): Promise<Source> {
  try {
    const far = await logIn(host, { findHelper, mayAsk: true, tell });
    return createFarSource(far, () => logIn(host, { findHelper, mayAsk: false }));
  } catch (error) {
    if (error instanceof LoginError) throw new EnvironmentError(error.message);
    throw error;
  }
}

function tell(text: string): void {
  for (const line of text.split(/\r?\n/)) if (line.trim() !== '') process.stderr.write(`${clean(line)}\n`);
}
