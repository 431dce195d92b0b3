import type { Column, Value } from '../model/column-kinds.js';
import type { Pane } from '../model/pane.js';
import type { Sample } from '../model/rates.js';
import { exactValue, round, sampleTime } from './exact.js';

/** JSON escapes C0 alone. Whatever else a terminal obeys is escaped too: the text stays exact, and is safe to look at. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** One sample as one line of JSON. */
export function writeJson(sample: Sample, slots: Iterable<number>, pane: Pane, columns: readonly Column[]): string {
  const { intervalSeconds } = sample.rates;
  const head = JSON.stringify({
    schema: `ntop.${pane.id}/1`,
    time: sampleTime(sample),
    host: sample.snapshot.system.hostname,
    intervalSeconds: intervalSeconds === undefined ? null : round(intervalSeconds, 3),
  });
  const rows = Array.from(slots, (slot) => writeRow(sample, slot, pane, columns));
  return `${head.slice(0, -1)},"rows":[${rows.join(',')}]}`.replace(UNSAFE, escapeUnits).concat('\n');
}

function writeRow(sample: Sample, slot: number, { identity }: Pane, columns: readonly Column[]): string {
  const row: Record<string, Value | null> = identity === undefined ? {} : { identity: identity(sample, slot) };
  for (const column of columns) row[column.id] = exactValue(column, sample, slot) ?? null;
  return JSON.stringify(row);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
