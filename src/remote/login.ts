import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { checkRelease } from '../probe/addon.js';
import { Connection, type Hello } from './connection.js';
import { readLine, shellLine } from './handshake.js';

/** A program of the far side's kind of machine; undefined where there is none. */
export type FindHelper = (architecture: string) => Uint8Array | undefined;

export type Far = {
  readonly connection: Connection;
  readonly hello: Hello;
  /** As Node names it. */
  readonly architecture: string;
};

export type LoginOptions = {
  readonly findHelper: FindHelper;
  /** The program that connects; ssh when left out. */
  readonly command?: string;
  /** Whether ssh may ask on the terminal: before the screen is open. */
  readonly mayAsk: boolean;
  /** What ssh has to say until the helper runs. Not safe for a terminal. */
  readonly tell?: (text: string) => void;
};

/** By what uname(1) says. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
};
/** What a login prints before anything useful. */
const MOST_NOISE_BYTES = 1 << 20;
const MOST_TOLD_BYTES = 1 << 16;

/** There is no connection; the message is one sentence, not safe for a terminal. */
export class LoginError extends Error {}

/**
 * Logs in with the system's own ssh, sends the helper for that machine, and waits until it runs. `host` is what ssh takes.
 * Rejects with a LoginError.
 */
export async function logIn(host: string, options: LoginOptions): Promise<Far> {
  const { command = 'ssh', mayAsk, tell = () => {} } = options;
  const batch = mayAsk ? [] : ['-o', 'BatchMode=yes'];
  const flags = ['-T', '-C', '-o', 'EscapeChar=none', '-o', 'ServerAliveInterval=10', ...batch];
  const line = shellLine(randomBytes(8).toString('hex'));
  const ssh = spawn(command, [...flags, '--', host, line], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Once the screen is open, a word of ssh's would stand somewhere on it.
  let isOpen = false;
  const ended = endOf(ssh, (text) => {
    if (!isOpen) tell(text);
  });
  try {
    // Where it is gone before it was written to, its end says why.
    ssh.stdin.on('error', () => {});
    const architecture = await Promise.race([startHelper(ssh, host, options.findHelper), ended.then(refuse(host))]);
    const connection = new Connection(ssh.stdout, ssh.stdin);
    const hello = await Promise.race([connection.hello, ended.then(refuse(host))]);
    check(hello, host);
    isOpen = true;
    void ended.then(() => connection.close(`The connection to ${host} was lost.`));
    return { connection, hello, architecture };
  } catch (error) {
    ssh.kill();
    if (error instanceof LoginError) throw error;
    throw new LoginError(error instanceof Error ? error.message : String(error));
  }
}

/** Its last words, once it has ended. */
function endOf(ssh: ChildProcess, tell: (text: string) => void): Promise<string> {
  let told = '';
  ssh.stderr?.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    told = (told + text).slice(-MOST_TOLD_BYTES);
    tell(text);
  });
  return new Promise((resolve) => {
    ssh.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'there is no ssh on this machine' : error.message),
    );
    ssh.on('close', (status) => resolve(told.trim().split('\n').at(-1)?.trim() || `ssh ended with status ${status}`));
  });
}

function refuse(host: string): (lastWords: string) => never {
  return (lastWords) => {
    throw new LoginError(`no connection to ${host}: ${lastWords.replace(/\.$/, '')}`);
  };
}

/** Answers the shell's lines until the helper runs; what comes after that stays in the stream. Gives the architecture. */
async function startHelper(ssh: ChildProcess, host: string, findHelper: FindHelper): Promise<string> {
  const { stdin, stdout } = ssh;
  if (stdin === null || stdout === null) throw new LoginError('ssh has no pipes');
  let architecture: string | undefined;
  for await (const line of linesOf(stdout)) {
    const shown = readLine(line);
    if (shown?.said === 'machine') {
      architecture ??= sendHelper(stdin, host, shown, findHelper);
    } else if (shown?.said === 'refused') {
      throw new LoginError(
        `nothing can be run on ${host}: no folder there takes a program (set NTOP_REMOTE_DIR there), and it has no perl`,
      );
    } else if (shown?.said === 'runs' && architecture !== undefined) return architecture;
  }
  // Its end says why.
  return new Promise(() => {});
}

type Machine = { readonly system: string; readonly machine: string };

function sendHelper(to: Writable, host: string, { system, machine }: Machine, findHelper: FindHelper): string {
  const architecture = system === 'Linux' ? ARCHITECTURES[machine] : undefined;
  const helper = architecture && findHelper(architecture);
  if (!architecture || !helper) {
    throw new LoginError(`${host} is ${system} on ${machine}, for which this ntop has no helper`);
  }
  to.write(`${helper.length}\n`);
  to.write(helper);
  return architecture;
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let waiting: Buffer = Buffer.alloc(0);
  for (let noise = 0; noise < MOST_NOISE_BYTES; ) {
    const chunk: Buffer | null = stream.read();
    if (chunk === null) {
      if (stream.readableEnded || stream.destroyed) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          for (const event of ['readable', 'end', 'close']) stream.off(event, wake);
          resolve();
        };
        for (const event of ['readable', 'end', 'close']) stream.on(event, wake);
      });
      continue;
    }
    waiting = Buffer.concat([waiting, chunk]);
    noise += chunk.length;
    for (let end = waiting.indexOf(10); end >= 0; end = waiting.indexOf(10)) {
      const line = waiting.subarray(0, end).toString().replace(/\r$/, '');
      waiting = waiting.subarray(end + 1);
      if (readLine(line)?.said === 'runs') stream.unshift(waiting);
      yield line;
    }
  }
}

function check(hello: Hello, host: string): void {
  try {
    checkRelease(hello as never);
  } catch (error) {
    throw new LoginError(`the helper on ${host} can't be used: ${error instanceof Error ? error.message : error}`);
  }
}
