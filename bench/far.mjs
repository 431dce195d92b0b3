// What another machine over ssh costs: bytes of a refresh on the wire, keys over a slow link, CPU at both ends.
// npm run bench:far. The server is an sshd of the bench's own on loopback, behind a link that counts and delays.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, temporaryFolder } from './compile.mjs';
import { threadTimes } from './cpu.mjs';
import { burnOf, startLoad } from './load.mjs';
import { runBench } from './start.mjs';
import { median } from './statistics.mjs';
import { openTerminal, pass } from './terminal.mjs';

const PROCESSES = 1000;
const ACTIVE = 50;
const REFRESHES = 30;
const KEYS = 30;
const WARM_UP_SECONDS = 10;
/** There and back. */
const ROUND_TRIPS_MILLISECONDS = [0, 200];
const SCREEN = { columns: 120, rows: 40 };
const NTOP = fileURLToPath(new URL('../bin/ntop.js', import.meta.url));

await runBench(async () => {
  const folder = temporaryFolder();
  const load = await startLoad(compile('load.c', folder, 'load'), {
    idle: PROCESSES - ACTIVE,
    busy: ACTIVE,
    burn: burnOf(ACTIVE),
  });
  const server = await startServer(folder);
  console.log(`ntop USER@HOST, ${PROCESSES} processes, ${ACTIVE} of them active, 1 Hz; means.\n`);
  console.log(
    '| round trip ms | first frame ms | bytes from there | bytes to there | key ms, median | most | CPU here ms | CPU there ms |',
  );
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const roundTrip of ROUND_TRIPS_MILLISECONDS)
    console.log(`| ${(await measure(folder, server, roundTrip)).join(' | ')} |`);
  await load.check();
  await load.stop();
});

async function measure(folder, server, roundTrip) {
  const link = await openLink(server.port, roundTrip / 2);
  const terminal = openTerminal({
    command: process.execPath,
    args: [NTOP, '-d', '1', `${userInfo().username}@127.0.0.1`],
    env: { ...process.env, PATH: `${writeSsh(folder, link.port)}:${process.env.PATH}`, TERM: 'xterm-256color' },
    ...SCREEN,
  });
  try {
    const shown = await terminal.until(
      () => terminal.rows().some((row) => row?.translateToString().includes('load')),
      60_000,
    );
    if (shown === undefined) throw new Error(`bench: no processes were shown: ${terminal.line(0)}`);
    await pass(WARM_UP_SECONDS * 1000);
    await terminal.refresh();
    const before = { ...link.bytes(), here: cpuOf(terminal.pid), there: cpuOf(helperPid()) };
    for (let refresh = 0; refresh < REFRESHES; refresh++) await terminal.refresh();
    const after = { ...link.bytes(), here: cpuOf(terminal.pid), there: cpuOf(helperPid()) };
    const each = (name) => (after[name] - before[name]) / REFRESHES;
    const keys = [];
    for (let key = 0; key < KEYS; key++) keys.push(await keyOn(terminal, key));
    return [
      roundTrip,
      Math.round(shown - terminal.began),
      Math.round(each('down')),
      Math.round(each('up')),
      median(keys).toFixed(1),
      Math.max(...keys).toFixed(1),
      (each('here') / 1e6).toFixed(1),
      (each('there') / 1e6).toFixed(1),
    ];
  } finally {
    await terminal.close();
    link.close();
  }
}

/** Milliseconds until the selection has moved. */
async function keyOn(terminal, key) {
  await pass(50 + Math.random() * 200);
  const bytes = terminal.bytes();
  const pressed = performance.now();
  terminal.press(key % 2 === 0 ? 'down' : 'up');
  const arrived = await terminal.until(() => terminal.bytes() > bytes, 5000);
  return arrived === undefined ? Number.POSITIVE_INFINITY : arrived - pressed;
}

/** A port on loopback that leads to another one, counts what passes and lets it wait. */
async function openLink(port, delayMilliseconds) {
  const bytes = { up: 0, down: 0 };
  const pipe = (from, to, way) => {
    from.on('data', (data) => {
      bytes[way] += data.length;
      setTimeout(() => to.destroyed || to.write(data), delayMilliseconds);
    });
    from.on('close', () => setTimeout(() => to.destroy(), delayMilliseconds));
    from.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = createConnection({ port, host: '127.0.0.1' });
    for (const socket of [near, far]) socket.setNoDelay(true);
    pipe(near, far, 'up');
    pipe(far, near, 'down');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, bytes: () => ({ ...bytes }), close: () => server.close() };
}

async function startServer(folder) {
  const port = await freePort();
  for (const key of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  }
  const settings = [
    ...[
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey "${folder}/host"`,
      `AuthorizedKeysFile "${folder}/user.pub"`,
    ],
    ...['StrictModes no', 'UsePAM no', 'PidFile none', 'PrintMotd no', 'PrintLastLog no', ''],
  ];
  writeFileSync(join(folder, 'sshd_config'), settings.join('\n'));
  if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.on('exit', () => sshd.kill('SIGKILL'));
  await new Promise((resolve, reject) => {
    sshd.stderr.on('data', (said) => String(said).includes('Server listening') && resolve());
    sshd.on('exit', () => reject(new Error('bench: sshd did not start')));
  });
  return { port };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A folder with a program that is ssh through this port. */
function writeSsh(folder, port) {
  const bin = join(folder, `bin-${port}`);
  mkdirSync(bin);
  const options = [
    `UserKnownHostsFile=${folder}/known-${port}`,
    'StrictHostKeyChecking=accept-new',
    'IdentitiesOnly=yes',
    'LogLevel=ERROR',
  ];
  const words = ['-F', 'none', '-i', join(folder, 'user'), '-p', port, ...options.flatMap((option) => ['-o', option])];
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  return bin;
}

function helperPid() {
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isHelper(name));
  if (pid === undefined) throw new Error('bench: the helper does not run');
  return Number(pid);
}

/** One that has ended has no arguments. */
function isHelper(pid) {
  try {
    const of = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
    return of('comm').startsWith('.ntop-') && of('cmdline') !== '';
  } catch {
    return false;
  }
}

/** Nanoseconds of all threads. */
function cpuOf(pid) {
  return Object.values(threadTimes(pid)).reduce((sum, each) => sum + each, 0);
}
