import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import type { Options } from '../../src/cli/options.js';
import { type PortsInput, runPorts } from '../../src/commands/ports.js';
import type { Needs, Probe } from '../../src/model/machine/machine.js';
import { fakeSnapshot } from '../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../support/sockets.js';

const NGINX = { pid: 10, startTicks: 5, name: 'nginx' };
const at = (serial: number, local: string, rest: Partial<FakeSocket> = {}): FakeSocket => ({
  serial,
  local,
  state: 10,
  ownerPid: 10,
  ownerStartTicks: 5,
  ...rest,
});
const udp = { protocol: 'udp', state: 7 } as const;

/** What each reading finds; the last one again and again. */
type Readings = readonly (readonly FakeSocket[] | string)[];

const READINGS: Readings = [
  [at(1, '127.0.0.1:80')],
  [at(1, '127.0.0.1:80'), at(2, '127.0.0.1:443'), at(3, '[::1]:443', { protocol: 'tcp6' }), at(4, '127.0.0.1:53', udp)],
  [],
];

function fakeSource(readings: Readings) {
  const asked: Needs[] = [];
  const sample: Probe['sample'] = async (needs) => {
    const seconds = asked.push(needs);
    const found = readings[Math.min(seconds, readings.length) - 1] ?? [];
    const sockets = typeof found === 'string' ? { error: found } : fakeSockets(found, { seconds });
    return fakeSnapshot({ seconds, processes: [NGINX], sockets });
  };
  return { source: { sample }, asked };
}

async function run(argv: readonly string[], readings = READINGS, change: Partial<PortsInput> = {}) {
  const { source, asked } = fakeSource(readings);
  const chunks: string[] = [];
  const told: string[] = [];
  await runPorts({
    source,
    options: parseArguments(['net', '--watch', '--delay=100ms', ...argv]) as Options,
    out: { write: async (text) => void chunks.push(text), isTerminal: false, width: undefined, unicode: true },
    tell: (sentence) => void told.push(sentence),
    found: () => {},
    stop: new AbortController().signal,
    ...change,
  });
  return { told, lines: chunks.join('').split(/\r?\n/).slice(0, -1), asked };
}

/** Events in short, from lines of JSON. */
const brief = (lines: readonly string[]) =>
  lines.map((line) => {
    const { event, protocol, localPort } = JSON.parse(line);
    return `${event} ${protocol} ${localPort}`;
  });

it('says that it found something once an event is printed', async () => {
  const found: number[] = [];
  await run(['-n1'], READINGS, { found: (count) => void found.push(count) });
  expect(found).toEqual([0, 1]);
});

describe('printing port events', () => {
  it.each<[string, string[], string[]]>([
    ['TCP', ['-n3'], ['opened tcp 443', 'opened tcp6 443', 'closed tcp 80']],
    ['UDP alone', ['--udp', '-n2'], ['opened udp 53', 'closed udp 53']],
    ['IPv4 alone', ['-4', '-n3'], ['opened tcp 443', 'closed tcp 80', 'closed tcp 443']],
    ['chosen ports', ['--watch-port', '80', '-n1'], ['closed tcp 80']],
    [
      'chosen ports of both kinds',
      ['--watch-port', '80,53/udp', '-n3'],
      ['opened udp 53', 'closed tcp 80', 'closed udp 53'],
    ],
  ])('reports %s', async (_, argv, expected) => {
    const { lines } = await run(['--json', ...argv]);
    expect(brief(lines)).toEqual(expected);
  });

  it.each<[string[], string]>([
    [[], 'watching TCP ports that listen; ^C stops'],
    [['--tcp', '--udp', '-6'], 'watching TCP and UDP ports that listen over IPv6; ^C stops'],
    [['--watch-port', '80,53/udp'], 'watching ports 80/tcp, 53/udp; ^C stops'],
  ])('says beside the events that it has begun, with %j', async (argv, sentence) => {
    const { lines, told } = await run(['--csv', '-n1', ...argv]);
    expect(told).toEqual([sentence]);
    expect(lines[0]).toMatch(/^time,/);
  });

  it('reads only listening sockets and their owners', async () => {
    const { asked } = await run(['--json', '-n1']);
    expect(asked).toHaveLength(2);
    for (const { sockets, threads } of asked) {
      expect(threads).toBe(false);
      expect(sockets).toMatchObject({ tcp: true, udp: false, unix: false, listeningOnly: true, owners: true });
    }
  });

  it('prints at most -n events, even if more happen at once', async () => {
    expect((await run(['--json', '--once'])).lines).toHaveLength(1);
  });

  it('prints the CSV header before the first event', async () => {
    const { lines } = await run(['--csv', '-n1']);
    expect(lines[0]).toMatch(/^time,event,protocol,/);
    expect(lines[1]).toContain(',opened,tcp,127.0.0.1,443,10,nginx,ada,');
  });

  it('prints text by default', async () => {
    const { lines } = await run(['-n1']);
    expect(lines[0]).toContain('opened     tcp 127.0.0.1:443  10 nginx (ada)');
  });

  it('ends at a signal, and when the pipe is closed', async () => {
    const stopping = new AbortController();
    stopping.abort();
    expect((await run(['--json'], READINGS, { stop: stopping.signal })).lines).toEqual([]);
    const write = async () => {
      throw Object.assign(new Error('closed'), { code: 'EPIPE' });
    };
    await run(['--json'], READINGS, { out: { write, isTerminal: false, width: undefined, unicode: true } });
  });

  it('fails if sockets can not be read, so that this is not taken for "no events"', async () => {
    await expect(run(['--json'], [[], 'sockets are refused'])).rejects.toThrow('sockets are refused');
  });
});
