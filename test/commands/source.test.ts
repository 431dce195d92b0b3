import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { type Options, settingsUnder } from '../../src/cli/options.js';
import { runBatch } from '../../src/commands/batch.js';
import { runEvents } from '../../src/commands/events.js';
import { runPorts } from '../../src/commands/ports.js';
import { show } from '../../src/commands/show.js';
import { hasName } from '../../src/model/list/pane.js';
import type { Source } from '../../src/model/machine/source.js';
import { PANES } from '../../src/model/panes.js';
import { DEFAULT_SETTINGS } from '../../src/model/state/settings.js';
import { initialState } from '../../src/model/state/state.js';
import { openTerminal } from '../../src/ui/terminal.js';
import { FakeTty, Keyboard } from '../support/app.js';
import { fakeDevice, fakeFileSystem } from '../support/disks.js';
import { fakeBatch } from '../support/events.js';
import { fakeGroups } from '../support/groups.js';
import { fakeSensors } from '../support/sensors.js';
import { fakeLogins, fakeRecord } from '../support/sessions.js';
import { fakeSnapshot } from '../support/snapshots.js';
import { fakeSockets } from '../support/sockets.js';
import { fakeWorld } from '../support/world.js';

const FAR = [
  { pid: 7, name: 'far-away', state: 'D', startTicks: 5, cpuSeconds: 1 },
  { pid: 9, name: 'far-shell', ppid: 7 },
];
const listening = (serial: number, port: number) => ({
  ...{ serial, local: `127.0.0.1:${port}`, state: 10, protocol: 'tcp' as const },
  ...{ ownerPid: 7, ownerStartTicks: 5 },
});

/** Another machine: nothing on this one is read or touched for it. From its second sample on a port is open. */
function farMachine() {
  const fake = fakeWorld();
  let seconds = 0;
  const source: Source = {
    ...fake.world.source,
    async *events() {
      yield fakeBatch([]);
      await new Promise(() => {});
    },
    async sample() {
      seconds += 1;
      return fakeSnapshot({
        seconds,
        processes: FAR,
        sockets: fakeSockets(seconds > 1 ? [listening(1, 80), listening(2, 443)] : [listening(1, 80)]),
        sessions: fakeLogins({ records: [fakeRecord({ user: 'grace', leaderPid: undefined, host: 'far.example' })] }),
        groups: fakeGroups([{ path: '/' }, { path: '/far-away' }]),
        sensors: fakeSensors([{ name: 'far-away', sensors: [{ value: 41 }] }]),
        system: { hostname: 'far' },
        devices: [fakeDevice({ name: 'far-disk' })],
        fileSystems: [fakeFileSystem({ mountPoint: '/far-mount' })],
      });
    },
  };
  return { fake, source };
}

async function printed(argv: readonly string[]): Promise<string> {
  const options = parseArguments(['--delay=100ms', ...argv]) as Options;
  const chunks: string[] = [];
  const input = {
    source: farMachine().source,
    options,
    settings: settingsUnder(options, DEFAULT_SETTINGS),
    users: undefined,
    out: {
      write: async (text: string) => void chunks.push(text),
      isTerminal: false,
      width: undefined,
      unicode: true,
    },
    tell: () => {},
    found: () => {},
    stop: new AbortController().signal,
  };
  await { ports: runPorts, events: runEvents, logins: runBatch }[options.watch.print ?? 'logins'](input);
  return chunks.join('');
}

it.each(PANES.filter((pane) => pane.printed === undefined && hasName(pane)).map(({ id }) => id))(
  'any source feeds what prints the %s',
  async (pane) => {
    const { schema, host, rows, devices, fileSystems } = JSON.parse(await printed([pane, '--json']));
    expect([schema, host]).toEqual([`ntop.${pane}/1`, 'far']);
    expect(JSON.stringify(rows ?? [devices, fileSystems])).toMatch(/far-away|grace|far-disk.*far-mount/);
  },
);

it('any source feeds what prints events of ports', async () => {
  const event = JSON.parse(await printed(['net', '--watch', '--json', '-n1']));
  expect(event).toMatchObject({ host: 'far', event: 'opened', localPort: 443, name: 'far-away' });
});

it('any source feeds what prints events', async () => {
  const event = JSON.parse(await printed(['events', '--json', '-n1']));
  expect(event).toMatchObject({ schema: 'ntop.events/1', host: 'far', event: 'portOpened', localPort: 443 });
});

it('any source feeds the screen, and is acted on', async () => {
  const { fake, source } = farMachine();
  const stdin = new Keyboard();
  const tty = new FakeTty(100, 30);
  const streams = { stdin: stdin as unknown as NodeJS.ReadStream, stdout: tty as unknown as NodeJS.WriteStream };
  const state = initialState({
    settings: { ...DEFAULT_SETTINGS, sort: '+pid', delaySeconds: 0.1 },
    pane: 'processes',
    asked: {},
    readonly: false,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    users: undefined,
    pids: undefined,
    notice: undefined,
    size: { columns: 80, rows: 24 },
  });
  let guarded = 0;
  const ended = show({
    source,
    state,
    terminal: openTerminal({ ...streams, mouse: true }),
    stdin: streams.stdin,
    depth: 'none',
    save: () => ({ text: 'saved', tone: 'good' }),
    guard: () => {
      guarded += 1;
    },
  });
  await tty.waitFor(/far-away[\s\S]*F10/);
  stdin.write('\x1b[H');
  stdin.write('k\r');
  await tty.waitFor('SIGTERM sent: 7 far-away');
  expect(fake.done).toContain('signal 7 15');
  stdin.write('2');
  await tty.waitFor(/127\.0\.0\.1:443/);
  stdin.write('4');
  await tty.waitFor('grace');
  stdin.write('\x03');
  await ended;
  tty.close();
  expect(guarded).toBe(1);
  expect(fake.held.size).toBe(0);
});
