import { encodePlain } from '../codec/plain-writer.js';

const LONE_SURROGATE = /\p{Cs}/u;
const LARGEST_SHIFT = 2 ** 7;
const SMALL = 2 ** 31;

/** Bytes that grow: numbers of seven bits a byte, texts, bytes. It is used again and again, and never gives back its room. */
export class ByteWriter {
  private buffer = new Uint8Array(1 << 12);
  private readonly utf8 = new TextEncoder();
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Own bytes. */
  take(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  byte(value: number): void {
    this.makeRoom(1);
    this.buffer[this.length++] = value;
  }

  /** From 0 to 2^53 - 1. */
  natural(value: number): void {
    this.makeRoom(8);
    let rest = value;
    while (rest >= SMALL) {
      this.buffer[this.length++] = (rest % LARGEST_SHIFT) | LARGEST_SHIFT;
      rest = Math.floor(rest / LARGEST_SHIFT);
    }
    while (rest >= LARGEST_SHIFT) {
      this.buffer[this.length++] = (rest & 0x7f) | LARGEST_SHIFT;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  /** From -2^52 to 2^52 - 1. */
  signed(value: number): void {
    this.natural(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** With their length. */
  bytes(bytes: Uint8Array): void {
    this.natural(bytes.length);
    this.makeRoom(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What another one holds, with its length. */
  written(other: ByteWriter): void {
    this.bytes(other.buffer.subarray(0, other.length));
  }

  zeros(count: number): void {
    this.makeRoom(count);
    this.buffer.fill(0, this.length, this.length + count);
    this.length += count;
  }

  /** As UTF-8 or, if it has lone surrogates, as its units: twice the length, odd for units. */
  text(text: string): void {
    if (!LONE_SURROGATE.test(text)) {
      const bytes = this.utf8.encode(text);
      this.natural(2 * bytes.length);
      this.makeRoom(bytes.length);
      this.buffer.set(bytes, this.length);
      this.length += bytes.length;
      return;
    }
    this.natural(4 * text.length + 1);
    this.makeRoom(2 * text.length);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      this.buffer[this.length++] = unit & 0xff;
      this.buffer[this.length++] = unit >> 8;
    }
  }

  plain(value: unknown): void {
    this.bytes(encodePlain(value));
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.length + bytes, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}
