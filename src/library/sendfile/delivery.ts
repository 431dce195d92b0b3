import { addon } from '../../probe/addon.js';
import type { NativeTransfer } from '../../probe/transfer-calls.js';
import { TimeoutExpired } from '../errors.js';
import { whenAborted } from './abort.js';
import { AbortError } from './errors.js';
import type { Request } from './request.js';

/** The longest that a timer of Node can take. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** One file on its way. */
export class Delivery {
  bytesSent = 0;
  /** Whether bytes may have gone out already. */
  begun = false;
  readonly request: Request;
  readonly transfer: NativeTransfer;
  readonly #stop = new AbortController();
  readonly #forgetSignal: (() => void) | undefined;
  #lastRead: Promise<unknown> = Promise.resolve();

  constructor(request: Request) {
    this.request = request;
    this.transfer = new (addon().Transfer)();
    const { signal } = request;
    if (signal === undefined) return;
    const onAbort = () => this.stop(new AbortError(signal.reason));
    this.#forgetSignal = whenAborted(signal, onAbort);
    if (signal.aborted) onAbort();
  }

  /** Where in the file it is, in bytes. */
  get position(): number {
    return this.request.offset + this.bytesSent;
  }

  /** Infinity: up to the end of the file. */
  get bytesLeft(): number {
    return this.request.count - this.bytesSent;
  }

  /** Ends what is under way; the first reason counts. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
    this.transfer.stop();
  }

  /** Throws the reason when it was stopped. */
  check(): void {
    this.#stop.signal.throwIfAborted();
  }

  /** Waits for a promise, but no longer than until it is stopped. */
  async unlessStopped<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this.#stop;
    let onStop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      onStop = () => reject(signal.reason);
      signal.addEventListener('abort', onStop, { once: true });
      if (signal.aborted) onStop();
    });
    try {
      return await Promise.race([promise, stopped]);
    } finally {
      signal.removeEventListener('abort', onStop);
    }
  }

  /** The same for what only the peer can bring about: a peer that takes nothing ends it. */
  async whilePeerTakes<Value>(promise: Promise<Value>): Promise<Value> {
    const { timeoutSeconds } = this.request;
    if (timeoutSeconds === Number.POSITIVE_INFINITY) return this.unlessStopped(promise);
    const expire = () => this.stop(new TimeoutExpired(timeoutSeconds));
    const timer = setTimeout(expire, Math.min(timeoutSeconds * 1000, MOST_MILLISECONDS));
    try {
      return await this.unlessStopped(promise);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The file stays open until the read ends, however long that takes: its number may be another's afterwards. */
  async whileReading<Value>(read: Promise<Value>): Promise<Value> {
    this.#lastRead = read.catch(() => {});
    return this.unlessStopped(read);
  }

  advance(bytes: number): void {
    if (bytes === 0) return;
    this.begun = true;
    this.bytesSent += bytes;
    const { socket, onProgress } = this.request;
    // The stream itself sees no progress, and would call the connection idle.
    if (socket.timeout && !socket.destroyed) socket.setTimeout(socket.timeout);
    onProgress?.(this.bytesSent);
  }

  close(): void {
    this.#forgetSignal?.();
    void this.#lastRead.then(() => this.transfer.close());
  }
}
