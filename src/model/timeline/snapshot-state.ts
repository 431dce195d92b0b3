import { Damage } from '../codec/plain-reader.js';
import { snapshotShape } from '../codec/snapshot-shape.js';
import type { Snapshot } from '../machine/snapshot.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { type SectionLayout, snapshotLayout } from './layout.js';
import { type Direction, readPlainDelta, writePlainDelta } from './plain-delta.js';
import { BYTES_A_SLOT, type Changed, mostSlots, NO_TABLE, type Table, TableState } from './table-state.js';

/** How a member of a snapshot is there. */
const MISSING = 0;
const PLAIN = 1;
const TABLE = 2;
const KINDS = 3;

export type StateOptions = {
  /** Deltas lead back too. */
  readonly keepsOld: boolean;
  readonly layout?: readonly SectionLayout[];
};

/**
 * A snapshot, and the ways to the next one and back as bytes. What a snapshot has is exact after any number of steps. The
 * first delta leads from nothing: a whole snapshot.
 */
export class SnapshotState {
  private sections: readonly SectionState[];
  private readonly writer = new ByteWriter();
  /** Of the snapshot that it is. */
  private reading: number | undefined;

  constructor(private readonly options: StateOptions) {
    this.sections = (options.layout ?? snapshotLayout()).map((section) => new SectionState(section));
  }

  clone(): SnapshotState {
    const clone = new SnapshotState({ ...this.options, layout: [] });
    clone.sections = this.sections.map((section) => section.clone());
    return clone;
  }

  /** An empty one becomes this snapshot, without bytes that lead there from nothing: nothing would read them. */
  fill(snapshot: Snapshot): void {
    const { changed, members } = membersOf(snapshot);
    this.reading = changed?.reading;
    for (const section of this.sections)
      section.fill(Object.hasOwn(members, section.layout.name), members[section.layout.name]);
  }

  /** Becomes this snapshot; the bytes that led there. */
  write(snapshot: Snapshot): Uint8Array {
    const { writer } = this;
    writer.clear();
    const { changed, members } = membersOf(snapshot);
    const isNext = changed !== undefined && changed.reading - 1 === this.reading;
    this.reading = changed?.reading;
    this.sections.forEach((section, id) => {
      const { name } = section.layout;
      const has = Object.hasOwn(members, name);
      const rows = isNext && name === 'processes' ? changed : undefined;
      const body = section.write(has, members[name], this.options.keepsOld, rows);
      if (body === undefined) return;
      writer.natural(id);
      writer.written(body);
    });
    return writer.take();
  }

  /** Goes the way that these bytes lead. After Damage it is no snapshot any more. */
  read(delta: Uint8Array, direction: Direction = 'redo'): void {
    const reader = new ByteReader(delta);
    while (reader.left > 0) {
      const section = this.sections[reader.natural()];
      const body = reader.bytes();
      if (section === undefined) throw new Damage('a section that there is not');
      section.read(body, this.options.keepsOld, direction);
    }
  }

  /** As plain data of its own, with what a later release has more. */
  members(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.sections.filter((section) => section.isThere).map((section) => [section.layout.name, section.value()]),
    );
  }

  snapshot(): Snapshot {
    return snapshotShape(this.members());
  }
}

function membersOf(snapshot: Snapshot) {
  const { changed, ...processes } = snapshot.processes;
  const members: Readonly<Record<string, unknown>> = { ...snapshot, processes };
  return { changed, members };
}

class SectionState {
  private kind = MISSING;
  private table: TableState | undefined;
  /** Of a table what it has besides columns and texts. */
  private plain: unknown;
  /** What was handed out last, and what it is made of. */
  private made: { readonly plain: unknown; readonly table: Table; readonly value: object } | undefined;
  /** Bytes that led here. */
  private paid = 0;
  private readonly writer = new ByteWriter();

  constructor(readonly layout: SectionLayout) {
    this.table = layout.table && new TableState(layout.table);
  }

  get isThere(): boolean {
    return this.kind !== MISSING;
  }

  clone(): SectionState {
    const clone = new SectionState(this.layout);
    clone.kind = this.kind;
    clone.table = this.table?.clone();
    clone.plain = this.plain;
    clone.made = this.made;
    clone.paid = this.paid;
    return clone;
  }

  /** The same object for as long as nothing of it changes. */
  value(): unknown {
    const { plain, made } = this;
    if (this.kind !== TABLE || this.table === undefined) return plain;
    const table = this.table.values();
    if (made?.table === table && made.plain === plain) return made.value;
    const value = { ...(plain as object), ...table };
    this.made = { plain, table, value };
    return value;
  }

  fill(has: boolean, value: unknown): void {
    const table = this.table && isTable(value) ? value : undefined;
    this.kind = table ? TABLE : has ? PLAIN : MISSING;
    if (table) this.table?.fill(table);
    this.paid += BYTES_A_SLOT * (table?.slots ?? 0);
    this.writer.clear();
    this.plain = writePlainDelta(this.writer, this.plain, table ? restOf(table) : value, false);
  }

  /** undefined if nothing changed. */
  write(has: boolean, value: unknown, keepsOld: boolean, changed: Changed | undefined): ByteWriter | undefined {
    const { writer, kind, plain } = this;
    if (!has && kind === MISSING) return undefined;
    writer.clear();
    const table = this.table && isTable(value) ? value : undefined;
    this.kind = table ? TABLE : has ? PLAIN : MISSING;
    writer.byte(this.kind + KINDS * kind);
    const slots = this.table?.slots ?? 0;
    const isChanged = this.writeTable(kind, table, keepsOld, changed);
    this.plain = writePlainDelta(writer, plain, table ? restOf(table) : value, keepsOld);
    if (!isChanged && kind === this.kind && plain === this.plain) return undefined;
    const grown = (this.table?.slots ?? 0) - slots;
    if (writer.length < BYTES_A_SLOT * grown) writer.zeros(BYTES_A_SLOT * grown - writer.length);
    this.paid += writer.length;
    return writer;
  }

  private writeTable(kind: number, table: Table | undefined, keepsOld: boolean, changed: Changed | undefined): boolean {
    if (this.table === undefined || (kind !== TABLE && table === undefined)) return false;
    return this.table.write(this.writer, table ?? NO_TABLE, keepsOld, kind === TABLE ? changed : undefined);
  }

  read(body: Uint8Array, keepsOld: boolean, direction: Direction): void {
    if (this.layout.isReadPast) return;
    this.paid += body.length;
    const reader = new ByteReader(body);
    const kinds = reader.below(KINDS * KINDS);
    const [before, after] = [Math.floor(kinds / KINDS), kinds % KINDS];
    if (before === TABLE || after === TABLE) {
      if (this.table === undefined) throw new Damage('no table');
      this.table.read(reader, keepsOld, direction, mostSlots(this.paid));
    }
    this.plain = readPlainDelta(reader, this.plain, keepsOld, direction);
    this.kind = direction === 'undo' ? before : after;
    if (this.kind === TABLE && (typeof this.plain !== 'object' || this.plain === null)) throw new Damage('no table');
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'columns' in value && 'texts' in value && 'slots' in value;
}

/** What a table has besides columns and texts. */
function restOf({ slots: _, columns: __, texts: ___, ...rest }: Table): object {
  return rest;
}
