import { Damage } from '../codec/plain-reader.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { type ColumnLayout, columnIn, makeColumn, type NumberColumn } from './layout.js';
import type { Direction } from './plain-delta.js';
import { bitsBetween, SCALES, scalesFor, stepFrom, stepOf, withBits } from './scaled.js';

/** In place of a scale: all become the same number, as a time of the last run does. There is no way back from it. */
const SAME = 15;
/** In place of a step: what follows are the bits that differ. */
const BITS = 0;

const NO_WORDS = new Int32Array(0);

/** For the copies of all columns that changed: one room instead of many small ones. */
export type Room = { readonly bytes: ArrayBuffer; used: number };

/** Numbers of any kind may begin there. */
function roundUp(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** One column of a table: its numbers of the last sample, and which of them the next one changes. Beyond the slots all is 0. */
export class ColumnState {
  readonly name: string;
  private values: NumberColumn;
  /** Of floats: comparing words makes no numbers to be collected, and knows NaN and -0. */
  private words: Int32Array | undefined;
  /** Its own copy that was handed out last, until a number changes: most columns stay the same for many samples. */
  private handedOut: NumberColumn | undefined;
  private readonly scales: readonly number[];
  /** Slots that change, and how many. */
  changed = new Int32Array(0);
  changes = 0;

  constructor(private readonly layout: ColumnLayout) {
    this.name = layout.name;
    this.scales = scalesFor(layout.name);
    this.values = makeColumn(layout.kind, 0);
    this.words = wordsOf(this.values);
  }

  clone(): ColumnState {
    const clone = new ColumnState(this.layout);
    clone.values = this.values.slice();
    clone.words = wordsOf(clone.values);
    clone.handedOut = this.handedOut;
    return clone;
  }

  /** Bytes that slice() needs for a new copy. */
  bytesFor(slots: number): number {
    return this.handedOut?.length === slots ? 0 : roundUp(slots * this.values.BYTES_PER_ELEMENT);
  }

  /** A copy that nothing may change, in this room: the same one for as long as the numbers are. */
  slice(slots: number, room: Room): NumberColumn {
    if (this.handedOut?.length === slots) return this.handedOut;
    const copy = columnIn(room.bytes, room.used, this.layout.kind, slots);
    room.used += roundUp(copy.byteLength);
    copy.set(this.values.subarray(0, slots));
    this.handedOut = copy;
    return copy;
  }

  makeRoom(slots: number): void {
    if (slots <= this.values.length) return;
    const larger = makeColumn(this.layout.kind, slots + (slots >> 3) + 16);
    larger.set(this.values);
    this.values = larger;
    this.words = wordsOf(larger);
  }

  cut(slots: number): void {
    this.handedOut = undefined;
    this.values.fill(0, slots);
  }

  /** Has these numbers from now on, where all were 0. */
  fill(other: NumberColumn, slots: number): void {
    this.handedOut = undefined;
    this.values.set(other.subarray(0, slots));
  }

  /** Finds what changes in these slots, of which those from `given` on are not in the other column and become 0. */
  compare(other: NumberColumn, slots: Int32Array, count: number, given: number): void {
    if (this.changed.length < count) this.changed = new Int32Array(count + (count >> 3));
    if (this.words === undefined) this.compareNumbers(other, slots, count, given);
    else this.compareWords(this.words, wordsOf(other) ?? NO_WORDS, slots, count, given);
  }

  private compareWords(own: Int32Array, words: Int32Array, slots: Int32Array, count: number, given: number): void {
    const { changed } = this;
    const held = countBelow(slots, count, given);
    let changes = 0;
    for (let index = 0; index < held; index++) {
      const at = 2 * slots[index];
      if (own[at] !== words[at] || own[at + 1] !== words[at + 1]) changed[changes++] = slots[index];
    }
    for (let index = held; index < count; index++) {
      const at = 2 * slots[index];
      if (own[at] !== 0 || own[at + 1] !== 0) changed[changes++] = slots[index];
    }
    this.changes = changes;
  }

  private compareNumbers(other: NumberColumn, slots: Int32Array, count: number, given: number): void {
    const { changed, values } = this;
    const held = countBelow(slots, count, given);
    let changes = 0;
    for (let index = 0; index < held; index++) {
      const slot = slots[index];
      if (values[slot] !== other[slot]) changed[changes++] = slot;
    }
    for (let index = held; index < count; index++) {
      const slot = slots[index];
      if (values[slot] !== 0) changed[changes++] = slot;
    }
    this.changes = changes;
  }

  /** The changes that compare() has found, which it makes. */
  write(writer: ByteWriter, other: NumberColumn, given: number, keepsOld: boolean): void {
    this.handedOut = undefined;
    if (this.words === undefined) this.writeSteps(writer, other, given);
    else if (!keepsOld && this.becomeSame(other, given)) this.writeSame(writer, other[this.changed[0]]);
    else this.writeScaled(writer, other, given);
  }

  private becomeSame(other: NumberColumn, given: number): boolean {
    const first = other[this.changed[0]];
    for (let index = 0; index < this.changes; index++) {
      const slot = this.changed[index];
      if (slot >= given || !Object.is(other[slot], first)) return false;
    }
    return this.changes > 1;
  }

  private writeSame(writer: ByteWriter, value: number): void {
    const [low, high] = bitsBetween(0, value);
    writer.byte(SAME);
    writer.natural(low);
    writer.natural(high);
    for (let index = 0; index < this.changes; index++) this.values[this.changed[index]] = value;
  }

  private writeSteps(writer: ByteWriter, other: NumberColumn, given: number): void {
    for (let index = 0; index < this.changes; index++) {
      const slot = this.changed[index];
      const value = slot >= given ? 0 : other[slot];
      writer.signed(value - this.values[slot]);
      this.values[slot] = value;
    }
  }

  private writeScaled(writer: ByteWriter, other: NumberColumn, given: number): void {
    const scale = this.scaleFor(other, given);
    writer.byte(scale);
    for (let index = 0; index < this.changes; index++) {
      const slot = this.changed[index];
      const value = slot >= given ? 0 : other[slot];
      const before = this.values[slot];
      const step = stepOf(before, value, scale);
      if (Number.isNaN(step)) {
        const [low, high] = bitsBetween(before, value);
        writer.natural(BITS);
        writer.natural(low);
        writer.natural(high);
      } else writer.signed(step);
      this.values[slot] = value;
    }
  }

  /** The first that fits; the last one of all does for what is left. */
  private scaleFor(other: NumberColumn, given: number): number {
    const { scales } = this;
    const last = scales.length - 1;
    for (let at = 0; at < last; at++) if (this.fits(other, given, scales[at])) return scales[at];
    return scales[last];
  }

  /** Every number that is one can be told by a step. */
  private fits(other: NumberColumn, given: number, scale: number): boolean {
    for (let index = 0; index < this.changes; index++) {
      const slot = this.changed[index];
      const value = slot >= given ? 0 : other[slot];
      const before = this.values[slot];
      if (Number.isNaN(stepOf(before, value, scale)) && Number.isFinite(before) && Number.isFinite(value)) return false;
    }
    return true;
  }

  read(reader: ByteReader, slots: readonly number[], direction: Direction): void {
    this.handedOut = undefined;
    const sign = direction === 'undo' ? -1 : 1;
    const scale = this.words === undefined ? 0 : reader.byte();
    if (scale === SAME) this.readSame(reader, slots, direction);
    else if (scale < SCALES.length) this.readSteps(reader, slots, sign, scale);
    else throw new Damage('no known scale');
  }

  private readSteps(reader: ByteReader, slots: readonly number[], sign: number, scale: number): void {
    for (const slot of slots) {
      const step = reader.signed();
      const before = this.values[slot];
      if (this.words === undefined) this.values[slot] = before + sign * step;
      else if (step === BITS) this.values[slot] = withBits(before, reader.natural(), reader.natural());
      else this.values[slot] = number(stepFrom(before, sign * step, scale));
    }
  }

  private readSame(reader: ByteReader, slots: readonly number[], direction: Direction): void {
    if (direction === 'undo') throw new Damage('no way back');
    const value = withBits(0, reader.natural(), reader.natural());
    for (const slot of slots) this.values[slot] = value;
  }
}

/** How many of so many slots, which ascend, are below a limit. */
function countBelow(slots: Int32Array, count: number, limit: number): number {
  let below = count;
  while (below > 0 && slots[below - 1] >= limit) below -= 1;
  return below;
}

function number(value: number): number {
  if (Number.isNaN(value)) throw new Damage('a step to no number');
  return value;
}

function wordsOf(column: NumberColumn): Int32Array | undefined {
  if (!(column instanceof Float64Array)) return undefined;
  return new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
}
