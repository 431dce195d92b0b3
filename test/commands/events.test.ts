import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { type EventsInput, runEvents } from '../../src/commands/events.js';
import type { EventBatch } from '../../src/model/machine/events.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { fakeBatch, fakeEvent, NO_LISTENERS, START_MILLISECONDS } from '../support/events.js';
import { fakeLogins, fakeRecord, UTMP_RECORDS } from '../support/sessions.js';
import { type FakeProcess, fakeSnapshot } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';

const NGINX = { pid: 10, startTicks: 5, name: 'nginx', commandLine: ['nginx', '-g'] };
const HTTP = { serial: 1, local: '0.0.0.0:80', state: 10, ownerPid: 10, ownerStartTicks: 5 };
const at = (seconds: number) => START_MILLISECONDS + seconds * 1000;
const STARTED = fakeEvent({ event: 'started', pid: 30, startTicks: 100_100, uid: 0, name: 'sh', parentPid: 10 });
const ENDED = fakeEvent({
  ...{
    event: 'exited',
    pid: 30,
    startTicks: 100_100,
    uid: 0,
    name: 'sh',
    command: ['sh', '-c', 'a\nb'],
    exitStatus: 3,
  },
  ...{ lifetimeSeconds: 0.25, wallClockMilliseconds: at(1.5), parentPid: 10 },
});
const CRASHED = fakeEvent({ event: 'crashed', pid: 31, name: 'e\x1b[2Jvil', signal: 11 });

type Story = {
  readonly batches?: readonly EventBatch[];
  readonly samples?: readonly Parameters<typeof fakeSnapshot>[0][];
};

/** A machine that tells these batches after its first sample, and then takes the other samples. */
function machine({ batches = [], samples = [{}] }: Story): EventsInput['source'] {
  let taken = 0;
  let tellAll = () => {};
  const told = new Promise<void>((resolve) => {
    tellAll = resolve;
  });
  return {
    async sample() {
      if (taken === 1) await told;
      const reading = samples[Math.min(taken, samples.length - 1)];
      taken += 1;
      return fakeSnapshot({ seconds: taken, processes: [NGINX], ...reading });
    },
    async *events({ signal } = {}) {
      yield fakeBatch([], { sources: batches[0]?.sources ?? {} });
      yield* batches;
      tellAll();
      if (signal?.aborted) return;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    },
  };
}

async function run(argv: readonly string[], story: Story, change: Partial<EventsInput> = {}) {
  const chunks: string[] = [];
  const told: string[] = [];
  const options = parseArguments(['events', '--delay=100ms', ...argv]) as Options;
  await runEvents({
    source: machine(story),
    options,
    settings: settingsUnder(options, DEFAULT_SETTINGS),
    users: undefined,
    out: { write: async (text) => void chunks.push(text), isTerminal: false, width: undefined, unicode: true },
    tell: (sentence) => void told.push(sentence),
    found: () => {},
    stop: new AbortController().signal,
    ...change,
  });
  return { told, lines: chunks.join('').split(/\r?\n/).slice(0, -1) };
}

const ALL = { batches: [fakeBatch([STARTED, ENDED]), fakeBatch([CRASHED])] };
const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

describe('ntop events', () => {
  it('prints processes that started and ended between two samples, as lines of JSON with the ids of the contract', async () => {
    const { lines, told } = await run(['--json', '-n3'], ALL);
    expect(parsed(lines).map(({ event, pid }) => [event, pid])).toEqual([
      ['started', 30],
      ['exited', 30],
      ['crashed', 31],
    ]);
    expect(parsed(lines)[1]).toEqual({
      ...{ schema: 'ntop.events/1', time: new Date(at(1.5)).toISOString(), host: 'testhost' },
      ...{ event: 'exited', identity: '30-100100-0', pid: 30, ppid: 10, user: 'root', name: 'sh' },
      ...{ command: 'sh -c a\nb', exitStatus: 3, signal: null, lifetimeSeconds: 0.25, cpuSeconds: null },
      ...{ peakResidentBytes: null, readBytes: null, writeBytes: null, cgroup: null, source: 'connector' },
    });
    expect(parsed(lines)[2]).toMatchObject({ signal: 'SIGSEGV', exitStatus: null, identity: null });
    expect(told).toEqual(['watching processes (from connector, taskstats, kmsg), ports and logins; ^C stops']);
  });

  it('prints text in columns, safe for a terminal', async () => {
    const { lines } = await run(['-n3'], ALL);
    expect(lines[0]).toMatch(/^ +TIME EVENT +PID USER +DETAIL +LIFE +CPU +PEAK COMMAND$/);
    expect(lines[2]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d exited +30 root +status 3 +250ms +- +- sh -c a\?b$/);
    expect(lines[3]).toMatch(/crashed +31 - +SIGSEGV .* e\?\[2Jvil$/);
    expect(new Set(lines.map((line) => line.slice(0, 40).length))).toEqual(new Set([40]));
  });

  it('prints CSV with a header', async () => {
    const { lines } = await run(['--csv', '-n2'], ALL);
    expect(lines[0]).toMatch(/^time,identity,event,pid,ppid,user,name,command,exitStatus,signal,lifetimeSeconds,/);
    expect(lines[1]).toMatch(/^2026-.*Z,30-100100-0,started,30,10,root,sh,/);
  });

  it.each([
    [['--filter', 'event=exited status!=0'], ['exited']],
    [['--filter', 'lifetime<1s'], ['exited']],
    [['--filter', 'signal~.'], ['crashed']],
    [['-p', '31'], ['crashed']],
  ])('with %j it prints and counts only those', async (argv, expected) => {
    const { lines } = await run(['--json', '-n1', ...argv], ALL);
    expect(parsed(lines).map(({ event }) => event)).toEqual(expected);
  });

  it('prints the fields that are asked for', async () => {
    const { lines } = await run(['--json', '-n1', '--fields', 'event,pid,localPort'], ALL);
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
      'schema',
      'time',
      'host',
      'event',
      'identity',
      'pid',
      'localPort',
    ]);
    const csv = await run(['--csv', '-n1', '--fields', 'time,pid'], ALL);
    expect(csv.lines[0]).toBe('time,pid');
    expect(csv.lines[1]).toMatch(/^2026-.*Z,30$/);
  });

  const LOSSY = { batches: [fakeBatch([STARTED], { lost: 12 })] };

  it('says how many events were missed, in JSON as a line', async () => {
    const { lines } = await run(['--json', '-n1'], LOSSY);
    expect(parsed(lines)).toMatchObject([{ schema: 'ntop.events/1', host: 'testhost', lost: 12 }, { pid: 30 }]);
  });

  it.each(['--csv', '-w80'])('says it on standard error with %s', async (argument) => {
    const { told } = await run([argument, '-n1'], LOSSY);
    expect(told).toContain('12 events were missed');
  });

  it('makes events of the differences of samples where the kernel tells nothing, and says so', async () => {
    const deaf = fakeBatch([], { sources: NO_LISTENERS });
    const young: FakeProcess = { pid: 11, serial: 11, startTicks: 100_190, name: 'new' };
    const { lines, told } = await run(['--json', '-n2'], {
      batches: [deaf],
      samples: [{}, { processes: [NGINX, young] }, {}],
    });
    expect(parsed(lines)).toMatchObject([
      { event: 'started', pid: 11, source: 'samples' },
      { event: 'exited', pid: 11, source: 'samples', exitStatus: null, lifetimeSeconds: null },
    ]);
    expect(told.join(' ')).toMatch(/from samples, which miss what is shorter.* no connector: it needs CAP_NET_ADMIN/);
  });

  it('prints ports and logins from samples', async () => {
    const logins = fakeLogins({ sources: UTMP_RECORDS });
    const login = { ...logins, records: [fakeRecord({ leaderPid: undefined, host: '192.0.2.7' })] };
    const { lines } = await run(['--json', '-n2'], {
      samples: [
        { sockets: fakeSockets([]), sessions: logins },
        { sockets: fakeSockets([]), sessions: logins },
        { sockets: fakeSockets([HTTP]), sessions: login },
      ],
    });
    expect(parsed(lines)).toMatchObject([
      { event: 'portOpened', pid: 10, name: 'nginx', protocol: 'tcp', localAddress: '0.0.0.0', localPort: 80 },
      { event: 'loggedIn', user: 'ada', terminal: 'pts/3', remoteHost: '192.0.2.7', sessionKind: 'other' },
    ]);
    expect(parsed(lines)[0]).toMatchObject({ previousPid: null, source: 'samples', netNamespace: 1 });
    expect(Object.keys(parsed(lines)[0])).not.toContain('terminal');
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const write = async () => stop.abort();
    await run(['--json'], ALL, {
      stop: stop.signal,
      out: { write, isTerminal: false, width: undefined, unicode: true },
    });
  });

  it('fails with the sentence of a machine that cannot be read', async () => {
    const source = { ...machine({}), sample: () => Promise.reject(new Error('no /proc is mounted')) };
    await expect(run(['--json'], {}, { source })).rejects.toThrow('no /proc is mounted');
  });
});
