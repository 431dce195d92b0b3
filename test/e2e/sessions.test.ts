import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { makeTree } from '../probe/readings.js';
import { statOf } from '../support/children.js';
import { assertOwnOutput, ESC, openNtop, PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { serveLogind, startBus } from '../support/logind.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';
import { type SshClient, type SshServer, startSshd } from '../support/sshd.js';
import { writeUtmp } from '../support/utmp.js';

/** Enough for some samples. */
const MOMENT_MILLISECONDS = 5_000;

type Row = Readonly<Record<string, string | number | null>>;
type Sources = { readonly utmp?: string; readonly bus?: string };

/** Where records are; nowhere unless told, so that those of this machine do not count. */
function sourcesOf({ utmp, bus }: Sources = {}): Record<string, string> {
  const nowhere = makeTree({});
  return {
    NTOP_UTMP: utmp ?? join(nowhere, 'utmp'),
    DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus ?? join(nowhere, 'bus')}`,
  };
}

function printed(args: readonly string[], sources: Sources = {}): readonly Row[] {
  const env = { ...process.env, ...sourcesOf(sources) };
  const output = execFileSync(process.execPath, [PROGRAM, 'who', '--no-config', '--json', ...args], {
    encoding: 'utf8',
    env,
  });
  const { schema, rows } = JSON.parse(output);
  expect(schema).toBe('ntop.sessions/1');
  return rows;
}

type Event = { readonly event: string; readonly session: Row; readonly parent: number };

/** An event, and whose child the leader of its session is: other tests log in and out at the same time. */
function withParent(event: Omit<Event, 'parent'>): Event {
  return { ...event, parent: Number(statOf(Number(event.session.pid))?.[1]) };
}

/** Whether it holds before the time is over. */
function comes(check: () => unknown, timeout = PATIENCE_MILLISECONDS): Promise<boolean> {
  return vi.waitUntil(() => Boolean(check()), { timeout, interval: 20 }).catch(() => false);
}

/** A login at a terminal that runs a program nobody else does, and how a filter finds it. */
async function startLogin(server: SshServer): Promise<{ readonly client: SshClient; readonly filter: string }> {
  const client = await server.login();
  const seconds = `4${server.pid}`;
  client.type(`sleep ${seconds}\n`);
  return { client, filter: `command="sleep ${seconds}"` };
}

describe('ntop who', () => {
  it('prints a login over ssh, with address, traffic and what it runs', async () => {
    const server = await startSshd();
    const { filter } = await startLogin(server);
    let rows: readonly Row[] = [];
    while ((rows[0]?.remoteAddress ?? null) === null) rows = printed(['--filter', filter]);
    expect(rows).toEqual([
      expect.objectContaining({
        kind: 'ssh',
        source: 'processes',
        state: 'open',
        host: '127.0.0.1',
        remoteAddress: '127.0.0.1',
        remotePort: expect.any(Number),
        receivedBytes: expect.any(Number),
        rttMilliseconds: expect.any(Number),
        cpuPercent: expect.any(Number),
        terminal: expect.stringMatching(/^pts\/\d+$/),
      }),
    ]);
    expect(rows[0]?.processes).toBeGreaterThanOrEqual(3);
  });

  it('prints the logins that who prints, and marks stale records', () => {
    const utmp = join(makeTree({}), 'utmp');
    writeUtmp(utmp, [
      { user: 'ntop-ada', line: 'pts/900', pid: 4_000_000, host: '2001:db8::1' },
      { user: 'ntop-eve', line: 'pts/901', pid: 4_000_001, host: 'h\x1b[2J' },
    ]);
    const told = execFileSync('who', [utmp], { encoding: 'utf8' }).match(/^\S+ +\S+/gm);
    const rows = printed(['--filter', 'user~^ntop-', '--sort', 'user'], { utmp });
    expect(rows.map(({ user, terminal }) => `${user} ${terminal}`)).toEqual(
      told?.map((line) => line.replace(/ +/, ' ')),
    );
    expect(rows[0]).toMatchObject({ source: 'utmp', state: 'stale', host: '2001:db8::1', loginTime: 1_795_000_000 });
    expect(rows[0]).toMatchObject({ command: null, cpuPercent: null, idleSeconds: null, processes: null });
    expect(rows[1]?.host).toBe('h\x1b[2J');
  });

  it('asks logind over the system bus', async () => {
    const bus = await startBus();
    await serveLogind(bus, [
      {
        ...{
          Id: ['s', 'c7'],
          Name: ['s', 'ntop-ada'],
          TTY: ['s', 'tty8'],
          Service: ['s', 'login'],
          Class: ['s', 'user'],
        },
        ...{ Type: ['s', 'tty'], Leader: ['u', process.pid], Timestamp: ['t', Date.now() * 1000 + 1e6] },
      },
    ]);
    // The stand-in for logind is this program, which a busy machine may keep from answering in time.
    const rows = async () => {
      const child = spawn(process.execPath, [PROGRAM, 'who', '--no-config', '--json', '--filter', 'user=ntop-ada'], {
        env: { ...process.env, ...sourcesOf({ bus }) },
      });
      let output = '';
      for await (const data of child.stdout) output += data;
      return JSON.parse(output).rows;
    };
    await expect
      .poll(rows)
      .toEqual([expect.objectContaining({ source: 'logind', kind: 'console', terminal: 'tty8', pid: process.pid })]);
  });

  it('--watch prints a line at a login, and one at the logout', async () => {
    const server = await startSshd();
    const child = spawn(process.execPath, [PROGRAM, 'who', '--no-config', '--watch', '--json', '-d', '0.3'], {
      env: { ...process.env, ...sourcesOf() },
    });
    const gone = once(child, 'exit');
    atEnd(async () => {
      child.kill('SIGTERM');
      await gone;
    });
    const told: Event[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => told.push(withParent(JSON.parse(line))));
    const login = () => told.find(({ event, parent }) => event === 'login' && parent === server.pid);
    let client = await server.login();
    // Who was there before the first sample is no news.
    while (!(await comes(login, 3000))) {
      await client.end();
      client = await server.login();
    }
    expect(login()).toMatchObject({ schema: 'ntop.session-events/1', session: { kind: 'ssh', source: 'processes' } });
    await client.end();
    const { identity } = login()?.session ?? {};
    expect(await comes(() => told.some((one) => one.event === 'logout' && one.session.identity === identity))).toBe(
      true,
    );
    expect(told.filter((one) => one.session.identity === identity)).toHaveLength(2);
  });

  it('refuses options that have no effect with --watch', () => {
    for (const [args, sentence] of [
      [['who', '--watch', '--csv'], "ntop: --watch and --csv can't be used together"],
      [
        ['ps', '--watch'],
        'ntop: --watch does not work in the pane processes: use ntop net --watch or ntop who --watch',
      ],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
  });
});

describe('the pane of the sessions', () => {
  it('shows a login, its processes, and hangs it up', async () => {
    const server = await startSshd();
    const { client, filter } = await startLogin(server);
    const session = await openNtop(['who', '-d', '0.3', '--filter', filter], { env: sourcesOf(), columns: 100 });
    await session.waitFor(/ pts\/\d+ +127\.0\.0\.1 .* proc +sleep/);
    const terminal = / (pts\/\d+) +127/.exec(session.screen().join('\n'))?.[1];
    await session.press('home', 'enter');
    await session.waitFor(/session \S+ from 127\.0\.0\.1 on pts/);
    await session.waitFor((screen) => screen.filter((line) => /sshd|sleep/.test(line)).length >= 2);
    session.type(ESC);
    await session.waitFor(/FROM/);

    await session.press('k');
    await session.waitFor(new RegExp(`Hang up \\S+ from 127\\.0\\.0\\.1 on ${terminal}: \\d processes`));
    await session.press('enter');
    await client.ended;
    await session.waitFor('all its processes have ended');
    await session.waitFor((screen) => !screen.some((line) => line.includes(`${terminal} `) && line.includes('sleep')));
    assertOwnOutput(session);
  });

  it('announces logins and logouts, even on the smallest terminal', async () => {
    const server = await startSshd();
    // Room for what the status line tells of other tests' processes too.
    const session = await openNtop(['who', '-d', '0.3'], { env: sourcesOf(), columns: 140 });
    await session.waitFor(/\d session/);
    const isTold = () => /login: \S+ from 127\.0\.0\.1/.test(session.screen().join('\n'));
    let client = await server.login();
    // The status line has room for one: others that log in at the same moment may take its place.
    while (!(await comes(isTold, MOMENT_MILLISECONDS))) {
      await client.end();
      client = await server.login();
    }
    session.resize(20, 5);
    await client.end();
    await session.waitFor(/logout: /);
    assertOwnOutput(session);
  });
});
