import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const ADDON = new URL('../../build/Release/ntop.node', import.meta.url).pathname;
export const NOBODY = 65_534;

/**
 * Runs the body of an async function, which has `addon` and `input`, in a Node without root's rights. Unknown numbers
 * in its result are null.
 */
export async function asNobody(body: string, input: unknown): Promise<unknown[]> {
  // The addon is loaded first, because nobody may not be able to read where it lies.
  const script = `
    const addon = require(process.argv[1]);
    const input = JSON.parse(process.argv[2]);
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(${NOBODY});
      process.setuid(${NOBODY});
    }
    (async () => {${body}})().then((result) => console.log(JSON.stringify(result)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, ADDON, JSON.stringify(input)]);
  return JSON.parse(stdout);
}
