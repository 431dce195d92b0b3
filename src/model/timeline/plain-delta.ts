import { Damage } from '../codec/plain-reader.js';
import { ownCopy } from '../machine/freeze.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { ALL_SCALES, bitsBetween, stepFrom, stepOf, withBits } from './scaled.js';

/**
 * Plain data as a tree: a value that contains no others is a leaf. Trees of the same form differ in leaves; where the form
 * differs, the whole branch is written. Nodes are counted from the root, those of replaced branches not, so that they have the
 * same numbers in both trees.
 */
export type Direction = 'redo' | 'undo';

/** Codes of changes after those of the scales, which are steps between numbers. */
const BITS = ALL_SCALES.length;
const REPLACED = BITS + 1;
const END = BITS + 2;
const CODES = 8;

type Walk = { readonly writer: ByteWriter; readonly keepsOld: boolean; node: number; last: number };

/** Writes what leads from one to the other, and back if it keeps what was there. The other as a tree of its own. */
export function writePlainDelta(writer: ByteWriter, before: unknown, after: unknown, keepsOld: boolean): unknown {
  const walk: Walk = { writer, keepsOld, node: 0, last: 0 };
  const made = compare(walk, before, after);
  writer.natural(END);
  return made;
}

/** The tree after: what did not change is that before, what did is no object of the other. */
function compare(walk: Walk, before: unknown, after: unknown): unknown {
  walk.node += 1;
  if (typeof before === 'number' && typeof after === 'number') {
    if (!Object.is(before, after)) changeNumber(walk, before, after);
    return after;
  }
  if (!isBranch(before) || !isBranch(after)) return before === after ? before : replace(walk, before, after);
  const { last } = walk;
  const made = compareBranches(walk, before, after);
  return walk.last === last ? before : made;
}

function compareBranches(walk: Walk, before: object, after: object): unknown {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return compareLists(walk, before, after);
  if (before instanceof Map && after instanceof Map && haveSameKeys(before, after)) {
    return new Map(Array.from(before, ([key, value]) => [key, compare(walk, value, after.get(key))]));
  }
  if (isRecord(before) && isRecord(after)) return compareRecords(walk, before, after);
  return isSameColumn(before, after) ? before : replace(walk, before, after);
}

function compareLists(walk: Walk, before: readonly unknown[], after: readonly unknown[]): unknown {
  let made: unknown[] | undefined;
  for (let at = 0; at < before.length; at++) {
    const other = compare(walk, before[at], after[at]);
    if (Object.is(other, before[at])) continue;
    made ??= before.slice();
    made[at] = other;
  }
  return made ?? before;
}

function compareRecords(walk: Walk, before: Fields, after: Fields): unknown {
  const keys = Object.keys(before);
  const others = Object.keys(after);
  if (keys.length !== others.length) return replace(walk, before, after);
  for (let at = 0; at < keys.length; at++) if (keys[at] !== others[at]) return replace(walk, before, after);
  let made: Record<string, unknown> | undefined;
  for (const key of keys) {
    const old = before[key];
    const value = after[key];
    if (isSameLeaf(old, value)) {
      walk.node += 1;
      continue;
    }
    const other = compare(walk, old, value);
    if (Object.is(other, old)) continue;
    made ??= { ...before };
    made[key] = other;
  }
  return made ?? before;
}

/** Most leaves are, and need no look at what they are. */
function isSameLeaf(before: unknown, after: unknown): boolean {
  return Object.is(before, after) && !isBranch(before);
}

function changeNumber(walk: Walk, before: number, after: number): void {
  for (const scale of ALL_SCALES) {
    const step = stepOf(before, after, scale);
    if (Number.isNaN(step)) continue;
    mark(walk, scale);
    walk.writer.signed(step);
    return;
  }
  const [low, high] = bitsBetween(before, after);
  mark(walk, BITS);
  walk.writer.natural(low);
  walk.writer.natural(high);
}

function replace(walk: Walk, before: unknown, after: unknown): unknown {
  mark(walk, REPLACED);
  if (walk.keepsOld) walk.writer.plain(before);
  walk.writer.plain(after);
  return ownCopy(after);
}

function mark(walk: Walk, code: number): void {
  walk.writer.natural((walk.node - walk.last) * CODES + code);
  walk.last = walk.node;
}

/** The other tree; what did not change is shared with this one. */
export function readPlainDelta(reader: ByteReader, tree: unknown, keepsOld: boolean, direction: Direction): unknown {
  const patch = new Patch(reader, keepsOld, direction);
  const patched = patch.apply(tree);
  patch.end();
  return patched;
}

class Patch {
  private node = 0;
  /** Of the next change. */
  private nextNode = 0;
  private code = END;

  constructor(
    private readonly reader: ByteReader,
    private readonly keepsOld: boolean,
    private readonly direction: Direction,
  ) {
    this.advance();
  }

  apply(value: unknown): unknown {
    this.node += 1;
    if (this.code === END) return value;
    if (this.nextNode === this.node) return this.changed(value);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return this.list(value);
    if (value instanceof Map) return this.map(value);
    return this.record(value as Fields);
  }

  end(): void {
    if (this.code !== END) throw new Damage('a change of nothing');
  }

  private list(list: readonly unknown[]): readonly unknown[] {
    let made: unknown[] | undefined;
    for (let at = 0; at < list.length && this.code !== END; at++) {
      const value = this.apply(list[at]);
      if (Object.is(value, list[at])) continue;
      made ??= list.slice();
      made[at] = value;
    }
    return made ?? list;
  }

  private map(map: ReadonlyMap<unknown, unknown>): unknown {
    const values = Array.from(map.values());
    const made = this.list(values);
    return made === values ? map : new Map(Array.from(map.keys(), (key, at) => [key, made[at]]));
  }

  private record(record: Fields): unknown {
    let made: Record<string, unknown> | undefined;
    for (const key of Object.keys(record)) {
      if (this.code === END) break;
      const value = this.apply(record[key]);
      if (Object.is(value, record[key])) continue;
      if (key === '__proto__') throw new Damage('a key that nothing has');
      made ??= { ...record };
      made[key] = value;
    }
    return made ?? record;
  }

  private changed(value: unknown): unknown {
    const { code } = this;
    const made = code === REPLACED ? this.replaced() : this.number(value, code);
    this.advance();
    return made;
  }

  private replaced(): unknown {
    const first = this.reader.plain();
    if (!this.keepsOld) return first;
    const second = this.reader.plain();
    return this.direction === 'undo' ? first : second;
  }

  private number(value: unknown, code: number): number {
    if (typeof value !== 'number') throw new Damage('a step from no number');
    if (code === BITS) return withBits(value, this.reader.natural(), this.reader.natural());
    const step = this.reader.signed();
    const made = stepFrom(value, this.direction === 'undo' ? -step : step, code);
    if (Number.isNaN(made)) throw new Damage('a step to no number');
    return made;
  }

  private advance(): void {
    const mark = this.reader.natural();
    this.code = mark % CODES;
    this.nextNode = this.node + Math.floor(mark / CODES);
    if (this.code !== END && this.nextNode <= this.node) throw new Damage('a change out of order');
  }
}

type Fields = Readonly<Record<string, unknown>>;

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: object): value is Fields {
  return !Array.isArray(value) && !(value instanceof Map) && !ArrayBuffer.isView(value);
}

function haveSameKeys(one: ReadonlyMap<unknown, unknown>, other: ReadonlyMap<unknown, unknown>): boolean {
  if (one.size !== other.size) return false;
  const keys = other.keys();
  for (const key of one.keys()) if (!Object.is(key, keys.next().value)) return false;
  return true;
}

function isSameColumn(one: object, other: object): boolean {
  if (!ArrayBuffer.isView(one) || !ArrayBuffer.isView(other) || one.constructor !== other.constructor) return false;
  const [values, others] = [one as Float64Array, other as Float64Array];
  return values.length === others.length && values.every((value, at) => Object.is(value, others[at]));
}
