import { Damage, decodePlain } from '../codec/plain-reader.js';

const LARGEST_SHIFT = 2 ** 7;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads what ByteWriter has written; throws Damage where the bytes are something else. */
export class ByteReader {
  private at = 0;

  constructor(private readonly buffer: Uint8Array) {}

  get left(): number {
    return this.buffer.length - this.at;
  }

  byte(): number {
    if (this.at >= this.buffer.length) throw new Damage('the end is missing');
    return this.buffer[this.at++];
  }

  natural(): number {
    let byte = this.byte();
    if (byte < LARGEST_SHIFT) return byte;
    let value = byte % LARGEST_SHIFT;
    for (let unit = LARGEST_SHIFT; ; unit *= LARGEST_SHIFT) {
      byte = this.byte();
      value += (byte % LARGEST_SHIFT) * unit;
      if (value > Number.MAX_SAFE_INTEGER) throw new Damage('a number is too large');
      if (byte < LARGEST_SHIFT) return value;
    }
  }

  /** At most so large. */
  below(limit: number): number {
    const value = this.natural();
    if (value >= limit) throw new Damage('a number is too large');
    return value;
  }

  signed(): number {
    const value = this.natural();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view of them. */
  bytes(): Uint8Array {
    return this.view(this.natural());
  }

  text(): string {
    const length = this.natural();
    const bytes = this.view(Math.floor(length / 2));
    return length % 2 === 0 ? this.wellFormed(bytes) : ofUnits(bytes);
  }

  plain(): unknown {
    return decodePlain(this.bytes());
  }

  private wellFormed(bytes: Uint8Array): string {
    try {
      return UTF8.decode(bytes);
    } catch {
      throw new Damage('a text is not UTF-8');
    }
  }

  private view(length: number): Uint8Array {
    if (length > this.left) throw new Damage('the end is missing');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}

function ofUnits(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(bytes[at] | (bytes[at + 1] << 8));
  return text;
}
