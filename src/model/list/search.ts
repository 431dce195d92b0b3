import { bySlot } from '../sample/by-slot.js';
import type { Sample } from '../sample/sample.js';
import type { Column } from './column-kinds.js';
import type { Vocabulary } from './pane.js';

type TextOf = (sample: Sample, slot: number) => string;

const known = new Map<Column, TextOf>();

/** Digits alone mean a PID or another number, exactly; anything else is looked for where the pane has words. */
export function matchesText({ columns, words, digits }: Vocabulary, sample: Sample, slot: number, search: string) {
  if (/^\d+$/.test(search)) {
    return columns.some(({ id, value }) => digits.includes(id) && value(sample, slot) === Number(search));
  }
  const wanted = search.toLowerCase();
  return columns.some((column) => words.includes(column.id) && smallTextOf(column)(sample, slot).includes(wanted));
}

/** What a column says in small letters, made once for as long as it stays; empty when unknown. */
export function smallTextOf(column: Column): TextOf {
  const small = bySlot((text) => text.toLowerCase());
  const textOf = known.get(column) ?? ((sample, slot) => small(slot, String(column.value(sample, slot) ?? '')));
  known.set(column, textOf);
  return textOf;
}
