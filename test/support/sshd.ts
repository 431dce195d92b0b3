import { type ChildProcessWithoutNullStreams, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeTree } from '../probe/readings.js';
import { atEnd } from './endings.js';
import { freePort } from './free-port.js';
import { spawnMortal } from './mortal.js';

export type SshServer = {
  readonly pid: number;
  readonly port: number;
  /** Who can log in. */
  readonly user: string;
  readonly uid: number;
  /** A program that is ssh with the keys and the port of this server. */
  readonly program: string;
  /** Logs in, with a terminal unless a command is given; is back once that has said something. */
  login(options?: { readonly command?: string; readonly user?: string }): Promise<SshClient>;
};

export type SshClient = {
  /** Types at the terminal of the session. */
  type(text: string): void;
  /** When the connection has ended. */
  readonly ended: Promise<unknown>;
  end(): Promise<void>;
};

const isRoot = process.getuid?.() === 0;
/** A user that only this server knows, so that its processes are of another user than sshd's, as they mostly are. */
const GUEST = { user: 'ntop-guest', uid: 64_123 };

/**
 * An OpenSSH server of our own on loopback, with its own keys and port. It ends with the test, and all it has started.
 * `settings` are lines of sshd_config(5) that go first.
 */
export async function startSshd(settings: readonly string[] = []): Promise<SshServer> {
  const folder = makeTree({ 'home/x': '' });
  const port = await freePort();
  const { user, uid } = isRoot ? GUEST : { user: userInfo().username, uid: userInfo().uid };
  for (const key of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  }
  writeFileSync(join(folder, 'config'), [...settings, configOf(folder, port)].join('\n'));
  if (isRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawnServer(folder);
  const exit = once(child, 'exit');
  const clients: (() => Promise<void>)[] = [];
  atEnd(async () => {
    for (const end of clients) await end();
    child.kill('SIGKILL');
    await exit;
  });
  await says(child, /Server listening/);
  const login: SshServer['login'] = async ({ command, user: name = user } = {}) => {
    const client = startClient(folder, { user: name, port, command });
    clients.push(client.end);
    await client.ready;
    return client;
  };
  return { pid: child.pid as number, port, user, uid, login, program: writeProgram(folder, port) };
}

function configOf(folder: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey "${folder}/host"`,
    `AuthorizedKeysFile "${folder}/user.pub"`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'PrintMotd no',
    'PrintLastLog no',
    '',
  ].join('\n');
}

function spawnServer(folder: string): ChildProcessWithoutNullStreams {
  const sshd = ['-D', '-e', '-f', `${folder}/config`];
  if (!isRoot) return spawnMortal('/usr/sbin/sshd', sshd);
  const guest = `${GUEST.user}:*:${GUEST.uid}:${GUEST.uid}::${folder}/home:/bin/sh\n`;
  const known = execFileSync('cat', ['/etc/passwd'], { encoding: 'utf8' });
  writeFileSync(`${folder}/passwd`, known + guest);
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  execFileSync('chmod', ['600', `${folder}/host`, `${folder}/user`]);
  const become = `mount --bind '${folder}/passwd' /etc/passwd && exec "$@"`;
  return spawnMortal('unshare', ['--mount', 'sh', '-c', become, 'sh', '/usr/sbin/sshd', ...sshd]);
}

function startClient(folder: string, login: { user: string; port: number; command: string | undefined }) {
  const options = ['IdentitiesOnly=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'BatchMode=yes'];
  const child = spawnMortal('ssh', [
    ...['-F', 'none', '-q', '-i', `${folder}/user`, '-p', String(login.port)],
    ...options.flatMap((option) => ['-o', option]),
    ...(login.command === undefined ? ['-tt'] : ['-T']),
    `${login.user}@127.0.0.1`,
    ...(login.command === undefined ? [] : [login.command]),
  ]);
  child.stderr.resume();
  // It may have ended before what is typed has come there.
  child.stdin.on('error', () => {});
  const ended = once(child, 'exit');
  const refused = ended.then(() => Promise.reject(new Error('ssh ended before it had said anything')));
  refused.catch(() => {});
  return {
    ready: Promise.race([once(child.stdout, 'data'), refused]),
    ended,
    type: (text: string) => void child.stdin.write(text),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function writeProgram(folder: string, port: number): string {
  const options = [`UserKnownHostsFile=${folder}/known`, 'StrictHostKeyChecking=accept-new', 'IdentitiesOnly=yes'];
  const words = ['-F', 'none', '-i', `${folder}/user`, '-p', String(port), ...options.flatMap((one) => ['-o', one])];
  mkdirSync(`${folder}/bin`);
  writeFileSync(`${folder}/bin/ssh`, `#!/bin/sh\nexec /usr/bin/ssh ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  return `${folder}/bin/ssh`;
}

async function says(child: ChildProcessWithoutNullStreams, what: RegExp): Promise<void> {
  let said = '';
  for await (const data of child.stderr.iterator({ destroyOnReturn: false })) {
    said += data;
    if (what.test(said)) return void child.stderr.resume();
  }
  throw new Error(`sshd did not start: ${said}`);
}
