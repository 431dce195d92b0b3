import { Damage } from '../model/codec/plain-reader.js';
import { fieldsOf, type Shape } from '../model/codec/shape.js';
import { snapshotShape } from '../model/codec/snapshot-shape.js';
import { GROUP_KINDS } from '../model/machine/group-table.js';
import { type Needs, NO_NEEDS } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { type SectionLayout, snapshotLayout, type TableLayout, unknownColumn } from '../model/timeline/layout.js';

/** A sample as it was recorded, without its events. */
export type RecordedSample = { readonly snapshot: Snapshot; readonly needs: Needs };

type Members = Readonly<Record<string, unknown>>;
type Table = { readonly slots: number; readonly columns: Members; readonly texts: Members };

/** Serials begin anew with each run of ntop, and within a recording no two processes have the same. */
const SERIALS_A_RUN = 2 ** 40;

/** Makes samples of the members of states. What stays the same from one to the next is made once. */
export class SampleReader {
  private readonly sections: readonly SectionReader[];
  private readonly needs = new Kept(needsOf);

  constructor() {
    const shapes = fieldsOf(snapshotShape) ?? {};
    this.sections = snapshotLayout().map((section) => new SectionReader(section, shapes[section.name]));
  }

  /** What the members are in this release. Throws Damage where they are no snapshot. */
  read(members: Members, run: number): RecordedSample {
    const made: Record<string, unknown> = {};
    for (const section of this.sections) {
      const { name } = section.layout;
      const value = section.read(members[name], run);
      if (Object.hasOwn(members, name)) made[name] = value;
    }
    return { snapshot: made as Snapshot, needs: this.needs.of(members.needs, 0) };
  }
}

/** What was last made of a value that nothing changes. */
class Kept<From, Made> {
  private last: { readonly from: From; readonly run: number; readonly made: Made } | undefined;

  constructor(private readonly make: (from: From, run: number) => Made) {}

  of(from: From, run: number): Made {
    const { last } = this;
    if (last !== undefined && last.from === from && last.run === run) return last.made;
    const made = this.make(from, run);
    this.last = { from, run, made };
    return made;
  }
}

class SectionReader {
  private readonly kept = new Kept((value: unknown, run: number) => this.make(value, run));
  private readonly serials = new Kept(raised);

  constructor(
    readonly layout: SectionLayout,
    private readonly shape: Shape<unknown>,
  ) {}

  read(value: unknown, run: number): unknown {
    return this.kept.of(value, run);
  }

  private make(value: unknown, run: number): unknown {
    const { table } = this.layout;
    if (table !== undefined && isTable(value)) return this.shape(this.knownTable(value, table, run));
    return this.shape(run > 0 ? withOwnSerials(value, run) : value);
  }

  /** With all columns that this release knows; what it does not know is left out by the shape. */
  private knownTable(table: Table, layout: TableLayout, run: number): Table {
    const columns: Record<string, unknown> = { ...table.columns };
    for (const { name, kind } of layout.columns) columns[name] ??= unknownColumn(kind, table.slots);
    const texts: Record<string, unknown> = { ...table.texts };
    for (const name of layout.texts) texts[name] ??= Array(table.slots).fill('');
    if (run > 0 && columns.serial instanceof Float64Array) columns.serial = this.serials.of(columns.serial, run);
    return { ...table, columns, texts };
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'columns' in value && 'texts' in value;
}

function raised(serials: Float64Array, run: number): Float64Array {
  return serials.map((serial) => (serial === 0 ? 0 : serial + run * SERIALS_A_RUN));
}

/** Of lists of what has a serial. */
function withOwnSerials(value: unknown, run: number): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((each: unknown) => {
    const has = typeof each === 'object' && each !== null && 'serial' in each && typeof each.serial === 'number';
    return has ? { ...each, serial: Number(each.serial) + run * SERIALS_A_RUN } : each;
  });
}

/** Whatever else it says, later code only asks for truth of the flags. */
function needsOf(value: unknown): Needs {
  if (typeof value !== 'object' || value === null) throw new Damage('no needs');
  const needs = value as Members;
  const flags = Object.entries(needs).filter(([, flag]) => typeof flag === 'boolean');
  const { sockets, sessions, groups } = needs;
  return {
    ...NO_NEEDS,
    ...(Object.fromEntries(flags) as Partial<Needs>),
    ...(typeof sockets === 'object' && sockets !== null
      ? { sockets: { ...(sockets as Needs['sockets'] & object) } }
      : {}),
    ...(sessions === 'now' || sessions === 'seldom' ? { sessions } : {}),
    ...(Array.isArray(groups) ? { groups: GROUP_KINDS.filter((kind) => groups.includes(kind)) } : {}),
  };
}
