import { setImmediate } from 'node:timers/promises';
import { atEnd } from '../support/endings.js';

type Warning = Error & { readonly code?: string };

/** The messages of warnings that come from the next turn of the loop on, until the test ends. */
export async function warningsOf(isWanted: (warning: Warning) => boolean): Promise<string[]> {
  const messages: string[] = [];
  const hear = (warning: Warning) => {
    if (isWanted(warning)) messages.push(warning.message);
  };
  // Those that tests before it have caused are still under way.
  await setImmediate();
  process.on('warning', hear);
  atEnd(() => void process.off('warning', hear));
  return messages;
}
