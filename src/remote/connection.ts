import type { Readable, Writable } from 'node:stream';
import { Damage } from '../model/codec/plain-reader.js';
import { encodePlain } from '../model/codec/plain-writer.js';
import { AnswerReader, type StreamColumns } from './answer-reader.js';

/** The numbers of native/far/main.cc. */
const DONE = 0;
const FAILED = 1;
const CALLED = 2;
/** The addon itself among the objects of the far side. */
const ADDON = 0;
/** The first sample of 100,000 processes takes some 40 MiB. */
const MOST_BYTES = 256 << 20;

export type Ask = {
  /** Answers of one stream tell columns as changes since its last answer; 0 tells them whole. */
  readonly stream?: number;
  /** An object of the far side; the addon when left out. */
  readonly object?: number;
};

/** What the far side says of itself once it runs. */
export type Hello = { readonly version: string; readonly layouts: unknown; readonly effectiveUser: number };

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** Asks the helper of native/far at the other end of two streams. */
export class Connection {
  /** Why it is over, a sentence; resolves only then. */
  readonly over: Promise<string>;
  readonly hello: Promise<Hello>;
  private end: (reason: string) => void = () => {};
  private reason: string | undefined;
  private question = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly streams = new Map<number, StreamColumns>();
  private readonly called = new Map<number, () => void>();
  private chunks: Uint8Array[] = [];
  private received = 0;

  constructor(
    from: Readable,
    private readonly to: Writable,
  ) {
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
    this.hello = this.answerTo(0) as Promise<Hello>;
    this.hello.catch(() => {});
    from.on('data', (chunk: Buffer) => this.take(chunk));
    from.on('end', () => this.close('The connection was lost.'));
    from.on('error', () => this.close('The connection was lost.'));
    to.on('error', () => this.close('The connection was lost.'));
    from.resume();
  }

  /** Calls a function of the far side. Rejects with its sentence, or with why the connection is over. */
  ask(name: string, asked: readonly unknown[], { stream = 0, object = ADDON }: Ask = {}): Promise<unknown> {
    if (this.reason !== undefined) return Promise.reject(new Error(this.reason));
    this.question += 1;
    const answer = this.answerTo(this.question);
    const bytes = encodePlain([this.question, stream, object, name, asked]);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length, true);
    this.to.write(length);
    this.to.write(bytes);
    return answer;
  }

  /** A function of this side as an argument: the far side calls it without arguments. */
  callback(run: () => void): { readonly callback: number } {
    const callback = this.called.size + 1;
    this.called.set(callback, run);
    return { callback };
  }

  close(reason: string): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.to.end();
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
    this.end(reason);
  }

  private answerTo(question: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.waiting.set(question, { resolve, reject }));
  }

  private take(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    while (this.reason === undefined && this.received >= 4) {
      const length = lengthOf(this.chunks);
      if (length > MOST_BYTES) {
        this.close('The far side sent something else than an answer.');
        return;
      }
      if (this.received < 4 + length) return;
      const all = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
      this.chunks = all.length > 4 + length ? [all.subarray(4 + length)] : [];
      this.received -= 4 + length;
      this.answer(all.subarray(4, 4 + length));
    }
  }

  private answer(bytes: Uint8Array): void {
    try {
      const reader = new AnswerReader(bytes);
      const question = reader.number();
      const status = reader.number();
      if (status === CALLED) {
        this.called.get(question)?.();
        return;
      }
      const value = reader.of(this.columnsOf(reader.number())).value();
      reader.end();
      const waiting = this.waiting.get(question);
      this.waiting.delete(question);
      if (status === DONE) waiting?.resolve(value);
      else if (status === FAILED) waiting?.reject(errorOf(value));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.close(`The far side sent something else than an answer: ${error.message}.`);
    }
  }

  private columnsOf(stream: number): StreamColumns | undefined {
    if (stream === 0) return undefined;
    const known = this.streams.get(stream);
    if (known !== undefined) return known;
    const columns: StreamColumns = [];
    this.streams.set(stream, columns);
    return columns;
  }
}

/** Of the frame that begins there. */
function lengthOf(chunks: Uint8Array[]): number {
  while (chunks[0].length < 4 && chunks.length > 1) chunks.splice(0, 2, Buffer.concat([chunks[0], chunks[1]]));
  const [first] = chunks;
  return new DataView(first.buffer, first.byteOffset).getUint32(0, true);
}

function errorOf(value: unknown): Error {
  const { message, code } = (value ?? {}) as { message?: unknown; code?: unknown };
  const error: NodeJS.ErrnoException = new Error(typeof message === 'string' ? message : 'The far side failed.');
  if (typeof code === 'string') error.code = code;
  return error;
}
