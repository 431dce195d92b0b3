import type { IoClass } from '../machine/machine.js';

/** `default`, `idle`, or a class with its level: `best-effort 4`. */
export function ioPriorityText({ class: ioClass, level }: { readonly class: IoClass; readonly level: number }): string {
  if (ioClass === 'none') return 'default';
  return ioClass === 'idle' ? ioClass : `${ioClass} ${level}`;
}
