import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { type BatchInput, runBatch } from '../../src/commands/batch.js';
import type { Needs } from '../../src/model/machine/machine.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import type { OutputStream } from '../../src/output/output-stream.js';
import { fakeLogins, SSH_LOGIN } from '../support/sessions.js';
import { type FakeProcess, fakeSnapshot } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';
import { fakeWorld } from '../support/world.js';

const PROCESSES: readonly FakeProcess[] = [
  { pid: 1, uid: 0, name: 'init', cpuSeconds: 1 },
  { pid: 20, name: 'nginx', ppid: 1, cpuSeconds: 5 },
  { pid: 30, name: 'ada-shell', ppid: 20 },
  { pid: 40, name: 'kworker', kernelThread: true },
];

/** A machine on which time passes by a second a reading, and nginx uses half of it. */
function fakeSource() {
  const asked: Needs[] = [];
  const probe: Pick<BatchInput['source'], 'sample'> = {
    sample: async (needs) => {
      const seconds = asked.push(needs);
      const used = (pid: number, at: number) => (pid === 20 ? at + seconds / 2 : at);
      const processes = PROCESSES.map((one) => ({ ...one, cpuSeconds: used(one.pid, one.cpuSeconds ?? 0) }));
      return fakeSnapshot({ seconds, processes });
    },
  };
  return { source: { ...fakeWorld().world.source, ...probe }, asked };
}

type Run = {
  readonly told: readonly string[];
  readonly text: string;
  readonly chunks: readonly string[];
  readonly asked: readonly Needs[];
};

async function run(argv: readonly string[], change: Partial<BatchInput> & { out?: OutputStream } = {}): Promise<Run> {
  const { source, asked } = fakeSource();
  const chunks: string[] = [];
  const told: string[] = [];
  const write = async (text: string) => void chunks.push(text);
  const options = parseArguments(['--delay=100ms', ...argv]) as Options;
  await runBatch({
    source,
    options,
    settings: settingsUnder(options, DEFAULT_SETTINGS),
    users: options.users,
    out: { write, isTerminal: false, width: undefined, unicode: true },
    tell: (sentence) => void told.push(sentence),
    found: () => {},
    stop: new AbortController().signal,
    ...change,
  });
  return { told, text: chunks.join(''), chunks, asked };
}

function names(json: string): string[] {
  return JSON.parse(json).rows.map(({ name }: { name: string }) => name);
}

describe('printing without a screen', () => {
  it('takes two readings for one sample, so that it has rates', async () => {
    const { text, asked } = await run(['--json']);
    expect(asked).toHaveLength(2);
    const sample = JSON.parse(text);
    expect(sample.intervalSeconds).toBe(1);
    expect(sample.rows[0]).toMatchObject({ pid: 20, cpuPercent: 50 });
  });

  it('prints -n samples, each as one line of JSON', async () => {
    const { text, asked } = await run(['--json', '-n', '3']);
    expect(asked).toHaveLength(4);
    expect(text.trimEnd().split('\n').map(names)).toHaveLength(3);
  });

  it('reads of all rows what a screen reads of its own, because all of them are printed', async () => {
    const { asked } = await run(['--json', '--fields', 'pid,fdsPercent,waitChannel']);
    expect(asked[0]).toMatchObject({ fds: true, freshFdLimits: true, freshWaitChannel: true });
    const { asked: usual } = await run(['--json']);
    expect(usual[0]).toMatchObject({ fds: false, delays: false, freshFdLimits: false, freshWaitChannel: false });
  });

  it('prints which tasks wait for what, with the load', async () => {
    const { text } = await run(['waits', '--json']);
    const { schema, load, rows } = JSON.parse(text);
    expect({ schema, load, rows }).toEqual({
      schema: 'ntop.waits/1',
      load: { now: null, running: null, uninterruptible: 0, notVisible: null },
      rows: [],
    });
  });

  it('prints one CSV header for all samples', async () => {
    const { text } = await run(['--csv', '-n2', '--fields', 'pid,cpu', '-p', '20']);
    expect(text).toBe('pid,cpuPercent\r\n20,50\r\n20,50\r\n');
  });

  it.each<[string, string[], string[]]>([
    ['every process but the threads of the kernel, busiest first', [], ['nginx', 'init', 'ada-shell']],
    ['what a filter lets through', ['-F', 'pid<25 and not init'], ['nginx']],
    ['the processes of some users', ['-u', 'root'], ['init']],
    ['all but the processes of some users', ['-u', '!root'], ['nginx', 'ada-shell']],
    ['some processes', ['-p', '30,1'], ['init', 'ada-shell']],
    ['the order asked for', ['-s', '-pid'], ['ada-shell', 'nginx', 'init']],
    ['no idle process', ['-i'], ['nginx']],
  ])('shows %s', async (_, argv, expected) => {
    const { text } = await run(['--json', ...argv]);
    expect(names(text)).toEqual(expected);
  });

  it('finds the rows of each sample that passed the filter', async () => {
    const found: number[] = [];
    await run(['--json', '-n2', '-F', 'pid<25'], { found: (count) => void found.push(count) });
    await run(['--csv', '-F', 'apache'], { found: (count) => void found.push(count) });
    expect(found).toEqual([2, 2, 0]);
  });

  it('draws a tree as text', async () => {
    const { text } = await run(['-bn1', '-t', '--fields', 'pid,command']);
    expect(text).toContain('    1 init\n   20 └─ nginx\n   30    └─ ada-shell\n');
  });

  it('reads only what is shown, sorted or filtered by', async () => {
    const needs = async (...argv: string[]) => (await run(['-bn1', ...argv])).asked[0];
    expect(await needs()).toMatchObject({ io: false, cgroup: false, threads: false });
    expect(await needs('--fields', 'pid,read')).toMatchObject({ io: true, cgroup: false });
    expect(await needs('-s', 'write')).toMatchObject({ io: true, cgroup: false });
    expect(await needs('-F', 'container=web')).toMatchObject({ io: false, cgroup: true });
    expect(await needs('-H')).toMatchObject({ threads: true });
  });

  it('ends silently when the pipe is closed', async () => {
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const out: OutputStream = {
      write: () => Promise.reject(broken),
      isTerminal: false,
      width: undefined,
      unicode: true,
    };
    await expect(run(['--json', '-b'], { out })).resolves.toBeDefined();
  });

  it('fails if the output can not be written', async () => {
    const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
    const out: OutputStream = { write: () => Promise.reject(full), isTerminal: false, width: undefined, unicode: true };
    await expect(run(['--json'], { out })).rejects.toThrow('ENOSPC');
  });

  it('fails if the machine can not be read', async () => {
    const source = {
      sample: () => Promise.reject(new Error('/proc is not mounted')),
    } as unknown as BatchInput['source'];
    await expect(run(['--json'], { source })).rejects.toThrow('/proc is not mounted');
  });

  it.each<[string, string[], string]>([
    ['text', ['--once'], ''],
    ['CSV', ['--csv', '--fields', 'pid'], 'pid\r\n'],
    ['JSON', ['--json'], '"rows":[]}\n'],
  ])(
    'fails with a sentence when none of the processes asked for is there, after what is printed as %s',
    async (...row) => {
      const [, argv, printed] = row;
      const chunks: string[] = [];
      const write = async (text: string) => void chunks.push(text);
      const out: OutputStream = { write, isTerminal: false, width: undefined, unicode: true };
      await expect(run([...argv, '-p', '98,99'], { out })).rejects.toThrow('no process has the PID 98 or 99');
      expect(chunks.join('').endsWith(printed)).toBe(true);
      expect(chunks.join('') === '').toBe(printed === '');
      await expect(run([...argv, '-p', '20,99'])).resolves.toBeDefined();
    },
  );

  it('says when it begins to watch logins', async () => {
    const stop = new AbortController();
    const told: string[] = [];
    const tell = (sentence: string) => {
      told.push(sentence);
      stop.abort();
    };
    await run(['who', '--watch'], { tell, stop: stop.signal });
    expect(told).toEqual(['watching logins and logouts; ^C stops']);
  });

  it('stops at once at a signal, while a reading hangs', async () => {
    const stop = new AbortController();
    const sample = () => {
      stop.abort();
      return new Promise<never>(() => {});
    };
    const { source } = fakeSource();
    const { text } = await run(['--json', '-b'], { source: { ...source, sample }, stop: stop.signal });
    expect(text).toBe('');
  });

  it('stops an endless run at a signal, after a complete line', async () => {
    const stop = new AbortController();
    const chunks: string[] = [];
    const write = async (text: string) => {
      if (chunks.push(text) === 2) stop.abort();
    };
    const out: OutputStream = { write, isTerminal: false, width: undefined, unicode: true };
    await run(['--json', '-b'], { out, stop: stop.signal });
    expect(chunks.map(names)).toHaveLength(2);
  });

  it('names the origin of a login at its logout, even if the connection was lost before', async () => {
    const connection = { serial: 1, remote: '192.0.2.9:50022', ownerPid: 20, ownerStartTicks: 200 };
    const stop = new AbortController();
    let seconds = 0;
    const sample = async () => {
      seconds += 1;
      const sockets = fakeSockets(seconds > 2 ? [] : [connection]);
      const processes = seconds > 3 ? [] : SSH_LOGIN;
      return fakeSnapshot({ seconds, processes, sockets, sessions: fakeLogins() });
    };
    const said: string[] = [];
    const write = async (text: string) => {
      said.push(text);
      if (text !== '') stop.abort();
    };
    const source = { ...fakeWorld().world.source, sample };
    const out: OutputStream = { write, isTerminal: false, width: undefined, unicode: true };
    const found: number[] = [];
    await run(['who', '--watch'], { source, out, stop: stop.signal, found: (count) => void found.push(count) });
    expect(found).toEqual(said.map((text) => text.split('\n').length - 1));
    expect(said.join('')).toContain(' logout ada from 192.0.2.9 on pts/3 (ssh)\n');
  });
});
