import { spawnSync } from 'node:child_process';
import { cpus, tmpdir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { whyNotTold } from '../probe/events/heard.js';
import { type Child, startFailing, startSleeper, startSpinner } from '../support/children.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { dashboardQueries, ruleExpressions } from './contrib.js';
import { promtool } from './promtool.js';
import { followCpu, printed, uptimeSeconds } from './readings.js';
import { type Labels, type Prometheus, startPrometheus, startServing } from './servers.js';

/** How often the machine is read, at least, before the counters are judged; `npm run test:prometheus` asks for more. */
const SCRAPES = Number(process.env.NTOP_SCRAPES ?? 10);
/** Of which only a test that hangs makes use. */
const LONGEST_SCRAPE_MILLISECONDS = 10_000;
const MOST_SERIES = 2500;

const { error: missing } = spawnSync('prometheus', ['--version']);
/** A test with the real Prometheus. Where it is not installed, that is all there is to say. */
const itIsRead = (title: string, run: () => Promise<void>) =>
  it(
    title,
    () => (missing === undefined ? run() : expect(missing).toMatchObject({ code: 'ENOENT' })),
    PATIENCE_MILLISECONDS + SCRAPES * LONGEST_SCRAPE_MILLISECONDS,
  );

/** Of the user's and the kernel's time, at both ends. */
const TICKS_SECONDS = 0.04;

type Row = { readonly residentBytes: number; readonly fds: number; readonly threads: number };
type FileSystem = {
  readonly device: string | undefined;
  readonly mountPoint: string | undefined;
  readonly type: string | undefined;
  readonly totalBytes: number | null | undefined;
};

let address: string;
let prometheus: Prometheus;
let spinner: Child;

beforeAll(async () => {
  if (missing !== undefined) return;
  address = await startServing(['--program', 'ntop-spin', '--program', 'ntop-crash', '--program', 'ntop-churn']);
  spinner = await startSpinner({ name: 'ntop-spin' });
  prometheus = await startPrometheus(address);
  await prometheus.nextReading();
});

describe('ntop serve, read by the real Prometheus', () => {
  itIsRead('is a healthy target with less series than its limit', async () => {
    const time = await prometheus.nextReading();
    const [target, ...others] = await prometheus.untilHealthy();
    expect(target).toMatchObject({ scrapePool: 'ntop', scrapeUrl: `http://${address}/metrics`, lastError: '' });
    expect(others).toEqual([]);
    expect(await prometheus.number('scrape_samples_post_metric_relabeling', time)).toBeLessThanOrEqual(MOST_SERIES);
    expect(await prometheus.number('ntop_build_info', time)).toBe(1);
  });

  itIsRead('has the figures that ntop itself prints', async () => {
    const disks = fileSystemsPrinted();
    const uptime = uptimeSeconds();
    const time = await prometheus.nextReading();
    const served = (name: string) => prometheus.number(name, time);
    expect(await served('system_uptime_seconds')).toBeGreaterThanOrEqual(uptime);
    expect(await served('system_uptime_seconds')).toBeLessThanOrEqual(uptimeSeconds());
    expect(await served('ntop_cpus')).toBe(cpus().length);
    const { totalBytes } = printed('mem').physical as { readonly totalBytes: number };
    expect(await served('system_memory_limit_bytes')).toBe(totalBytes);
    // Other programs may have mounted something meanwhile.
    const [mounted, later] = [await fileSystemsServed(time), fileSystemsPrinted()];
    expect(mounted).toEqual(expect.arrayContaining(disks.filter((one) => later.includes(one))));
    expect([...disks, ...later]).toEqual(expect.arrayContaining([...mounted]));
  });

  itIsRead('has a program with the memory, descriptors and CPU time of its process', async () => {
    const fields = 'residentBytes,fds,threads';
    const [row] = printed('ps', '-p', String(spinner.pid), '--fields', fields).rows as readonly [Row];
    const follower = followCpu(spinner.pid);
    const first = await prometheus.nextReading();
    for (let count = 0; count < 2; count++) await prometheus.nextReading();
    const last = await prometheus.nextReading();
    const of = (name: string, time = last) => prometheus.number(`ntop_program_${name}{program="ntop-spin"}`, time);
    expect(await of('processes')).toBe(1);
    expect(await of('memory_usage_bytes')).toBe(row.residentBytes);
    expect(await of('fds')).toBe(row.fds);
    expect(await of('threads')).toBe(row.threads);

    const longest = (await prometheus.number('max_over_time(scrape_duration_seconds[1m])', last)) ?? Number.NaN;
    const history = await follower.end(last + longest);
    const counted = async (time: number) => (await of('cpu_time_seconds_total', time)) ?? Number.NaN;
    const used = (await counted(last)) - (await counted(first));
    // It is read at some time of a scrape, and the kernel's file counts ticks.
    expect(used).toBeGreaterThan(history.atLeast(last) - history.atMost(first + longest) - TICKS_SECONDS);
    expect(used).toBeLessThan(history.atMost(last + longest) - history.atLeast(first) + TICKS_SECONDS);
    expect(used).toBeGreaterThan(0);
  });

  itIsRead('counts the end of a program by a crash, and with a status', async () => {
    const ended = 'ntop_program_ended_total{program="ntop-crash"}';
    if ((await whyNotTold()) !== undefined) {
      expect(await prometheus.query(ended)).toEqual([]);
      return;
    }
    const [crashing, failing] = [
      await startSleeper({ name: 'ntop-crash' }),
      await startFailing({ name: 'ntop-crash' }),
    ];
    await prometheus.nextReading();
    crashing.signal('SIGSEGV');
    failing.signal('SIGTERM');
    expect([await crashing.exit, await failing.exit]).toEqual(['SIGSEGV', 3]);
    await prometheus.until(`sum(${ended}) == 2`);
    const counts = (await prometheus.query(ended)).map(({ metric, values }) => [metric.reason, values[0]?.value]);
    expect(Object.fromEntries(counts)).toEqual({ exit: 0, failure: 1, signal: 0, crash: 1, oom: 0 });
    expect(await prometheus.number('ntop_program_processes{program="ntop-crash"}')).toBe(0);
  });

  itIsRead('has counters that never fall, however many processes come and go', async () => {
    const first = await prometheus.nextReading();
    for (let count = 0; count < SCRAPES; count++) {
      const children = await Promise.all([1, 2, 3].map(() => startSleeper({ name: `ntop-churn${count % 3}` })));
      await prometheus.nextReading();
      await Promise.all(children.map((child) => child.end()));
    }
    const last = await prometheus.nextReading();
    const counters = '{__name__=~"ntop_(program|group)_.+_total|system_cpu_time_seconds_total"}';
    const seconds = Math.ceil(last - first);
    const series = await prometheus.query(`${counters}[${seconds}s]`, last);
    expect(series.length).toBeGreaterThan(0);
    // A program that had lost its name, and so was not there for a scrape, begins anew when it gets one again.
    const [{ values: scrapes } = { values: [] }] = await prometheus.query(`ntop_cpus[${seconds}s]`, last);
    const before = new Map(scrapes.map((point, at) => [point.seconds, scrapes[at - 1]?.seconds]));
    const fallen = series.flatMap(({ metric, values }) =>
      values
        .filter((point, at) => {
          const earlier = values[at - 1];
          return earlier?.seconds === before.get(point.seconds) && point.value < (earlier?.value ?? 0);
        })
        .map(({ seconds, value }) => ({ ...metric, seconds, value })),
    );
    expect(fallen).toEqual([]);
  });

  itIsRead('evaluates the rules, of which none fails', async () => {
    await prometheus.until('instance:ntop_memory_available:ratio');
    await prometheus.until('instance:ntop_cpu_used:ratio_rate5m');
    const { groups } = (await prometheus.ask('rules')) as { groups: readonly { rules: readonly Labels[] }[] };
    const rules = groups.flatMap(({ rules }) => rules);
    expect(rules).toHaveLength(ruleExpressions().length);
    expect(rules.filter(({ health, lastError }) => health === 'err' || Boolean(lastError))).toEqual([]);
    expect(await prometheus.number('instance:ntop_memory_available:ratio')).toBeLessThan(1);
    const used = await prometheus.number('instance:ntop_cpu_used:ratio_rate5m');
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThan(1.1);
  });

  itIsRead('answers each query of the dashboard', async () => {
    for (const query of dashboardQueries()) expect(await prometheus.query(query)).toBeInstanceOf(Array);
    // These have an answer on every machine.
    const queries = dashboardQueries().filter((query) =>
      /^topk.+cpu_time|by \(cpu_mode\)|usage_bytes.+used\|free/.test(query),
    );
    expect(queries).toHaveLength(3);
    for (const query of queries) expect(await prometheus.query(query)).not.toEqual([]);
  });

  itIsRead('has a classic text that promtool finds no fault with', async () => {
    const response = await fetch(`http://${address}/metrics`, { headers: { accept: 'text/plain' } });
    const text = await response.text();
    expect(text).toContain('ntop_program_cpu_time_seconds_total{');
    expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' });
  });
});

async function fileSystemsServed(time: number): Promise<readonly string[]> {
  const served = await prometheus.query('system_filesystem_limit_bytes', time);
  return sizesOf(
    served.map(({ metric: { device, mountpoint, type }, values: [point] }) => {
      return { device, mountPoint: mountpoint, type, totalBytes: point?.value };
    }),
  );
}

function fileSystemsPrinted(): readonly string[] {
  const rows = printed('disk').fileSystems as readonly FileSystem[];
  return sizesOf(rows.filter(({ totalBytes }) => totalBytes !== null));
}

/** Without those that other tests mount for a moment. */
function sizesOf(fileSystems: readonly FileSystem[]): readonly string[] {
  const lasting = fileSystems.filter(({ mountPoint }) => mountPoint?.startsWith(`${tmpdir()}/`) === false);
  return lasting.map(({ device, mountPoint, type, totalBytes }) => `${device} ${mountPoint} ${type} ${totalBytes}`);
}
