import { Damage, decodePlain } from '../model/codec/plain-reader.js';
import { encodePlain } from '../model/codec/plain-writer.js';
import { list, natural, number, optional, record, text } from '../model/codec/shape.js';
import { COLUMN_KINDS, type ColumnKind, type SectionLayout, snapshotLayout } from '../model/timeline/layout.js';
import { SCALES, scalesFor } from '../model/timeline/scaled.js';

/** Of frames and bodies. A release that changes it reads all earlier ones; what was only added needs no other. */
export const FORMAT = 1;

/** What is needed to read the samples after it, and where they are from. */
export type Schema = {
  readonly format: number;
  /** Of ntop. */
  readonly version: string;
  /** Differs for each start of ntop, in which serials begin anew. */
  readonly run: string;
  readonly bootId: string;
  readonly host: string;
  readonly utcOffsetMinutes: number;
  readonly ticksPerSecond: number;
  readonly intervalSeconds: number;
  /** What was left of the command lines of processes: `full`, `name` or `none`. Earlier releases did not say it. */
  readonly commandLines?: string | undefined;
  readonly sections: readonly SchemaSection[];
};

/** Sections, columns and texts are told by their place in these lists. */
type SchemaSection = {
  readonly name: string;
  readonly columns: readonly SchemaColumn[] | undefined;
  readonly texts: readonly string[] | undefined;
};

/** `scale`: the smallest part of one that is told as a whole number; the unit, if the name has one. */
type SchemaColumn = { readonly name: string; readonly kind: string; readonly scale: number; readonly unit: string };

const schemaColumn = record<SchemaColumn>({ name: text, kind: text, scale: number, unit: text });

const schemaShape = record<Schema>({
  format: natural,
  version: text,
  run: text,
  bootId: text,
  host: text,
  utcOffsetMinutes: number,
  ticksPerSecond: number,
  intervalSeconds: number,
  commandLines: optional(text),
  sections: list(
    record<SchemaSection>({ name: text, columns: optional(list(schemaColumn)), texts: optional(list(text)) }),
  ),
});

const UNITS = ['Bytes', 'Seconds', 'Microseconds', 'Milliseconds', 'Ticks', 'Percent'];

/** What was asked for goes with each sample, for it can change. */
const NEEDS: SectionLayout = { name: 'needs', table: undefined };

export function recordingLayout(): readonly SectionLayout[] {
  return [...snapshotLayout(), NEEDS];
}

export function encodeSchema(origin: Omit<Schema, 'format' | 'sections'>): Uint8Array {
  const sections = recordingLayout().map(({ name, table }) => ({
    name,
    columns: table?.columns.map((column) => ({ ...column, scale: scaleOf(column.name), unit: unitOf(column.name) })),
    texts: table?.texts,
  }));
  return encodePlain({ format: FORMAT, ...origin, sections } satisfies Schema);
}

/** Undefined where it is none. What one of a later format says besides may be anything. */
export function decodeSchema(bytes: Uint8Array): Schema | undefined {
  try {
    return schemaShape(decodePlain(bytes));
  } catch (error) {
    if (error instanceof Damage) return undefined;
    throw error;
  }
}

/** How to read the samples; sections with columns of an unknown kind are read past. */
export function layoutOf({ sections }: Schema): readonly SectionLayout[] {
  return sections.map(({ name, columns, texts }) => {
    if (columns === undefined) return { name, table: undefined };
    const kinds = columns.map((column) => ({
      name: column.name,
      kind: COLUMN_KINDS.find((kind) => kind === column.kind),
    }));
    const isKnown = (column: {
      name: string;
      kind: ColumnKind | undefined;
    }): column is { name: string; kind: ColumnKind } => column.kind !== undefined;
    if (!kinds.every(isKnown)) return { name, table: undefined, isReadPast: true };
    return { name, table: { columns: kinds, texts: texts ?? [] } };
  });
}

/** What this release does not know of, by name. */
export function unknownOf({ sections }: Schema): readonly string[] {
  const known = new Map(recordingLayout().map((section) => [section.name, section.table]));
  return sections.flatMap(({ name, columns, texts }) => {
    if (!known.has(name)) return [name];
    const table = known.get(name);
    const names = new Set([...(table?.columns ?? []).map((column) => column.name), ...(table?.texts ?? [])]);
    const others = [...(columns ?? []).map((column) => column.name), ...(texts ?? [])];
    return others.filter((each) => !names.has(each)).map((each) => `${name}.${each}`);
  });
}

function scaleOf(name: string): number {
  return Math.max(...scalesFor(name).map((scale) => SCALES[scale]));
}

function unitOf(name: string): string {
  return UNITS.find((unit) => name.endsWith(unit))?.toLowerCase() ?? '';
}
