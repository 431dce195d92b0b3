import type { MetricsReading } from './reading.js';

/** Takes the values of labels in the family's order, and the value. Nothing is written of a value that is not known. */
export type Put = (value: number | undefined, ...labels: readonly string[]) => void;

/** Metrics of one name. Its unit is the end of its name. */
export type Family = {
  /** A counter with its `_total`, an information with its `_info`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'info';
  readonly labels: readonly string[];
  readonly help: string;
  readonly read: (reading: MetricsReading, put: Put) => void;
};

type Read = Family['read'];

export function counter(name: `${string}_total`, labels: readonly string[], help: string, read: Read): Family {
  return { name, type: 'counter', labels, help, read };
}

export function gauge(name: string, labels: readonly string[], help: string, read: Read): Family {
  return { name, type: 'gauge', labels, help, read };
}

export function info(name: `${string}_info`, labels: readonly string[], help: string, read: Read): Family {
  return { name, type: 'info', labels, help, read };
}

const UNIT = /_(seconds|bytes|ratio)(?:_total)?$/;

export function unitOfFamily({ name }: Family): string | undefined {
  return UNIT.exec(name)?.[1];
}
