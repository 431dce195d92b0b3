import { MOST_NUMBERED_TEXTS, type NumberColumn, TAG } from './plain-values.js';

const LONE_SURROGATE = /\p{Cs}/u;
const LARGEST_SHIFT = 2 ** 7;

/**
 * Plain data as bytes: undefined, booleans, numbers, texts, lists, records, Maps and columns of numbers, each exactly
 * what it is. Numbers lie in little-endian order, and a text that comes again is written once.
 */
export function encodePlain(value: unknown): Uint8Array {
  const writer = new PlainWriter();
  writer.value(value);
  return writer.bytes();
}

class PlainWriter {
  private buffer = new Uint8Array(4096);
  private view = new DataView(this.buffer.buffer);
  private length = 0;
  private readonly numbers = new Map<string, number>();
  private readonly utf8 = new TextEncoder();

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  value(value: unknown): void {
    if (value === undefined) this.byte(TAG.undefined);
    else if (typeof value === 'boolean') this.byte(value ? TAG.true : TAG.false);
    else if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (Array.isArray(value)) this.list(value);
    else if (value instanceof Map) this.map(value);
    else if (ArrayBuffer.isView(value)) this.column(value);
    else if (typeof value === 'object' && value !== null) this.record(value);
    else throw new TypeError(`${value === null ? 'null' : typeof value} is no plain data`);
  }

  private number(value: number): void {
    if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
      this.byte(TAG.natural);
      this.natural(value);
      return;
    }
    this.byte(TAG.number);
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  private text(text: string): void {
    const number = this.numbers.get(text);
    if (number !== undefined) {
      this.byte(TAG.textAgain);
      this.natural(number);
      return;
    }
    if (this.numbers.size < MOST_NUMBERED_TEXTS) this.numbers.set(text, this.numbers.size);
    if (LONE_SURROGATE.test(text)) this.units(text);
    else this.wellFormed(text);
  }

  private wellFormed(text: string): void {
    const bytes = this.utf8.encode(text);
    this.byte(TAG.text);
    this.natural(bytes.length);
    const at = this.room(bytes.length);
    this.buffer.set(bytes, at);
  }

  private units(text: string): void {
    this.byte(TAG.units);
    this.natural(text.length);
    const start = this.room(2 * text.length);
    for (let at = 0; at < text.length; at++) this.view.setUint16(start + 2 * at, text.charCodeAt(at), true);
  }

  private list(values: readonly unknown[]): void {
    this.byte(TAG.list);
    this.natural(values.length);
    for (const value of values) this.value(value);
  }

  private record(record: object): void {
    const entries = Object.entries(record);
    this.byte(TAG.record);
    this.natural(entries.length);
    for (const [key, value] of entries) {
      this.text(key);
      this.value(value);
    }
  }

  private map(map: ReadonlyMap<unknown, unknown>): void {
    this.byte(TAG.map);
    this.natural(map.size);
    for (const [key, value] of map) {
      this.value(key);
      this.value(value);
    }
  }

  private column(column: ArrayBufferView): void {
    if (column instanceof Float64Array) {
      this.put(TAG.float64s, column, (at, value) => this.view.setFloat64(at, value, true));
    } else if (column instanceof Int32Array) {
      this.put(TAG.int32s, column, (at, value) => this.view.setInt32(at, value, true));
    } else if (column instanceof Uint32Array) {
      this.put(TAG.uint32s, column, (at, value) => this.view.setUint32(at, value, true));
    } else if (column instanceof Uint8Array) {
      this.put(TAG.uint8s, column, (at, value) => this.view.setUint8(at, value));
    } else throw new TypeError(`${column.constructor.name} is no plain data`);
  }

  private put(tag: number, column: NumberColumn, set: (at: number, value: number) => void): void {
    this.byte(tag);
    this.natural(column.length);
    const width = column.BYTES_PER_ELEMENT;
    const start = this.room(column.byteLength);
    for (let at = 0; at < column.length; at++) set(start + width * at, column[at]);
  }

  private natural(value: number): void {
    let rest = value;
    while (rest >= LARGEST_SHIFT) {
      this.byte((rest % LARGEST_SHIFT) | LARGEST_SHIFT);
      rest = Math.floor(rest / LARGEST_SHIFT);
    }
    this.byte(rest);
  }

  private byte(value: number): void {
    const at = this.room(1);
    this.buffer[at] = value;
  }

  /** Where so many bytes may be written; the buffer may be another one afterwards. */
  private room(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.buffer.length));
      larger.set(this.buffer);
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}
