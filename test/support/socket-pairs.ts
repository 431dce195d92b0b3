import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendfileOnce } from '../../src/library/index.js';
import { atEnd } from './endings.js';

export type Pair = {
  /** The side that sends. */
  readonly socket: Socket;
  /** Takes nothing until somebody asks it to. */
  readonly peer: Socket;
};

/** Two ends of a connection over loopback, or over a unix socket at a path; both end with the test. */
export async function connectPair({ path, allowHalfOpen = false }: Options = {}): Promise<Pair> {
  const server = createServer({ allowHalfOpen });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  const peer = connect({ ...addressOf(server.address()), allowHalfOpen: true });
  peer.pause();
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(peer, 'connect')])) as [[Socket], unknown];
  server.close();
  return endWithTest({ socket, peer });
}

type Options = { readonly path?: string; readonly allowHalfOpen?: boolean };

/** Errors of the connection are no failures of the test. */
export function endWithTest<Ends extends Pair>(pair: Ends): Ends {
  for (const end of [pair.socket, pair.peer]) {
    end.on('error', () => {});
    atEnd(() => void end.destroy());
  }
  return pair;
}

export function addressOf(
  address: unknown,
): { readonly port: number; readonly host: string } | { readonly path: string } {
  if (typeof address === 'string') return { path: address };
  return { port: (address as { readonly port: number }).port, host: '127.0.0.1' };
}

/** All that comes until the other side ends, as the hash of it and its size; pauses after each chunk when slow. */
export async function receive(
  peer: Socket,
  { slow = false } = {},
): Promise<{ readonly hash: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of peer) {
    hash.update(chunk);
    bytes += chunk.length;
    if (slow) await new Promise(setImmediate);
  }
  return { hash: hash.digest('hex'), bytes };
}

export async function receiveText(peer: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of peer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

export function hashOf(...parts: readonly (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** A folder that ends with the test. */
export function makeFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'ntop-sendfile-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file of other bytes each time, or of the bytes given. */
export function makeFile(content: number | Buffer | string): { readonly path: string; readonly content: Buffer } {
  const path = join(makeFolder(), 'file');
  const bytes = typeof content === 'number' ? randomBytes(content) : Buffer.from(content as string);
  writeFileSync(path, bytes);
  return { path, content: bytes };
}

/** A file of so many zeros, which takes no room; in a file system in memory not even that of a cache. */
export function makeSparseFile(bytes: number): string {
  const path = join(makeFolder(existsSync(IN_MEMORY) ? IN_MEMORY : undefined), 'sparse');
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

const IN_MEMORY = '/dev/shm';

export function makeFifo(): string {
  const path = join(makeFolder(), 'fifo');
  spawnSync('mkfifo', [path]);
  return path;
}

/** More than the buffers of a connection hold, so that a transfer of it stops half-way when the peer takes nothing. */
export const MORE_THAN_BUFFERS = 64 << 20;

/** Waits until the thread pool has done what was given to it before, some times over. */
export async function letWorkThrough(): Promise<void> {
  for (let round = 0; round < 20; round++) await Promise.all([1, 2, 3, 4].map(() => stat('/')));
}

/** Sends zeros until a connection over a unix socket takes no more; gives their number. (TCP takes more after a while.) */
export function fill(socket: Socket): number {
  const { fd } = (socket as unknown as { readonly _handle: { readonly fd: number } })._handle;
  const zeros = openSync(makeSparseFile(MORE_THAN_BUFFERS), 'r');
  let filled = 0;
  try {
    for (;;) filled += sendfileOnce(fd, zeros, 0, MORE_THAN_BUFFERS);
  } catch {
    return filled;
  } finally {
    closeSync(zeros);
  }
}

/** How many descriptors this process has open. */
export function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
