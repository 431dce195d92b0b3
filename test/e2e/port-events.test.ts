import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Program, startPython } from '../probe/net/programs.js';
import { stateOf } from '../support/children.js';
import { assertOwnOutput, ESC, eventually, openNtop, PROGRAM, startNtop } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';

type Event = Readonly<Record<string, unknown>> & { readonly event: string; readonly localPort: number };

const run = (code: string) => `run(${JSON.stringify(code)})`;
const PORT = 'listener.getsockname()[1]';

/** Waits for others at a port, at any free one without one; the result is its number. */
async function listen(program: Program, port = 0): Promise<number> {
  await program.ask(
    run(
      `listener = socket.socket(); listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); ` +
        `listener.bind(('127.0.0.1', ${port})); listener.listen()`,
    ),
  );
  return (await program.ask(PORT)) as number;
}

const unlisten = (program: Program) => program.ask(run('listener.close()'));

type Watch = { readonly child: ChildProcess; readonly lines: readonly string[]; readonly exit: Promise<unknown[]> };

/** Prints events until the test ends. */
function watch(...args: readonly string[]): Watch {
  const child = spawn(process.execPath, [PROGRAM, 'net', '--no-config', '--watch', '-d', '0.1', ...args]);
  const exit = once(child, 'close');
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines, exit };
}

const eventsOf = ({ lines }: Watch) => lines.map((line): Event => JSON.parse(line));

async function found(watch: Watch, what: (event: Event) => boolean, name: string): Promise<Event> {
  await eventually(() => eventsOf(watch).some(what), name);
  const event = eventsOf(watch).find(what);
  if (event === undefined) throw new Error('it was there');
  return event;
}

/** Opens a port again and again until that is seen: what was there when the watch began is no event. */
async function openInSight(watch: Watch, program: Program): Promise<number> {
  for (;;) {
    const port = await listen(program);
    const isIt = ({ event, localPort }: Event) => event === 'opened' && localPort === port;
    for (let look = 0; look < 20; look += 1) {
      if (eventsOf(watch).some(isIt)) return port;
      await pass(50);
    }
    await unlisten(program);
  }
}

describe('ntop net --watch', () => {
  it('prints that a port is opened, goes from one process to another, and is closed', async () => {
    const [one, other] = [await startPython(), await startPython()];
    const watched = watch('--listening', '--json');
    const port = await openInSight(watched, one);
    // Nothing is looked at between the end of the one and the beginning of the other.
    watched.child.kill('SIGSTOP');
    await eventually(() => stateOf(Number(watched.child.pid)) === 'T', 'ntop to stop');
    await one.end();
    await listen(other, port);
    watched.child.kill('SIGCONT');
    const change = await found(watched, ({ event }) => event === 'ownerChanged', 'the change of owner');
    const at = { schema: 'ntop.port-events/1', protocol: 'tcp', localAddress: '127.0.0.1', localPort: port };
    expect(change).toMatchObject({
      ...at,
      pid: other.pid,
      name: 'python3',
      previous: { pid: one.pid, name: 'python3' },
      netNamespace: statSync('/proc/self/ns/net').ino,
    });
    await unlisten(other);
    const isEnd = ({ event, localPort }: Event) => event === 'closed' && localPort === port;
    expect(await found(watched, isEnd, 'the end')).toMatchObject({ ...at, pid: other.pid, previous: null });
    expect(eventsOf(watched).filter(({ localPort }) => localPort === port)).toHaveLength(3);
  });

  it('prints the process that takes over a shared port when its owner ends', async () => {
    const [one, other] = [await startPython(), await startPython()];
    const shared = (port: number) =>
      run(
        `listener = socket.socket(); listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1); ` +
          `listener.bind(('127.0.0.1', ${port})); listener.listen()`,
      );
    await one.ask(shared(0));
    const port = (await one.ask(PORT)) as number;
    const watched = watch('--csv', '--watch-port', String(port));
    await eventually(() => watched.lines.length > 0, 'the header, which comes after the first reading');
    await other.ask(shared(port));
    await one.end();
    await eventually(() => watched.lines.length > 1, 'an event');
    expect(watched.lines[1]).toContain(`,ownerChanged,tcp,127.0.0.1,${port},${other.pid},python3,`);
    expect(watched.lines[1]).toContain(`,${one.pid},python3,`);
  });

  it('names the network namespace in which a port was opened', async () => {
    const stranger = await startPython(['unshare', '--user', '--map-root-user', '--net']);
    await stranger.ask(run('import subprocess; subprocess.run(["ip", "link", "set", "lo", "up"], check=True)'));
    const inode = statSync(`/proc/${stranger.pid}/ns/net`).ino;
    const watched = watch('--json');
    const port = await openInSight(watched, stranger);
    // In the namespace of the tests somebody else may have the same number.
    const event = await found(watched, ({ localPort, pid }) => localPort === port && pid === stranger.pid, 'the event');
    expect(event).toMatchObject({ event: 'opened', netNamespace: inode });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends well on %s', async (signal) => {
    const watched = watch('--csv', '--watch-port', '1');
    await eventually(() => watched.lines.length > 0, 'the header');
    watched.child.kill(signal);
    expect(await watched.exit).toEqual([0, null]);
    expect(watched.lines).toHaveLength(1);
  });

  it('ends without an error when its output is closed', async () => {
    const python = await startPython();
    const command = `"$0" "$1" net --no-config --watch --csv -d 0.1 | head -1; echo "status \${PIPESTATUS[0]}"`;
    const shell = spawn('bash', ['-c', command, process.execPath, PROGRAM]);
    const ended = once(shell, 'close');
    let output = '';
    shell.stdout.on('data', (data) => {
      output += data;
    });
    await eventually(() => output.includes('time,event'), 'the header');
    while (!output.includes('status')) {
      await listen(python);
      await pass(50);
      await unlisten(python);
      await pass(50);
    }
    await ended;
    expect(output).toMatch(/status 0\n$/);
  });

  it('is refused with what would narrow rows', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'net', '--watch', '-F', 'port=1'], {
      encoding: 'utf8',
    });
    expect([status, stderr.split('\n')[0]]).toEqual([2, "ntop: --watch and --filter can't be used together"]);
  });
});

describe('the screen', () => {
  it('watches a port from the row on which w is pressed, and lists what happens there', async () => {
    const [one, other] = [await startPython(), await startPython()];
    const port = await listen(one);
    const session = await openNtop(['net', '-p', String(one.pid), '-l', '-d', '0.3']);
    await session.waitFor(`127.0.0.1:${port}`);
    await session.press('home', 'w');
    await session.waitFor(`watching ${port}/tcp`);
    await session.waitFor(new RegExp(`^◆tcp +127.0.0.1:${port}`, 'm'));
    session.signal('SIGSTOP');
    await eventually(() => stateOf(session.pid) === 'T', 'ntop to stop');
    await one.end();
    await listen(other, port);
    session.signal('SIGCONT');
    await session.waitFor(`${port}/tcp changed owner from ${one.pid} python3 to ${other.pid} python3`);
    await session.press('down', 'up', 'E');
    await session.waitFor(/E Events .*\n[\s\S]* EVENT +PID USER +DETAIL/);
    await session.waitFor(new RegExp(`port-taken +${other.pid} \\S+ +tcp 127.0.0.1:${port} `));
    await session.press(ESC);
    await session.waitFor((screen) => !screen.join('\n').includes('changed owner from'));
    assertOwnOutput(session);
  });

  it('shows events of the ports of the command line in the process pane', async () => {
    const python = await startPython();
    const port = await listen(python);
    await python.ask(run('listener.close(); open("/proc/self/comm", "w").write("e\\x1b[2Jvil")'));
    const session = await startNtop(['--watch-port', `1,${port}`, '-d', '0.3']);
    await listen(python, port);
    await session.waitFor(`${port}/tcp opened by ${python.pid} e?[2Jvil (E lists it)`);
    await python.end();
    await session.waitFor(`${port}/tcp closed, owner was ${python.pid} e?[2Jvil (2 events, E lists them)`);
    assertOwnOutput(session);
  });
});
