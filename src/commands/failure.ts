import { clean } from '../model/text/text.js';
import { AddonError } from '../probe/addon.js';

/** An error outside of ntop. The message is a sentence for the user; a stack trace would only hide it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Prints one sentence for an error of the environment, and a stack trace for a bug of ntop. */
export function reportFailure(error: unknown, stderr: { write(text: string): unknown }): void {
  const text = isEnvironmental(error) ? `ntop: ${error.message}` : stackOf(error);
  stderr.write(`${text.split('\n').map(clean).join('\n')}\n`);
}

function isEnvironmental(error: unknown): error is Error {
  if (error instanceof EnvironmentError || error instanceof AddonError) return true;
  return error instanceof Error && 'syscall' in error;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
