import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const NOBODY = 65_534;
const LIBRARY = fileURLToPath(new URL('../../dist/library.cjs', import.meta.url));

export const isRoot = process.getuid?.() === 0;

/**
 * Evaluates an expression in a Node without root's rights that knows the library as `ntop` and the PID as `pid`; what it
 * gives may be a promise.
 */
export function asNobody(pid: number, expression: string): unknown {
  const script = `
    const ntop = require(process.argv[1]);
    ntop.pids();
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(${NOBODY});
      process.setuid(${NOBODY});
    }
    const pid = Number(process.argv[2]);
    const nameOf = (run) => { try { return run() ?? 'done'; } catch ({ name, code }) { return name + ' ' + code; } };
    (async () => console.log(JSON.stringify(await (${expression}))))();`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script, LIBRARY, String(pid)], { encoding: 'utf8' }));
}
