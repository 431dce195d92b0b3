import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

type Results = { readonly schema: string; readonly cells: readonly { readonly results: Record<string, unknown> }[] };

const LOAD = ['--processes', '20'];
const SHORT = ['--minute', '6', '--seconds', '2', '--keys', '10', '--warm', '1'];

let folder: string;
let bench: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-bench-test-'));
});
afterEach(() => {
  bench?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(name: string, ...args: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL(`../../bench/${name}.mjs`, import.meta.url));
  const env = { ...process.env, TMPDIR: folder };
  bench = spawn(process.execPath, [program, ...LOAD, ...args, '--output', join(folder, 'results')], { env });
  return bench;
}

async function run(name: string, ...args: readonly string[]): Promise<Results> {
  const child = start(name, ...args);
  let said = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  expect(status, said).toBe(0);
  const files = readdirSync(join(folder, 'results')).filter((each) => each.endsWith('.json'));
  return JSON.parse(readFileSync(join(folder, 'results', files.sort().at(-1) ?? ''), 'utf8'));
}

/** Every figure in some results, by its path. */
function figuresOf(value: unknown, path = ''): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => figuresOf(each, `${path}/${key}`));
}

function programsOf(path: string): readonly string[] {
  const lines = readdirSync('/proc').map((name) => {
    try {
      return /^\d+$/.test(name) ? readFileSync(`/proc/${name}/cmdline`, 'utf8') : '';
    } catch {
      return '';
    }
  });
  return lines.filter((line) => line.startsWith(path));
}

describe('the bench', () => {
  it('measures ntop and top on a load of its own, and leaves nothing behind', async () => {
    const { schema, cells } = await run('run', ...SHORT, '--only', 'ntop,top');
    expect(schema).toBe('ntop-bench/2');
    expect(cells).toHaveLength(1);
    for (const name of ['ntop', 'top']) {
      const figures = new Map(figuresOf(cells[0]?.results[name]));
      const measured = ['cpuMilliseconds', 'activeCpuMilliseconds', 'bytes', 'activeBytes', 'keyMilliseconds'];
      for (const key of [...measured, 'firstFrameMilliseconds'])
        expect(figures.get(`/${key}/median`), key).toBeGreaterThan(0);
      expect(figures.get('/pssMebibytes')).toBeGreaterThan(0);
      expect(figures.get('/keyMilliseconds/count')).toBe(10);
      expect(figures.get('/keysLost')).toBe(0);
      expect(figures.get('/activeBytes/count')).toBe(2);
      // Four seconds of six are the steady state.
      expect(figures.get('/cpuMilliseconds/count')).toBeGreaterThanOrEqual(2);
      const refreshes = (figures.get('/cpuMilliseconds/count') ?? 0) * (figures.get('/cpuMilliseconds/mean') ?? 0);
      expect(figures.get('/minuteCpuSeconds')).toBeGreaterThan(refreshes / 1000);
      expect(figures.get('/threadMilliseconds/main')).toBeGreaterThan(0);
    }
    expect(readdirSync(folder)).toEqual(['results']);
    expect(readFileSync(join(folder, 'results/latest.md'), 'utf8')).toMatch(/^\| ntop \| [\d.]+ \|/m);
  });

  it('puts runs of a day together, and replaces what is measured again', async () => {
    const few = ['--minute', '3', '--seconds', '1', '--keys', '1', '--warm', '1', '--only', 'top'];
    const today = () => new Date().toISOString().slice(0, 10);
    let [day, results]: [string?, Results?] = [];
    // One day may end and the next begin between the two.
    while (day !== today()) {
      day = today();
      await run('run', ...few);
      results = await run('run', ...few, '--processes', '20,10');
    }
    expect(results?.cells).toMatchObject([{ processes: 20 }, { processes: 10 }]);
    expect(readFileSync(join(folder, 'results/latest.md'), 'utf8').match(/^### .*/gm)).toEqual([
      '### 20 processes, 120x40',
      '### 10 processes, 120x40',
    ]);
  });

  it('compares samples of the probe with a plain loop', async () => {
    const { schema, cells } = await run('probe', '--active', '0,50', '--rounds', '2', '--only', 'ntop,C++');
    expect(schema).toBe('ntop-bench-probe/1');
    expect(cells).toHaveLength(2);
    for (const { results } of cells) {
      for (const name of ['ntop', 'C++']) {
        expect(new Map(figuresOf(results[name])).get('/cpuMilliseconds/median')).toBeGreaterThan(0);
      }
    }
  });

  it('ends all that it has started when it is stopped', async () => {
    const child = start('run', '--only', 'top');
    for await (const text of child.stderr ?? []) {
      if (String(text).includes('warming up')) break;
    }
    expect(programsOf(folder).length).toBeGreaterThanOrEqual(20);
    child.kill('SIGTERM');
    await once(child, 'exit');
    await expect.poll(() => programsOf(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses what it does not understand with a sentence', async () => {
    const child = start('run', '--sizes', 'big');
    const [text] = await once(child.stderr ?? child, 'data');
    expect(String(text)).toBe('bench: big is no size such as 120x40\n');
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});
