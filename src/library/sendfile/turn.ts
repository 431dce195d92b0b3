import type { Socket } from 'node:net';
import { closedError } from './errors.js';

/** How a stream writes. */
type Write = (chunk: unknown, encoding: BufferEncoding, done: Done) => void;
type Done = (error?: Error | null) => void;

/** A place among the writes of a stream: what was written before goes before it, what is written later waits. */
export type Turn = {
  /**
   * Resolves when it has come, to what writes a chunk past the queue. Rejects when the stream is closed before.
   */
  readonly begins: Promise<WriteChunk>;
  /** Lets the stream go on, or fail as from a write. Before the turn has come it is passed over. */
  end(error?: Error): void;
};

/** Resolves when the kernel has taken the chunk. */
export type WriteChunk = (chunk: Uint8Array) => Promise<void>;

type Internals = { _write: Write; _writev?: unknown };
type Takeover = { turns: number; readonly markers: WeakMap<object, (write: Write, done: Done) => void>; undo(): void };

const takeovers = new WeakMap<Socket, Takeover>();

/**
 * Takes a place in the queue of a stream's writes, at once. The place is an empty chunk, which the stream keeps in order
 * as any other; while there are some, `_write` is ours and knows them from chunks.
 */
export function takeTurn(socket: Socket): Turn {
  const takeover = takeOver(socket);
  let over = false;
  let goOn: Done | undefined;
  const leave = once(() => giveBack(socket, takeover));
  const begins = new Promise<WriteChunk>((resolve, reject) => {
    const begin = (write: Write, done: Done) => {
      goOn = (error) => {
        leave();
        done(error);
      };
      if (over) goOn();
      else whenConnected(socket, reject, () => resolve((chunk) => writeWith(write, chunk)));
    };
    const marker = Buffer.alloc(0);
    takeover.markers.set(marker, begin);
    socket.write(marker, (error) => {
      if (!error) return;
      leave();
      reject(closedError(socket.errored ?? error));
    });
  });
  const end = once((error?: Error) => {
    over = true;
    goOn?.(error);
  });
  return { begins, end };
}

function whenConnected(socket: Socket, reject: (error: Error) => void, begin: () => void): void {
  if (!socket.connecting) {
    begin();
    return;
  }
  const onClose = () => reject(closedError(socket.errored));
  socket.once('close', onClose);
  socket.once('connect', () => {
    socket.off('close', onClose);
    begin();
  });
}

function writeWith(write: Write, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    write(chunk, 'buffer' as BufferEncoding, (error) => (error ? reject(error) : resolve()));
  });
}

function takeOver(socket: Socket): Takeover {
  const present = takeovers.get(socket);
  if (present !== undefined) {
    present.turns++;
    return present;
  }
  const markers: Takeover['markers'] = new WeakMap();
  const write = (socket as unknown as Internals)._write.bind(socket);
  const undoWrite = shadow(socket, '_write', (chunk: unknown, encoding: BufferEncoding, done: Done) => {
    const begin = typeof chunk === 'object' && chunk !== null ? markers.get(chunk) : undefined;
    if (begin === undefined) write(chunk, encoding, done);
    else begin(write, done);
  });
  // Chunks that are written together would hide the markers between them.
  const undoWritev = shadow(socket, '_writev', undefined);
  const undo = () => {
    undoWrite();
    undoWritev();
  };
  const takeover = { turns: 1, markers, undo };
  takeovers.set(socket, takeover);
  return takeover;
}

function giveBack(socket: Socket, takeover: Takeover): void {
  takeover.turns--;
  if (takeover.turns > 0) return;
  takeover.undo();
  takeovers.delete(socket);
}

/** Sets a property over what the object has or inherits, until the function it returns is called. */
function shadow(object: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, before);
  };
}

function once<Args extends readonly unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
  let done = false;
  return (...args) => {
    if (!done) action(...args);
    done = true;
  };
}
