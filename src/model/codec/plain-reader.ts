import { MOST_NUMBERED_TEXTS, TAG } from './plain-values.js';

/** Bytes or values that are not what they should be. Thrown while they are read, and caught before anybody hears of it. */
export class Damage extends Error {}

const DEEPEST = 16;
const SHIFT = 2 ** 7;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What encodePlain has written. Throws Damage where the bytes are something else. A record has no prototype. Takes no
 * more memory than a small multiple of the bytes, whatever they say.
 */
export function decodePlain(bytes: Uint8Array): unknown {
  const reader = new PlainReader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Reads values one after the other. */
export class PlainReader {
  private at = 0;
  protected readonly view: DataView;
  private readonly texts: string[] = [];

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth = 0): unknown {
    if (depth > DEEPEST) throw new Damage('nested too deeply');
    const tag = this.byte();
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.natural:
        return this.natural();
      case TAG.number:
        return this.view.getFloat64(this.take(8), true);
      case TAG.text:
      case TAG.units:
      case TAG.textAgain:
        return this.text(tag);
      case TAG.list:
        return Array.from({ length: this.count(1) }, () => this.value(depth + 1));
      case TAG.record:
        return this.record(depth);
      case TAG.map:
        return this.map(depth);
      default:
        return this.column(tag);
    }
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new Damage('bytes are left over');
  }

  private record(depth: number): object {
    const record: Record<string, unknown> = Object.create(null);
    for (let left = this.count(2); left > 0; left--) {
      const key = this.text(this.byte());
      if (key in record) throw new Damage('a key comes twice');
      record[key] = this.value(depth + 1);
    }
    return record;
  }

  private map(depth: number): ReadonlyMap<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    const size = this.count(2);
    for (let left = size; left > 0; left--) map.set(this.value(depth + 1), this.value(depth + 1));
    if (map.size !== size) throw new Damage('a key comes twice');
    return map;
  }

  private text(tag: number): string {
    if (tag === TAG.textAgain) return this.textAgain();
    const text = tag === TAG.text ? this.wellFormed() : tag === TAG.units ? this.units() : undefined;
    if (text === undefined) throw new Damage('a key is no text');
    if (this.texts.length < MOST_NUMBERED_TEXTS) this.texts.push(text);
    return text;
  }

  private textAgain(): string {
    const text = this.texts[this.natural()];
    if (text === undefined) throw new Damage('a text comes again that never came');
    return text;
  }

  private wellFormed(): string {
    const length = this.count(1);
    const start = this.take(length);
    try {
      return UTF8.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw new Damage('a text is not UTF-8');
    }
  }

  private units(): string {
    const length = this.count(2);
    const start = this.take(2 * length);
    let text = '';
    for (let at = 0; at < length; at++) text += String.fromCharCode(this.view.getUint16(start + 2 * at, true));
    return text;
  }

  protected column(tag: number): unknown {
    switch (tag) {
      case TAG.float64s:
        return this.fill(new Float64Array(this.count(8)), (at) => this.view.getFloat64(at, true));
      case TAG.int32s:
        return this.fill(new Int32Array(this.count(4)), (at) => this.view.getInt32(at, true));
      case TAG.uint32s:
        return this.fill(new Uint32Array(this.count(4)), (at) => this.view.getUint32(at, true));
      case TAG.uint8s:
        return this.fill(new Uint8Array(this.count(1)), (at) => this.view.getUint8(at));
      default:
        throw new Damage('a value of no known kind');
    }
  }

  private fill<Column extends { [at: number]: number; length: number; BYTES_PER_ELEMENT: number }>(
    column: Column,
    get: (at: number) => number,
  ): Column {
    const start = this.take(column.length * column.BYTES_PER_ELEMENT);
    for (let at = 0; at < column.length; at++) column[at] = get(start + at * column.BYTES_PER_ELEMENT);
    return column;
  }

  /** A number of things that take at least so many bytes each: never more than there is room for. */
  private count(leastBytes: number): number {
    const count = this.natural();
    if (count * leastBytes > this.bytes.length - this.at) throw new Damage('the end is missing');
    return count;
  }

  protected natural(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte % SHIFT) * unit;
      if (value > Number.MAX_SAFE_INTEGER) throw new Damage('a number is too large');
      if (byte < SHIFT) return value;
      unit *= SHIFT;
    }
  }

  private byte(): number {
    return this.bytes[this.take(1)];
  }

  protected take(bytes: number): number {
    const start = this.at;
    if (bytes > this.bytes.length - start) throw new Damage('the end is missing');
    this.at = start + bytes;
    return start;
  }
}
