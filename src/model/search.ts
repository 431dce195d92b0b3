import { columnById } from './columns.js';
import type { Sample } from './rates.js';

const command = columnById('command');
const name = columnById('name');

/** Digits alone mean a PID, exactly; anything else is looked for in command and name. */
export function matchesText(sample: Sample, slot: number, search: string): boolean {
  if (/^\d+$/.test(search)) return sample.snapshot.processes.columns.pid[slot] === Number(search);
  const wanted = search.toLowerCase();
  return contains(command.value(sample, slot), wanted) || contains(name.value(sample, slot), wanted);
}

function contains(value: unknown, wanted: string): boolean {
  return String(value ?? '')
    .toLowerCase()
    .includes(wanted);
}
