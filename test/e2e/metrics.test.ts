import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSleeper, startSpinner } from '../support/children.js';
import { PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { type Exposition, readExposition, valueIn } from '../support/metrics.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

type Row = Readonly<Record<string, unknown>>;

/** The only sample of a pane as JSON. */
function json(...argv: readonly string[]) {
  const { stdout } = spawnSync(process.execPath, [PROGRAM, ...argv, '--json'], {
    encoding: 'utf8',
    timeout: PATIENCE_MILLISECONDS,
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as Readonly<Record<string, readonly Row[]>>;
}

/** `ntop serve` on a free port, and what scrapes it. */
async function serving(...argv: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--listen', '127.0.0.1:0', ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said).toMatch(/serving http:.*\n/);
  const [, url = ''] = /serving (http:\S+\/metrics)/.exec(said) ?? [];
  const text = async () => (await fetch(url)).text();
  return { text, scrape: async () => readExposition(await text()) };
}

/** A name that no other program has. */
const NAME = `nt${process.pid.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)])}x`;
const ours = { program: NAME };

const inSum = ({ series }: Exposition, name: string) =>
  series.filter((one) => one.name === name).reduce((sum, { value }) => sum + value, 0);

describe('ntop serve', () => {
  it('tells of the machine what ntop itself tells', async () => {
    const { scrape } = await serving();
    const idleBefore = idleSeconds();
    const metrics = await scrape();
    const idle = valueIn(metrics, 'system_cpu_time_seconds_total', { cpu_mode: 'idle' });
    expect(idle).toBeGreaterThanOrEqual(idleBefore);
    expect(idle).toBeLessThanOrEqual(idleSeconds());
    const memory = /^MemTotal: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    expect(valueIn(metrics, 'system_memory_limit_bytes')).toBe(Number(memory) * 1024);
    const { fileSystems = [] } = json('disks');
    for (const { device, mountPoint, type, totalBytes } of fileSystems) {
      const limit = valueIn(metrics, 'system_filesystem_limit_bytes', {
        ...{ device: String(device), mountpoint: String(mountPoint), type: String(type) },
      });
      expect([mountPoint, limit]).toEqual([mountPoint, limit === undefined ? undefined : totalBytes]);
    }
    expect(valueIn(metrics, 'ntop_program_processes', { program: 'other' })).toBeGreaterThanOrEqual(0);
  });

  it('counts the processes of a program as ntop lists them, and its CPU time does not fall when one ends', async () => {
    const { scrape } = await serving('--program', NAME);
    const absent = await scrape();
    expect(valueIn(absent, 'ntop_program_processes', ours)).toBe(0);
    const spinner = await startSpinner({ name: NAME });
    const sleepers = [await startSleeper({ name: NAME }), await startSleeper({ name: `${NAME}12` })];
    const present = await scrape();
    const listed = json('--filter', `name~^${NAME}`).rows ?? [];
    expect(listed).toHaveLength(3);
    expect(valueIn(present, 'ntop_program_processes', ours)).toBe(3);
    expect(valueIn(present, 'ntop_program_threads', ours)).toBe(3);
    expect(inSum(present, 'ntop_program_processes')).toBeGreaterThan(3);
    const CPU = 'ntop_program_cpu_time_seconds_total';
    let [last, busy] = [0, present];
    await expect
      .poll(async () => {
        busy = await scrape();
        last = valueIn(busy, CPU, ours) ?? Number.NaN;
        return last;
      })
      .toBeGreaterThan(0.05);
    await spinner.end();
    for (const sleeper of sleepers) await sleeper.end();
    const ended = await scrape();
    expect(valueIn(ended, 'ntop_program_processes', ours)).toBe(0);
    expect(valueIn(ended, CPU, ours)).toBeGreaterThanOrEqual(last);
    expect(valueIn(ended, 'ntop_program_memory_usage_bytes', ours)).toBe(0);
  });

  it('tells of sockets and how often it was asked', async () => {
    const { scrape } = await serving();
    const listenersBefore = valueIn(await scrape(), 'ntop_connections', { transport: 'tcp', state: 'listen' }) ?? 0;
    expect(listenersBefore).toBeGreaterThan(0);
    const server = createServer();
    atEnd(() => void server.close());
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    await expect.poll(async () => inSum(await scrape(), 'ntop_program_listening_sockets')).toBeGreaterThan(0);
  });

  it('has nothing of a command line, a path or a PID of a process, and no byte that a terminal takes for an order', async () => {
    const { text } = await serving();
    const secret = `hidden-${NAME}`;
    const { pid } = await startSleeper({ name: '\u001b[31mred"\\\n}x', args: [secret] });
    await text();
    const metrics = await text();
    expect(metrics).not.toContain(secret);
    expect(metrics).not.toMatch(new RegExp(`="[^"]*\\b${pid}\\b`));
    expect(metrics.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(readExposition(metrics).series.length).toBeLessThanOrEqual(2500);
  });
});

function idleSeconds(): number {
  const [, idle] = /^cpu +\d+ \d+ \d+ (\d+)/m.exec(readFileSync('/proc/stat', 'utf8')) ?? [];
  return Number(idle) / 100;
}
