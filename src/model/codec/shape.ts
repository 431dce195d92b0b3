import { Damage } from './plain-reader.js';

/** Gives back a value that is what it should be, as an object of its own; else throws Damage. */
export type Shape<Value> = (value: unknown) => Value;

/** What is known of a shape besides what it checks: the fields of a record. */
const FIELDS = new WeakMap<object, Readonly<Record<string, Shape<unknown>>>>();

/** Of a record, and of what may be one: by key. */
export function fieldsOf(shape: Shape<unknown>): Readonly<Record<string, Shape<unknown>>> | undefined {
  return FIELDS.get(shape);
}

/** Gives a shape that checks more the fields of the one within. */
export function withFieldsOf<Value>(inner: Shape<unknown>, outer: Shape<Value>): Shape<Value> {
  const fields = FIELDS.get(inner);
  if (fields !== undefined) FIELDS.set(outer, fields);
  return outer;
}

function shape<Value>(name: string, fits: (value: unknown) => value is Value): Shape<Value> {
  return (value) => {
    if (fits(value)) return value;
    throw new Damage(`no ${name}`);
  };
}

export const number = shape('number', (value): value is number => typeof value === 'number');
export const text = shape('text', (value): value is string => typeof value === 'string');
export const flag = shape('flag', (value): value is boolean => typeof value === 'boolean');
export const float64s = shape('column', (value): value is Float64Array => value instanceof Float64Array);
export const int32s = shape('column', (value): value is Int32Array => value instanceof Int32Array);
export const uint32s = shape('column', (value): value is Uint32Array => value instanceof Uint32Array);
export const uint8s = shape('column', (value): value is Uint8Array => value instanceof Uint8Array);

/** From 0 to 2^53 - 1. */
export const natural = shape(
  'count',
  (value): value is number => Number.isSafeInteger(value) && typeof value === 'number' && value >= 0,
);

export function optional<Value>(inner: Shape<Value>): Shape<Value | undefined> {
  return withFieldsOf(inner, (value) => (value === undefined ? undefined : inner(value)));
}

export function oneOf<Word extends string | number>(words: readonly Word[]): Shape<Word> {
  return shape('known word', (value): value is Word => (words as readonly unknown[]).includes(value));
}

/** Its fields are those of the second. */
export function either<One, Other>(one: Shape<One>, other: Shape<Other>, isOne: (value: object) => boolean) {
  return withFieldsOf(other, (value: unknown): One | Other => (isOne(objectOf(value)) ? one(value) : other(value)));
}

export function list<Value>(inner: Shape<Value>): Shape<readonly Value[]> {
  return (value) => {
    if (Array.isArray(value)) return value.map(inner);
    throw new Damage('no list');
  };
}

/** Lists of which each is known to be a text. */
const TEXTS = new WeakSet<object>();

/** A list that nothing will change: shapes need not look at its texts again. */
export function ofTexts(list: readonly string[]): readonly string[] {
  TEXTS.add(list);
  return list;
}

const anyTexts = list(text);

export const texts: Shape<readonly string[]> = (value) =>
  typeof value === 'object' && value !== null && TEXTS.has(value) ? (value as readonly string[]) : anyTexts(value);

export function map<Key, Value>(keys: Shape<Key>, values: Shape<Value>): Shape<ReadonlyMap<Key, Value>> {
  return (value) => {
    if (!(value instanceof Map)) throw new Damage('no map');
    return new Map(Array.from(value, ([key, each]) => [keys(key), values(each)]));
  };
}

/** Each of the keys, and no other: what a later release has more is left out. A key may be missing where undefined fits. */
export function record<Fields extends object>(
  fields: {
    readonly [Key in keyof Fields]-?: Shape<Fields[Key]>;
  },
): Shape<Fields> {
  const keys = Object.keys(fields);
  const shapes = Object.values<Shape<unknown>>(fields);
  const checked: Shape<Fields> = (value) => {
    const given = objectOf(value) as Readonly<Record<string, unknown>>;
    const made: Record<string, unknown> = {};
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at];
      const field = shapes[at](given[key]);
      if (field !== undefined || Object.hasOwn(given, key)) made[key] = field;
    }
    return made as Fields;
  };
  FIELDS.set(checked, fields);
  return checked;
}

function objectOf(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)) return value;
  throw new Damage('no record');
}
