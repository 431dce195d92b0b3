import { clean } from '../../model/text/text.js';
import { pidExists } from './pids.js';
import type { ProcessEnds } from './process-ends.js';

/** One line about a process that is safe for a terminal. Never throws: it is shown while other things go wrong. */
export function describe(process: ProcessEnds): string {
  const facts: readonly [name: string, fact: string | undefined][] = [
    ['pid', String(process.pid)],
    ['name', attempt(() => `'${clean(process.name())}'`)],
    ['status', attempt(() => `'${process.isRunning() ? process.status() : ending(process)}'`)],
    ['exitcode', process.returncode === null ? undefined : String(process.returncode)],
    ['started', attempt(() => timeOf(process.createTime()))],
  ];
  const known = facts.flatMap(([name, fact]) => (fact === undefined ? [] : [`${name}=${fact}`]));
  return `Process(${known.join(', ')})`;
}

function ending({ pid }: ProcessEnds): string {
  return pidExists(pid) ? 'terminated + PID reused' : 'terminated';
}

function attempt(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** In local time, with the date when that is not today. */
function timeOf(seconds: number | null): string | undefined {
  if (seconds === null) return undefined;
  const time = new Date(seconds * 1000);
  const [day, clock] = [time.toLocaleDateString('sv'), time.toLocaleTimeString('sv')];
  return `'${day === new Date().toLocaleDateString('sv') ? clock : `${day} ${clock}`}'`;
}
