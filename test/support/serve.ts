import { connect, type Socket } from 'node:net';
import { openServer, type ServerOptions } from '../../src/serve/server.js';
import { atEnd } from './endings.js';

export const HOSTNAME = 'web-01';

export type Served = {
  readonly port: number;
  readonly origin: string;
  readonly isExposed: boolean;
  readonly told: readonly string[];
  end(): Promise<void>;
};

/** A server of its own on loopback, with made-up metrics; it ends with the test. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<Served> {
  const told: string[] = [];
  const opened = await openServer({
    ...{ host: '127.0.0.1', port: 0, token: undefined, tls: undefined, hostname: HOSTNAME, recordings: undefined },
    scrape: async (format) => `# ${format}\n`,
    tell: (sentence) => told.push(sentence),
    ...options,
  });
  if (!opened.ok) throw new Error(opened.reason);
  const { server } = opened;
  atEnd(() => server.end());
  return { ...server, told, port: Number(new URL(server.origin).port) };
}

/** Sends exactly this, and gives all that comes back until the server closes the connection. */
export async function say(port: number, text: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  atEnd(() => void socket.destroy());
  const said = listen(socket);
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return said();
}

/** What a socket has said so far. */
export function listen(socket: Socket): () => string {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('latin1');
}

/** A request as text, after which the connection is closed. */
export function request(target: string, headers: readonly string[] = [], method = 'GET'): string {
  return [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}
