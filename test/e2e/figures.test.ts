import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Process } from '../../src/library/process/process.js';
import { startSleeper, startSpinner, statOf } from '../support/children.js';
import { eventually, PROGRAM, tell } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';

/** The ids of the JSON output that scripts rely on; they never change. */
const CONTRACT = `pid ppid user uid state priority nice threads cpuPercent memoryPercent residentBytes virtualBytes
  sharedBytes cpuSeconds startTime terminal name command readBytesPerSecond writeBytesPerSecond receiveBytesPerSecond
  sendBytesPerSecond container`.split(/\s+/);

type Row = Readonly<Record<string, number | string | null>>;

function ntop(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, '--no-config', ...args], {
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

function rowsOf(...args: readonly string[]): readonly Row[] {
  return JSON.parse(ntop('--json', ...args).stdout).rows;
}

/** In whole seconds, as the kernel tells it. */
function bootTime(): number {
  return Number(/btime (\d+)/.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
}

/** Runs a command where /proc/stat says that the machine was booted at another time; undefined where that is forbidden. */
function inContainerBootedAt(seconds: number, command: readonly string[]): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-booted-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const stat = join(folder, 'stat');
  writeFileSync(stat, readFileSync('/proc/stat', 'utf8').replace(/^btime .*/m, `btime ${seconds}`));
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const mount = ['--mount', '--propagation', 'private', 'sh', '-c', 'mount --bind "$0" /proc/stat && exec "$@"', stat];
  const { stdout, status } = spawnSync('unshare', [...user, ...mount, ...command], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

describe('the JSON of a process', () => {
  it('has the ids that scripts rely on, and identity, and nothing else', async () => {
    const child = await startSleeper();
    const [row = {}] = rowsOf('-p', String(child.pid));
    expect(Object.keys(row).sort()).toEqual([...CONTRACT, 'identity'].sort());
  });

  it('says what ps says of a process that is stopped', async () => {
    const child = await startSpinner({ args: ['"quoted" \\ text'] });
    await eventually(() => Number(statOf(child.pid)?.[11]) > 20, 'some CPU time');
    child.signal('SIGSTOP');
    await eventually(() => statOf(child.pid)?.[0] === 'T', 'a stopped child');
    const bootBefore = bootTime();
    const [row = {}] = rowsOf('-p', String(child.pid));
    // Where the clock is being set right, it moves.
    const boots = [bootBefore, bootTime()];
    const ps = (format: string) => tell('ps', '-o', `${format}=`, '-p', String(child.pid));
    const stat = statOf(child.pid) ?? [];
    const ticks = Number(tell('getconf', 'CLK_TCK'));
    expect(row).toMatchObject({
      pid: child.pid,
      ppid: process.pid,
      user: ps('user:32'),
      uid: Number(ps('uid')),
      state: 'T',
      nice: Number(ps('ni')),
      threads: Number(ps('nlwp')),
      residentBytes: Number(ps('rss')) * 1024,
      virtualBytes: Number(ps('vsz')) * 1024,
      cpuPercent: 0,
      name: ps('comm'),
      command: ps('args'),
    });
    // The kernel's is cut to whole seconds.
    const started = Number(stat[19]) / ticks;
    expect(row.startTime).toBeGreaterThanOrEqual(Math.min(...boots) + started - 0.02);
    expect(row.startTime).toBeLessThanOrEqual(Math.max(...boots) + started + 1.02);
    // The kernel's files count user and system time in whole ticks, its clocks do better.
    const wholeTicks = Number(stat[11]) + Number(stat[12]);
    expect(row.cpuSeconds).toBeGreaterThanOrEqual(wholeTicks / ticks);
    expect(row.cpuSeconds).toBeLessThanOrEqual((wholeTicks + 2) / ticks);
  });

  it('starts at the time that the library reports, even in a container with its own boot time', async () => {
    const child = await startSleeper();
    const created = new Process(child.pid).createTime() ?? Number.NaN;
    const startOf = (text: string | undefined) => JSON.parse(text ?? '').rows[0].startTime;
    const args = ['--no-config', '--json', '-p', String(child.pid)];
    const fiveDaysAhead = bootTime() + 5 * 86_400;
    const inside = inContainerBootedAt(fiveDaysAhead, [process.execPath, PROGRAM, ...args]);
    for (const text of [ntop(...args.slice(1)).stdout, ...(inside === undefined ? [] : [inside])]) {
      expect(Math.abs(startOf(text) - created)).toBeLessThan(0.1);
    }
  });

  it('has another identity for another process, and the same for the same', async () => {
    const [one, other] = await Promise.all([startSleeper(), startSleeper()]);
    const pids = `${one?.pid},${other?.pid}`;
    const identities = (rows: readonly Row[]) => rows.map(({ identity }) => identity);
    const first = identities(rowsOf('-p', pids, '-s', '+pid'));
    expect(new Set(first).size).toBe(2);
    expect(identities(rowsOf('-p', pids, '-s', '+pid'))).toEqual(first);
  });
});

describe('what is printed', () => {
  it('is filtered, ordered and has the fields asked for', async () => {
    const children = await Promise.all([1, 2, 3].map((number) => startSleeper({ args: [`printed${number}`] })));
    const pids = children.map(({ pid }) => pid).sort((one, other) => other - one);
    const { stdout } = ntop('--csv', '-F', 'command~printed[12]', '-s', '-pid', '--fields', 'pid,name,command');
    const [header, ...lines] = stdout.trimEnd().split('\r\n');
    expect(header).toBe('pid,name,command');
    expect(lines).toHaveLength(2);
    const wanted = pids.filter((pid) => pid !== children[2]?.pid);
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(wanted);
  });

  it('comes as often as asked for', () => {
    const { stdout, status } = ntop('-b', '-n', '2', '-d', '0.1', '-p', String(process.pid));
    expect(status).toBe(0);
    expect(stdout.match(/^ *PID USER/gm)).toHaveLength(2);
    expect(stdout.match(new RegExp(`^ *${process.pid} `, 'gm'))).toHaveLength(2);
  });

  it('agrees with free about memory', () => {
    const total = Number(/Mem:\s+(\d+)/.exec(tell('free', '-b'))?.[1]);
    const [row = {}] = rowsOf('-p', String(process.pid));
    expect(Number(row.memoryPercent)).toBeCloseTo((Number(row.residentBytes) / total) * 100, 1);
  });
});

describe('a wrong command line', () => {
  it.each([
    ['--delya', '2', 'unknown option --delya; did you mean --delay?'],
    ['--sort', 'cpuPercnt', '--sort: unknown column "cpuPercnt"; did you mean cpuPercent?'],
    ['--theme', 'drak', 'unknown theme "drak": use'],
    ['--filter', 'cpu>', '--filter "cpu>": '],
    ['--delay', 'soon', 'invalid delay "soon": '],
    ['--iterations', '0', 'invalid --iterations "0": '],
    ['--pid', 'x', 'invalid PID "x": '],
    ['--fields', 'pid,nope', '--fields: unknown column "nope"'],
    ['nett', '--json', 'unknown pane "nett"'],
  ])('is refused with status 2 and a sentence: %s %s', (flag, value, sentence) => {
    const { stdout, stderr, status } = ntop(flag, value);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`ntop: ${sentence}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});
