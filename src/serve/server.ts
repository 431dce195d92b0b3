import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isLoopback, placeText } from './addresses.js';
import { plain } from './answer.js';
import { type Connection, type Connections, createConnections } from './connections.js';
import { createHostCheck } from './host-check.js';
import { createMetrics, type Scrape } from './metrics.js';
import type { Recordings } from './recordings.js';
import { answerTo, type Pages } from './requests.js';
import { send } from './sending.js';
import type { Tls } from './tls.js';
import { createTokenCheck } from './token.js';

export type ServerOptions = {
  /** An address, or a name of one; `::` for all. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string | undefined;
  readonly tls: Tls | undefined;
  /** Of this machine. */
  readonly hostname: string;
  readonly scrape: Scrape;
  readonly recordings: Recordings | undefined;
  /** Is given what goes wrong later, as sentences without their full stop. */
  readonly tell: (sentence: string) => void;
};

export type OpenServer = {
  /** `http://127.0.0.1:9465` */
  readonly origin: string;
  /** Whether the token can be seen on the way. */
  readonly isExposed: boolean;
  /** Answers what is being answered, and ends. */
  end(): Promise<void>;
};

export type OpenedServer =
  | { readonly ok: true; readonly server: OpenServer }
  | { readonly ok: false; readonly reason: string };

const LIMITS = {
  maxHeaderSize: 8192,
  /** Of a request; one that says nothing at all is no request yet. */
  headersTimeout: 5000,
  requestTimeout: 5000,
  connectionsCheckingInterval: 1000,
  /** Every request is asked for exactly one, with an answer of our own. */
  requireHostHeader: false,
  keepAliveTimeout: 75_000,
  keepAlive: true,
};

/** The reason, if not, is a sentence without its full stop. */
export async function openServer(options: ServerOptions): Promise<OpenedServer> {
  const { host, port, token, tls, scrape, recordings, tell } = options;
  const refuse = (reason: string) =>
    ({ ok: false, reason: `cannot listen on ${placeText(host, port)}: ${reason}` }) as const;
  try {
    const { address } = await lookup(host);
    const isLocal = isLoopback(address);
    const hasProof = token !== undefined || tls?.options.ca !== undefined;
    if (!isLocal && !hasProof) return refuse(`${address} is not loopback, which needs a token or client certificates`);
    const connections = createConnections();
    const pages: Pages = {
      hosts: createHostCheck(options.hostname, tls?.certificate),
      isToken: token === undefined ? undefined : createTokenCheck(token),
      metrics: createMetrics(scrape, tell),
      recordings,
    };
    const server = serverFor(tls, (request, response) => take(request, response, connections, pages));
    server.on('connection', (socket) => connections.open(socket));
    await listen(server, address, port).catch((error) => listenToOldAddresses(server, address, port, error));
    const { port: given } = server.address() as AddressInfo;
    const origin = `${tls === undefined ? 'http' : 'https'}://${placeText(address, given)}`;
    const isExposed = token !== undefined && tls === undefined && !isLocal;
    return { ok: true, server: { origin, isExposed, end: () => end(server, connections) } };
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

function serverFor(tls: Tls | undefined, listener: RequestListener): Server {
  const server = tls === undefined ? createServer(LIMITS) : createTlsServer({ ...LIMITS, ...tlsOptions(tls) });
  // As many as the size of the head lets through: what is beyond would not be seen.
  server.maxHeadersCount = 0;
  server.on('request', listener);
  // Without what it expects, it is answered as any other.
  server.on('checkContinue', listener);
  return server;
}

function tlsOptions({ options }: Tls) {
  const isMutual = options.ca !== undefined;
  return {
    ...options,
    minVersion: 'TLSv1.2' as const,
    handshakeTimeout: LIMITS.headersTimeout,
    requestCert: isMutual,
    rejectUnauthorized: isMutual,
  };
}

function take(request: IncomingMessage, response: ServerResponse, connections: Connections, pages: Pages): void {
  const connection: Connection | undefined = connections.of(request.socket);
  if (connection === undefined) request.socket.destroy();
  connection?.run(async () => {
    const answer = await answerTo(request, pages).catch(() => plain(500, 'that could not be read'));
    await send(response, answer);
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** All addresses of a machine without IPv6. */
function listenToOldAddresses(server: Server, address: string, port: number, error: unknown): Promise<void> {
  const isUnknown = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(Object(error).code);
  return isUnknown && address === '::' ? listen(server, '0.0.0.0', port) : Promise.reject(error);
}

async function end(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await connections.end();
  server.closeAllConnections();
  await closed;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  EAFNOSUPPORT: 'this machine has no such kind of address',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
  return REASONS[String(error.code)] ?? String(error.code);
}
