import { bySlot } from '../sample/by-slot.js';
import type { Sample } from '../sample/sample.js';
import type { Column } from './column-kinds.js';
import type { Vocabulary } from './pane.js';

type TextOf = (sample: Sample, slot: number) => string;

const known = new Map<Column, TextOf>();

/** Digits alone match a PID or another number exactly; other text is searched in the pane's text columns. */
export function matchesText({ columns, words, digits }: Vocabulary, sample: Sample, slot: number, search: string) {
  if (/^\d+$/.test(search)) {
    return columns.some(({ id, value }) => digits.includes(id) && value(sample, slot) === Number(search));
  }
  const wanted = search.toLowerCase();
  return columns.some((column) => words.includes(column.id) && smallTextOf(column)(sample, slot).includes(wanted));
}

/** A column's text in lower case, cached while it does not change; empty if unknown. */
export function smallTextOf(column: Column): TextOf {
  const small = bySlot((text) => text.toLowerCase());
  const textOf = known.get(column) ?? ((sample, slot) => small(slot, String(column.value(sample, slot) ?? '')));
  known.set(column, textOf);
  return textOf;
}
