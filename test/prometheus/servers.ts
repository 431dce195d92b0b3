import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { vi } from 'vitest';
import { makeTree } from '../probe/readings.js';
import { PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { freePort } from '../support/free-port.js';
import { spawnMortal } from '../support/mortal.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { contributed } from './contrib.js';

/** Starts `ntop serve` on a free port of loopback: its address, as HOST:PORT. It ends with the tests of the file. */
export async function startServing(args: readonly string[] = []): Promise<string> {
  const child = spawnMortal(process.execPath, [PROGRAM, 'serve', '--listen', '127.0.0.1:0', ...args]);
  endWithTests(child);
  child.stdout.resume();
  const said = await says(child, /http:\/\/(\S+)\/metrics/);
  return said[1] ?? '';
}

/**
 * Starts the real Prometheus with the configuration of contrib, which reads these targets each second. Everything that it asks and
 * is asked stays on loopback.
 */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const port = await freePort();
  const config = contributed('scrape.yml')
    .replace('127.0.0.1:9465', target)
    .replaceAll('_interval: 15s', '_interval: 1s');
  const folder = makeTree({
    'prometheus.yml': config,
    'rules.yml': contributed('rules.yml').replace('interval: 5m', 'interval: 1s'),
  });
  const child = spawnMortal('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  endWithTests(child);
  child.stdout.resume();
  await says(child, /Server is ready/);
  return createClient(`http://127.0.0.1:${port}/api/v1`);
}

export type Labels = Readonly<Record<string, string>>;
export type Series = { readonly metric: Labels; readonly values: readonly Point[] };
type Point = { readonly seconds: number; readonly value: number };

export type Prometheus = ReturnType<typeof createClient>;

function createClient(api: string) {
  async function ask(path: string, parameters: Labels = {}): Promise<unknown> {
    const response = await fetch(`${api}/${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string };
    if (status !== 'success') throw new Error(`${path} ${JSON.stringify(parameters)}: ${error}`);
    return data;
  }
  /**
   * The samples that a query with a range gives, or the one of each series that one without gives; asked as of a time, or else
   * of now.
   */
  async function query(expression: string, time?: number): Promise<readonly Series[]> {
    type Raw = readonly [number, string];
    type Result = { readonly metric: Labels; readonly value?: Raw; readonly values?: readonly Raw[] };
    const asked = { query: expression, ...(time === undefined ? {} : { time: String(time) }) };
    const { result } = (await ask('query', asked)) as { readonly result: readonly Result[] };
    const point = ([seconds, value]: Raw) => ({ seconds, value: Number(value) });
    return result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
      metric,
      values: values.map(point),
    }));
  }
  return {
    ask,
    query,
    /** The one number of a query; undefined without an answer. */
    async number(expression: string, time?: number): Promise<number | undefined> {
      const [only, ...others] = await query(expression, time);
      if (others.length > 0) throw new Error(`${expression} has ${others.length + 1} answers`);
      return only?.values[0]?.value;
    },
    /** The targets, as soon as each of them was read without a fault the last time. */
    untilHealthy: () =>
      eventually(async () => {
        const { activeTargets } = (await ask('targets')) as { readonly activeTargets: readonly Labels[] };
        return activeTargets.every(({ health }) => health === 'up') ? activeTargets : undefined;
      }),
    /** Waits until a query has an answer. */
    until: (expression: string) => eventually(async () => (await query(expression))[0]),
    /**
     * Waits for a reading of the machine that begins from now on; its time. After a scrape that was given up, the next one may be
     * answered with the reading that was under way.
     */
    nextReading(): Promise<number> {
      const now = Date.now() / 1000;
      return eventually(async () => {
        const [{ values: scrapes } = { values: [] }] = await query('up[1m]');
        const isUp = (index: number) => scrapes[index]?.value === 1;
        return scrapes.find(({ seconds }, index) => seconds > now && isUp(index) && isUp(index - 1))?.seconds;
      });
    },
  };
}

async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  const found = await vi.waitUntil(look, { timeout: PATIENCE_MILLISECONDS, interval: 200 });
  return found as Value;
}

function endWithTests(child: ChildProcessWithoutNullStreams): void {
  const exit = once(child, 'exit');
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
}

async function says(child: ChildProcessWithoutNullStreams, what: RegExp): Promise<RegExpExecArray> {
  let said = '';
  for await (const data of child.stderr.iterator({ destroyOnReturn: false })) {
    said += data;
    const found = what.exec(said);
    if (found === null) continue;
    child.stderr.resume();
    return found;
  }
  throw new Error(`it did not start: ${said}`);
}
