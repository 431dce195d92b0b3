import { Damage } from '../codec/plain-reader.js';
import { ofTexts } from '../codec/shape.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { ColumnState } from './column-state.js';
import type { NumberColumn, TableLayout } from './layout.js';
import type { Direction } from './plain-delta.js';

/** A table of a snapshot. */
export type Table = {
  readonly slots: number;
  readonly columns: Readonly<Record<string, NumberColumn>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
};

/** Rows of which a number, or a text, can differ from those before, ascending; undefined: all. */
export type Changed = { readonly rows: Int32Array; readonly texts?: Int32Array | undefined };

export const NO_TABLE: Table = { slots: 0, columns: {}, texts: {} };

const NO_NUMBERS = new Uint8Array(0);
const NO_TEXTS: readonly string[] = [];

/** Of Linux's four million tasks; a table of so many takes 250 MB. */
const MOST_SLOTS = 1 << 20;
/** Slots that need no bytes. A slot beyond them has been paid by at least so many. */
const FREE_SLOTS = 4096;
export const BYTES_A_SLOT = 16;

/** How many slots there may be after so many bytes: a few bytes must not take all memory. */
export function mostSlots(paidBytes: number): number {
  return Math.min(MOST_SLOTS, FREE_SLOTS + Math.floor(paidBytes / BYTES_A_SLOT));
}

/** The columns and texts of a table at one sample, and the way to the next one or back. */
export class TableState {
  private columns: readonly ColumnState[];
  private texts: readonly string[][];
  /** Of each list of texts the copy that was handed out last, until a text changes. */
  private readonly handedOut: (readonly string[] | undefined)[] = [];
  /** What was handed out last. */
  private made: Table | undefined;
  slots = 0;
  private candidates = new Int32Array(0);
  /** By slot: its index among the rows that change. */
  private indexes = new Int32Array(0);
  private rows = new Int32Array(0);

  private readonly names: readonly string[];

  constructor(private readonly layout: TableLayout) {
    this.names = layout.columns.map(({ name }) => name);
    this.columns = layout.columns.map((column) => new ColumnState(column));
    this.texts = layout.texts.map(() => []);
  }

  clone(): TableState {
    const clone = new TableState(this.layout);
    clone.columns = this.columns.map((column) => column.clone());
    clone.texts = this.texts.map((texts) => texts.slice());
    clone.slots = this.slots;
    clone.handedOut.push(...this.handedOut);
    clone.made = this.made;
    return clone;
  }

  /** As plain data that nothing may change; what stays the same is the same object as before. */
  values(): Table {
    const { slots, made } = this;
    const bytes = this.columns.reduce((sum, column) => sum + column.bytesFor(slots), 0);
    const room = { bytes: new ArrayBuffer(bytes), used: 0 };
    const columns = withValues(made?.columns, this.names, (at) => this.columns[at].slice(slots, room));
    const texts = withValues(made?.texts, this.layout.texts, (at) => this.textsOf(at));
    if (made?.slots === slots && made.columns === columns && made.texts === texts) return made;
    this.made = { slots, columns, texts };
    return this.made;
  }

  /** An empty one becomes this table, without a word about the way. */
  fill({ slots, columns, texts }: Table): void {
    this.makeRoom(slots);
    for (const column of this.columns) column.fill(columns[column.name] ?? NO_NUMBERS, slots);
    this.texts.forEach((own, at) => {
      const others = texts[this.layout.texts[at]] ?? NO_TEXTS;
      for (let slot = 0; slot < slots; slot++) own[slot] = others[slot] ?? '';
    });
    this.handedOut.length = 0;
    this.setSlots(slots);
  }

  private textsOf(at: number): readonly string[] {
    const known = this.handedOut[at];
    if (known?.length === this.slots) return known;
    const copy = ofTexts(this.texts[at].slice());
    this.handedOut[at] = copy;
    return copy;
  }

  /** The same table afterwards. Only the rows, if given, differ. True if anything changed. */
  write(writer: ByteWriter, table: Table, keepsOld: boolean, changed: Changed | undefined): boolean {
    const before = this.slots;
    const limit = keepsOld ? Math.max(before, table.slots) : table.slots;
    this.makeRoom(limit);
    writer.signed(table.slots - before);
    const common = Math.min(before, table.slots);
    const isChanged = this.writeColumns(writer, table, this.choose(changed?.rows, common, limit), keepsOld);
    const isRetold = this.writeTexts(writer, table, this.choose(changed?.texts, common, limit), keepsOld);
    this.setSlots(table.slots);
    return isChanged || isRetold || before !== table.slots;
  }

  read(reader: ByteReader, keepsOld: boolean, direction: Direction, most: number): void {
    const growth = reader.signed();
    const slots = this.slots + (direction === 'undo' ? -growth : growth);
    if (!(slots >= 0 && slots <= most)) throw new Damage('more slots than bytes for them');
    const limit = Math.max(this.slots, slots);
    this.makeRoom(limit);
    this.readColumns(reader, limit, direction);
    this.readTexts(reader, limit, keepsOld, direction);
    this.setSlots(slots);
  }

  private makeRoom(slots: number): void {
    for (const column of this.columns) column.makeRoom(slots);
    for (const texts of this.texts) while (texts.length < slots) texts.push('');
    if (this.indexes.length < slots) {
      this.indexes = new Int32Array(slots + (slots >> 3));
      this.candidates = this.indexes.slice();
      this.rows = this.indexes.slice();
    }
  }

  private setSlots(slots: number): void {
    if (slots !== this.slots) this.handedOut.length = 0;
    if (slots < this.slots) for (const column of this.columns) column.cut(slots);
    for (const texts of this.texts) texts.length = slots;
    this.slots = slots;
  }

  /** Puts the slots that may change into `candidates`, ascending; how many. */
  private choose(rows: Int32Array | undefined, common: number, limit: number): number {
    let count = 0;
    if (rows === undefined) while (count < common) this.candidates[count] = count++;
    else for (let at = 0; at < rows.length && rows[at] < common; at++) this.candidates[count++] = rows[at];
    for (let slot = common; slot < limit; slot++) this.candidates[count++] = slot;
    return count;
  }

  private writeColumns(writer: ByteWriter, table: Table, candidates: number, keepsOld: boolean): boolean {
    for (const column of this.columns) {
      const other = table.columns[column.name] ?? NO_NUMBERS;
      column.compare(other, this.candidates, candidates, Math.min(table.slots, other.length));
    }
    const rows = this.collectRows(candidates);
    writer.natural(rows);
    for (let at = 0; at < rows; at++) writer.natural(this.rows[at] - (at === 0 ? -1 : this.rows[at - 1]) - 1);
    let last = -1;
    for (let at = 0; at < this.columns.length; at++) {
      const column = this.columns[at];
      if (column.changes === 0) continue;
      writer.natural(at - last);
      last = at;
      this.writePlaces(writer, column, rows);
      const other = table.columns[column.name] ?? NO_NUMBERS;
      column.write(writer, other, Math.min(table.slots, other.length), keepsOld);
    }
    writer.natural(0);
    return rows > 0;
  }

  /** The rows in which any column changes. */
  private collectRows(candidates: number): number {
    const { indexes, rows } = this;
    for (let at = 0; at < candidates; at++) indexes[this.candidates[at]] = -1;
    for (const column of this.columns) {
      for (let at = 0; at < column.changes; at++) indexes[column.changed[at]] = 0;
    }
    let count = 0;
    for (let at = 0; at < candidates; at++) {
      const slot = this.candidates[at];
      if (indexes[slot] < 0) continue;
      indexes[slot] = count;
      rows[count++] = slot;
    }
    return count;
  }

  /** Which of the rows: 0 for all, else how many and the steps from one to the next. */
  private writePlaces(writer: ByteWriter, column: ColumnState, rows: number): void {
    const isAll = column.changes === rows;
    writer.natural(isAll ? 0 : column.changes);
    if (isAll) return;
    let last = -1;
    for (let at = 0; at < column.changes; at++) {
      const index = this.indexes[column.changed[at]];
      writer.natural(index - last - 1);
      last = index;
    }
  }

  private readColumns(reader: ByteReader, limit: number, direction: Direction): void {
    const rows = readAscending(reader, reader.natural(), limit);
    for (let at = -1; ; ) {
      const step = reader.natural();
      if (step === 0) return;
      at += step;
      const column = this.columns[at];
      if (column === undefined) throw new Damage('a column that there is not');
      const count = reader.natural();
      const slots = count === 0 ? rows : readAscending(reader, count, rows.length).map((index) => rows[index]);
      column.read(reader, slots, direction);
    }
  }

  private writeTexts(writer: ByteWriter, table: Table, candidates: number, keepsOld: boolean): boolean {
    let last = -1;
    for (let at = 0; at < this.texts.length; at++) {
      const texts = this.texts[at];
      const others = table.texts[this.layout.texts[at]] ?? NO_TEXTS;
      const slots = this.changedTexts(texts, others, candidates, table.slots);
      if (slots.length === 0) continue;
      writer.natural(at - last);
      last = at;
      this.handedOut[at] = undefined;
      writer.natural(slots.length);
      slots.forEach((slot, index) => {
        writer.natural(slot - (index === 0 ? -1 : slots[index - 1]) - 1);
      });
      for (const slot of slots) {
        const text = slot < table.slots ? (others[slot] ?? '') : '';
        if (keepsOld) writer.text(texts[slot]);
        writer.text(text);
        texts[slot] = text;
      }
    }
    writer.natural(0);
    return last >= 0;
  }

  private changedTexts(texts: readonly string[], others: readonly string[], candidates: number, given: number) {
    const slots: number[] = [];
    for (let at = 0; at < candidates; at++) {
      const slot = this.candidates[at];
      if (texts[slot] !== (slot < given ? (others[slot] ?? '') : '')) slots.push(slot);
    }
    return slots;
  }

  private readTexts(reader: ByteReader, limit: number, keepsOld: boolean, direction: Direction): void {
    for (let at = -1; ; ) {
      const step = reader.natural();
      if (step === 0) return;
      at += step;
      const texts = this.texts[at];
      if (texts === undefined) throw new Damage('a text that there is not');
      this.handedOut[at] = undefined;
      for (const slot of readAscending(reader, reader.natural(), limit)) {
        const first = reader.text();
        const second = keepsOld ? reader.text() : first;
        texts[slot] = direction === 'undo' ? first : second;
      }
    }
  }
}

type Fields<Value> = Readonly<Record<string, Value>>;

/** Fields of these names: the same object as before if their values are. */
function withValues<Value>(
  before: Fields<Value> | undefined,
  names: readonly string[],
  at: (index: number) => Value,
): Fields<Value> {
  let made: Record<string, Value> | undefined = before === undefined ? {} : undefined;
  for (let index = 0; index < names.length; index++) {
    const value = at(index);
    if (before?.[names[index]] === value) continue;
    made ??= { ...before };
    made[names[index]] = value;
  }
  return made ?? before ?? {};
}

/** So many numbers below a limit, each larger than the one before. */
function readAscending(reader: ByteReader, count: number, limit: number): number[] {
  if (count > limit || count > reader.left) throw new Damage('more rows than there are');
  const numbers: number[] = [];
  let last = -1;
  for (let left = count; left > 0; left--) {
    last += 1 + reader.natural();
    if (last >= limit) throw new Damage('a row that there is not');
    numbers.push(last);
  }
  return numbers;
}
