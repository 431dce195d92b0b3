import { atEnd } from '../support/endings.js';

/** The messages of a code's warnings that come from the next turn of the loop on, until the test ends. */
export async function warningsOf(code: string): Promise<string[]> {
  const messages: string[] = [];
  const hear = (warning: Error & { readonly code?: string }) => {
    if (warning.code === code) messages.push(warning.message);
  };
  // Those that tests before it have caused are still under way.
  await new Promise(setImmediate);
  process.on('warning', hear);
  atEnd(() => void process.off('warning', hear));
  return messages;
}
