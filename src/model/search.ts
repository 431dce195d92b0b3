import { bySlot } from './by-slot.js';
import { type Column, columnById } from './columns.js';
import type { Sample } from './rates.js';

type TextOf = (sample: Sample, slot: number) => string;

const known = new Map<Column, TextOf>();
const searched = (['command', 'name'] as const).map((id) => smallTextOf(columnById(id)));

/** Digits alone mean a PID, exactly; anything else is looked for in command and name. */
export function matchesText(sample: Sample, slot: number, search: string): boolean {
  if (/^\d+$/.test(search)) return sample.snapshot.processes.columns.pid[slot] === Number(search);
  const wanted = search.toLowerCase();
  return searched.some((textOf) => textOf(sample, slot).includes(wanted));
}

/** What a column says in small letters, made once for as long as it stays; empty when unknown. */
export function smallTextOf(column: Column): TextOf {
  const small = bySlot((text) => text.toLowerCase());
  const textOf = known.get(column) ?? ((sample, slot) => small(slot, String(column.value(sample, slot) ?? '')));
  known.set(column, textOf);
  return textOf;
}
