import { Damage, PlainReader } from '../model/codec/plain-reader.js';
import type { NumberColumn } from '../model/codec/plain-values.js';

/** A column of which only what changed since the last answer is sent: kChanges in native/far/wire.cc. */
const CHANGES = 15;
/** More than an answer has, so that a hostile machine can't fill the memory. */
const MOST_PLACES = 1024;

/** The columns of the last answer of one stream by their place. Never changed: the model still holds them. */
export type StreamColumns = NumberColumn[];

/** Reads answers of native/far: plain data, with columns that are told as changes. */
export class AnswerReader extends PlainReader {
  private place = 0;

  /** `columns`: those of the stream that the answer belongs to, which this changes; undefined where all are whole. */
  constructor(
    bytes: Uint8Array,
    private columns?: StreamColumns,
  ) {
    super(bytes);
  }

  number(): number {
    return this.natural();
  }

  of(columns: StreamColumns | undefined): this {
    this.columns = columns;
    return this;
  }

  protected override column(tag: number): unknown {
    if (tag === CHANGES) return this.changed();
    const column = super.column(tag) as NumberColumn;
    const place = this.place++;
    if (this.columns === undefined) return column;
    if (place >= MOST_PLACES) throw new Damage('too many columns');
    this.columns[place] = column;
    return column;
  }

  private changed(): NumberColumn {
    const place = this.natural();
    const before = this.columns?.[place];
    if (this.columns === undefined || before === undefined || place !== this.place) {
      throw new Damage('changes of a column that never came');
    }
    this.place += 1;
    const column = before.slice();
    let at = 0;
    for (let left = this.natural(); left > 0; left--) {
      at += this.natural();
      if (at >= column.length) throw new Damage('a change beyond a column');
      column[at] = this.step(column, at);
      at += 1;
    }
    this.columns[place] = column;
    return column;
  }

  /** A whole number's difference with its sign, or eight bytes or fewer. */
  private step(column: NumberColumn, at: number): number {
    const step = this.natural();
    if (step !== 0) {
      const size = Math.floor(step / 4);
      return column[at] + (step % 4 >= 2 ? -size : size);
    }
    const from = this.take(column.BYTES_PER_ELEMENT);
    if (column instanceof Float64Array) return this.view.getFloat64(from, true);
    if (column instanceof Int32Array) return this.view.getInt32(from, true);
    return column instanceof Uint32Array ? this.view.getUint32(from, true) : this.view.getUint8(from);
  }
}
