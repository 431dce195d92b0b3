import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { type Program, startPython } from '../probe/net/programs.js';
import { makeTree } from '../probe/readings.js';
import { assertOwnOutput, ESC, IS_ROOT, openNtop, PROGRAM, tell } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import type { TerminalSession } from '../support/terminal.js';

type Row = Readonly<Record<string, number | string | null | readonly number[]>>;
type Sample = { readonly schema: string; readonly rows: readonly Row[] };

const run = (code: string) => `run(${JSON.stringify(code)})`;
const LISTEN = `listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()`;
const PORT = 'listener.getsockname()[1]';

function printed(...args: readonly string[]): Sample {
  const options = { encoding: 'utf8', maxBuffer: 1e8 } as const;
  return JSON.parse(execFileSync(process.execPath, [PROGRAM, 'net', '--no-config', '--json', ...args], options));
}

/** Samples of a pane as they are printed, until the test ends. */
function printing(pane: string, ...args: readonly string[]): AsyncIterator<string> {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, pane, '--no-config', '--json', '-b', ...args]);
  const gone = once(child, 'exit');
  atEnd(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  if (child.stdout === null) throw new Error('no output');
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function next(lines: AsyncIterator<string>): Promise<Sample> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('ntop has ended');
  return JSON.parse(value);
}

/** The pane with nothing but the sockets of one process. */
async function watching(pid: number, ...args: readonly string[]): Promise<TerminalSession> {
  const session = await openNtop(['net', '-p', String(pid), '-d', '0.5', ...args]);
  await session.waitFor(/→ \d+ of \d+ socket/);
  return session;
}

describe('ntop net', () => {
  it('lists the same listening sockets as ss', async () => {
    const python = await startPython();
    await python.ask(run(`${LISTEN}; u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))`));
    await python.ask(run(`six = socket.socket(socket.AF_INET6); six.bind(('::1', 0)); six.listen()`));
    await python.ask(run(`x = socket.socket(socket.AF_UNIX); x.bind('\\0ntop-%d' % os.getpid()); x.listen()`));
    const oracle = () => inodesOf(tell('ss', '-tuxlenpH'), python.pid);
    const before = oracle();
    const { schema, rows } = printed('--listening', '--tcp', '--udp', '--unix');
    expect(oracle()).toEqual(before);
    expect(schema).toBe('ntop.connections/1');
    const own = rows.filter(({ pid }) => pid === python.pid);
    expect(own.map(({ inode }) => inode).sort()).toEqual(before);
    expect(own).toHaveLength(4);
    expect(own.map(({ protocol, state }) => `${protocol} ${state}`).sort()).toEqual(
      ['tcp LISTEN', 'tcp6 LISTEN', 'udp UNCONN', 'unix LISTEN'].sort(),
    );
    for (const row of own) expect(row).toMatchObject({ name: 'python3', pids: [python.pid], user: tell('id', '-un') });
  });

  it('takes protocols and versions apart', async () => {
    const python = await startPython();
    await python.ask(run(`${LISTEN}; six = socket.socket(socket.AF_INET6); six.bind(('::1', 0)); six.listen()`));
    await python.ask(run(`u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))`));
    const kinds = (...args: readonly string[]) =>
      printed('-p', String(python.pid), ...args).rows.map(({ protocol }) => protocol);
    expect(kinds('-4').sort()).toEqual(['tcp', 'udp']);
    expect(kinds('-6')).toEqual(['tcp6']);
    expect(kinds('--udp')).toEqual(['udp']);
    expect(kinds('--tcp').sort()).toEqual(['tcp', 'tcp6']);
    expect(new Set(kinds('--unix'))).toEqual(new Set(['unix']));
    expect(kinds('--filter', `port=${await python.ask(PORT)}`)).toEqual(['tcp']);
  });

  it('lists all owners of a shared socket', async () => {
    const python = await startPython();
    await python.ask(run(LISTEN));
    const child = Number(await python.ask(`os.fork() or [os.read(3, 1), os._exit(0)]`));
    // A child's PID may be the lower one, where they have begun anew.
    const both = [python.pid, child].sort((one, other) => one - other);
    const [row] = printed('-l', '-p', String(child)).rows;
    expect(row).toMatchObject({ pid: both[0], pids: both });
  });

  it('counts what a download over HTTP carried, at both its ends', async () => {
    const BYTES = 40_000_000;
    const server = await startHttp(BYTES);
    const client = await startPython();
    await client.ask(run(`c = socket.create_connection(('127.0.0.1', ${server.port}))`));
    const lines = printing('net', '-d', '0.3', '--filter', `port=${server.port} state=established`, '--fields', FIELDS);
    await next(lines);
    await client.ask(
      run(
        `c.sendall(b'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'); n = 0\nwhile n < ${BYTES}: n += len(c.recv(1 << 20))`,
      ),
    );
    let before = BEFORE_ANY;
    let now = BEFORE_ANY;
    do {
      before = now;
      const { rows } = await next(lines);
      const sum = (id: string) => rows.reduce((total, row) => total + Number(row[id] ?? 0), 0);
      now = { received: sum('receivedBytes'), sent: sum('sentBytes'), receiving: sum('receiveBytesPerSecond') };
      // Sockets are read at moments of their own, so that a rate is of about the interval.
      expect(now.receiving > 0).toBe(now.received > before.received);
    } while (now.received < BYTES || now.sent < BYTES || now.receiving > 0);
    expect(Math.abs(now.received / BYTES - 1)).toBeLessThan(0.001);
    expect(Math.abs(now.sent / BYTES - 1)).toBeLessThan(0.001);
  });

  it('lets no name of a socket or program forge a row or move the cursor', async () => {
    const python = await startPython();
    const name = '\\0\\x1b[2J\\x1b[31mforged\\n*:22 LISTEN';
    await python.ask(
      run(`x = socket.socket(socket.AF_UNIX); x.bind(${JSON.stringify(name).replace(/\\\\/g, '\\')}); x.listen()`),
    );
    const [row] = printed('--unix', '-l', '-p', String(python.pid)).rows;
    expect(row?.localAddress).toBe('\0\u001b[2J\u001b[31mforged\n*:22 LISTEN');
    const session = await watching(python.pid, '--unix', '-l');
    await session.waitFor('@?[2J?[31mforged');
    assertOwnOutput(session);
  });

  it('shows all rows without privileges, and says how to see their owners', async () => {
    const python = await startPython();
    await python.ask(run(LISTEN));
    const port = await python.ask(PORT);
    const nobody = IS_ROOT ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const asked = [process.execPath, PROGRAM, 'net', '--no-config', '-l', '--filter', `port=${port}`];
    const [command = '', ...args] = [...nobody, ...asked];
    const { rows } = JSON.parse(execFileSync(command, [...args, '--json'], { encoding: 'utf8' }));
    expect(rows).toHaveLength(1);
    // Who is not root may own all there is in his container, and then nothing is hidden.
    if (!IS_ROOT) return;
    expect(rows[0]).toMatchObject({ pid: null, pids: null, name: null, state: 'LISTEN' });
    const session = await openNtop(args, { command, env: { HOME: '/' } });
    await session.waitFor(`127.0.0.1:${port}`);
    await session.waitFor("owners of other users' sockets need root");
  });
});

describe('the pane of the connections', () => {
  it('leads from a port to its process, and back', async () => {
    const { python, port } = await startListening();
    const session = await watching(python.pid, '-l');
    await session.waitFor(`127.0.0.1:${port}`);
    await session.press('home', 'enter');
    await session.waitFor(/COMMAND/);
    await session.waitFor(new RegExp(`^.\\s*${python.pid} `, 'm'));
    await session.press('2');
    await session.waitFor(`127.0.0.1:${port}`);
    session.type('/');
    session.type(String(port));
    await session.press('enter');
    await session.waitFor(`search: ${port}`);
    session.type(ESC);
    await session.waitFor((screen) => !screen.join('\n').includes(`search: ${port}`));
    session.type('q');
    expect(await session.exit).toMatchObject({ code: 0 });
  });

  it('signals the owner of a port, and names the port in the dialog', async () => {
    const { python, port } = await startListening();
    const session = await watching(python.pid, '-l');
    await session.waitFor(`127.0.0.1:${port}`);
    await session.press('home', 'k');
    await session.waitFor(`python3 (${tell('id', '-un')}), tcp port ${port}`);
    await session.press('enter');
    await session.waitFor(`SIGTERM sent: ${python.pid}`);
    await session.waitFor((screen) => !screen.some((line) => /^.tcp /.test(line) && line.includes(`:${port}`)));
  });

  it.each([
    [80, 24, /^F1Help .*F10Quit *$/],
    [120, 40, /^F1Help .*F10Quit *$/],
    [50, 10, / → 1 of \d/],
    [20, 5, / → 1 of \d+$|^ pid \d+$/],
  ])('shows the owner of a port at %ix%i, with the footer in the last line', async (columns, rows, last) => {
    const { python, port } = await startListening();
    // On five lines the login of another test would take the place of the footer.
    const settings = join(makeTree({ 'ntop.toml': 'loginNotices = false\n' }), 'ntop.toml');
    const args = ['--config', settings, 'net', '-l', '-p', String(python.pid), '-d', '0.5'];
    const session = await openNtop(args, { columns, rows });
    await session.waitFor(new RegExp(`:${port} .*python3`));
    await session.waitFor((screen) => last.test(screen.at(-1) ?? ''));
    assertOwnOutput(session);
  });
});

describe('the TCP traffic of a process', () => {
  it('is printed for scripts', async () => {
    const pid = await startTalking();
    const lines = printing('ps', '-p', String(pid), '-d', '0.3', '--fields', 'pid,recv,send');
    for (let row: Row | undefined; !(Number(row?.receiveBytesPerSecond) > 0 && Number(row?.sendBytesPerSecond) > 0); ) {
      const { schema, rows } = await next(lines);
      expect(schema).toBe('ntop.processes/1');
      expect(rows.map((one) => one.pid)).toEqual([pid]);
      row = rows[0];
    }
  });

  it('is on the screen when its columns are shown', async () => {
    const pid = await startTalking();
    const session = await openNtop(['-p', String(pid), '-d', '0.5', '--fields', 'pid,recv,send,name']);
    await session.waitFor(/TCPIN\/s\s+TCPOUT\/s/);
    await session.waitFor(new RegExp(`^.\\s*${pid}\\s+[1-9][\\d.]*[BKM]\\s+[1-9][\\d.]*[BKM]\\s+python3`, 'm'));
  });
});

const FIELDS = 'localPort,remotePort,receivedBytes,sentBytes,receiveBytesPerSecond,sendBytesPerSecond';
const BEFORE_ANY = { received: 0, sent: 0, receiving: 0 };

async function startListening(): Promise<{ readonly python: Program; readonly port: number }> {
  const python = await startPython();
  await python.ask(run(LISTEN));
  return { python, port: Number(await python.ask(PORT)) };
}

/** A process that sends to itself over TCP, on and on; the result is its PID. */
async function startTalking(): Promise<number> {
  const { python } = await startListening();
  await python.ask(run(TALK));
  return python.pid;
}

const TALK = `
import threading, time
client = socket.create_connection(listener.getsockname())
server = listener.accept()[0]
def talk():
    while True:
        client.sendall(bytes(10000))
        server.recv(1 << 20)
        time.sleep(0.02)
threading.Thread(target=talk, daemon=True).start()
`;

/** Answers every request with so many bytes, and keeps the connection. */
async function startHttp(bytes: number): Promise<{ readonly port: number }> {
  const code = `
    const body = Buffer.alloc(${bytes});
    const server = require('node:http').createServer((request, response) => response.end(body));
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.resume().on('end', () => process.exit());`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  atEnd(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const [data] = await once(child.stdout, 'data');
  return { port: Number(String(data)) };
}

/** Of the sockets that ss says a process has. */
function inodesOf(lines: string, pid: number): readonly number[] {
  const own = lines.split('\n').filter((line) => line.includes(`pid=${pid},`));
  return own.map((line) => Number(/ino:(\d+)/.exec(line)?.[1] ?? / (\d{4,}) +\* /.exec(line)?.[1])).sort();
}
