import { expect } from 'vitest';
import { type Program, startPython } from '../probe/net/programs.js';

/** Debian's own Python, for which its package python3-psutil is. */
const DEBIAN = ['env', 'PATH=/usr/bin:/bin'];

/** A Python with psutil, which answers expressions; named tuples come as objects. */
export async function startPsutil(): Promise<Program> {
  const python = await startPython(DEBIAN);
  await python.ask(`run(${JSON.stringify(PREPARE)})`);
  return { ...python, ask: (expression) => python.ask(`plain(${expression})`) };
}

/** Asks psutil: the value of a Python expression in which `p` is the process. */
export async function startPsutilOfProcesses(): Promise<(pid: number, expression: string) => Promise<unknown>> {
  const python = await startPsutil();
  return (pid, expression) => python.ask(`(lambda p: ${expression})(psutil.Process(${pid}))`);
}

const PREPARE = `
import psutil
def plain(value):
    if hasattr(value, '_asdict'): return {key: plain(part) for key, part in value._asdict().items()}
    if isinstance(value, dict): return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)): return [plain(part) for part in value]
    return value
`;

/** Every number of `found` lies between the two that were had before and after it, or beyond by no more than this. */
export function expectBetween(
  before: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number | null>>,
  after: Readonly<Record<string, number>>,
  slack = 0,
): void {
  expect(Object.keys(found).length).toBeGreaterThan(0);
  for (const [name, value] of Object.entries(found)) {
    const [one = Number.NaN, other = Number.NaN] = [before[name], after[name]];
    expect([name, value ?? Number.NaN]).toSatisfy(
      ([, number]: [string, number]) =>
        number >= Math.min(one, other) - slack && number <= Math.max(one, other) + slack,
      `${name}: ${value} between ${one} and ${other}`,
    );
  }
}

/** Names of psutil's fields for ours: a_b for aB. */
export function snake<Value>(object: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
