import type { Socket } from 'node:net';

/** One client's, with its requests one after the other. */
export type Connection = {
  /** Answers a request once those before it are answered. With too many of them it is closed. */
  run(answer: () => Promise<void>): void;
};

export type Connections = {
  /** Of a new one; it is closed if it says nothing. */
  open(socket: Socket): void;
  /** Of the socket of a request, which with TLS is another than the one that was opened. */
  of(socket: Socket): Connection | undefined;
  /** Closes those that are not being answered, and, once there is none left or after some time, all others. */
  end(): Promise<void>;
};

export const MOST_CONNECTIONS = 64;
/** Requests of a connection that may come before the first of them is answered. */
const MOST_WAITING = 16;
/** From its beginning to the end of its first request. */
const SILENT_MILLISECONDS = 5000;
/** Between two requests: Prometheus asks once a minute, unless it is told otherwise. */
const IDLE_MILLISECONDS = 75_000;
/** What is answered for so long has to make room for others, if there is no other way. */
const SLOW_MILLISECONDS = 2000;
const LEAVING_MILLISECONDS = 2000;

export function createConnections(): Connections {
  // Those that are idle for the longest come first.
  const all = new Map<string, Client>();
  let whenIdle = () => {};

  function makeRoom(): boolean {
    if (all.size < MOST_CONNECTIONS) return true;
    const clients = [...all.values()];
    const least = clients.find((client) => !client.isBusy) ?? clients.find((client) => client.isSlow);
    least?.close();
    return least !== undefined;
  }

  return {
    open(socket) {
      const key = keyOf(socket);
      if (key === undefined || !makeRoom()) {
        socket.destroy();
        return;
      }
      const client = new Client(socket, () => {
        all.delete(key);
        all.set(key, client);
        whenIdle();
      });
      all.set(key, client);
      socket.once('close', () => {
        client.forget();
        if (all.get(key) === client) all.delete(key);
        whenIdle();
      });
    },
    of(socket) {
      const key = keyOf(socket);
      return key === undefined ? undefined : all.get(key);
    },
    async end() {
      const closeIdle = () => {
        for (const client of all.values()) if (!client.isBusy) client.close();
      };
      closeIdle();
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        whenIdle = () => {
          closeIdle();
          if (all.size === 0) resolve();
        };
        timer = setTimeout(resolve, LEAVING_MILLISECONDS);
        whenIdle();
      });
      clearTimeout(timer);
      for (const client of all.values()) client.close();
    },
  };
}

/** The same for the socket of a connection and for the one that decrypts it; undefined once it is closed. */
function keyOf({ localAddress, remoteAddress, remotePort }: Socket): string | undefined {
  return remotePort === undefined ? undefined : `${localAddress} ${remoteAddress} ${remotePort}`;
}

class Client implements Connection {
  private waiting = 0;
  private busySince = 0;
  private last: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly onIdle: () => void,
  ) {
    socket.on('error', () => {});
    this.timer = this.closeAfter(SILENT_MILLISECONDS);
  }

  /** Once it has asked for something, until that is answered. */
  get isBusy(): boolean {
    return this.waiting > 0;
  }

  get isSlow(): boolean {
    return this.isBusy && performance.now() - this.busySince > SLOW_MILLISECONDS;
  }

  run(answer: () => Promise<void>): void {
    if (this.waiting >= MOST_WAITING) {
      // Node can't be kept from reading on, and keeps a request for each of them.
      this.close();
      return;
    }
    clearTimeout(this.timer);
    if (!this.isBusy) this.busySince = performance.now();
    this.waiting += 1;
    this.last = this.last.then(answer).then(
      () => this.answered(),
      () => this.close(),
    );
  }

  close(): void {
    this.forget();
    this.socket.destroy();
  }

  forget(): void {
    clearTimeout(this.timer);
  }

  private answered(): void {
    this.waiting -= 1;
    if (this.isBusy || this.socket.destroyed) return;
    this.timer = this.closeAfter(IDLE_MILLISECONDS);
    this.onIdle();
  }

  private closeAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.close(), milliseconds);
  }
}
