import type { ValueKind } from '../list/column-kinds.js';
import { parseBytes, parseSeconds } from '../text/units.js';

export type AmountKind = Exclude<ValueKind, 'text' | 'texts' | 'flag' | 'numbers'>;

/** A number as typed, and the tolerance within which a value equals it: half of its last digit. */
export type Amount = { readonly amount: number; readonly tolerance: number };

/** How to write a value of each kind, for error messages. */
export const EXPECTED: Readonly<Record<AmountKind, string>> = {
  number: 'a number',
  bytes: 'a size such as 500M',
  percent: 'a percentage such as 5 or 5%',
  seconds: 'a time such as 90, 1.5s or 1h30m',
  milliseconds: 'a time such as 20ms or 1.5s',
  time: 'a date such as 2026-11-23 or 2026-11-23T10:00',
};

const PARSERS: Readonly<Record<AmountKind, (text: string) => Amount | undefined>> = {
  number: (text) => about(plainNumber(text), 0.5),
  bytes: (text) => about(parseBytes(text), (parseBytes(text.replace(/^[\d.]+/, '1')) ?? 1) / 2 / 10 ** decimals(text)),
  percent: (text) => about(plainNumber(text.replace(/%$/, '')), 0.05),
  seconds: (text) => about(parseSeconds(text), 0.005),
  milliseconds: (text) => about(plainNumber(text) ?? inMilliseconds(text), 0.5),
  time: (text) => about(parseMoment(text), 0.5),
};

/** Parses the value that a column of this kind is compared with; undefined if it is not one. */
export function parseAmount(kind: AmountKind, text: string): Amount | undefined {
  return PARSERS[kind](text);
}

function about(amount: number | undefined, tolerance: number): Amount | undefined {
  return amount === undefined ? undefined : { amount, tolerance };
}

function inMilliseconds(text: string): number | undefined {
  const seconds = parseSeconds(text);
  return seconds === undefined ? undefined : seconds * 1000;
}

function plainNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Seconds since 1970, or a date with or without a time, in the local time zone. */
function parseMoment(text: string): number | undefined {
  const dated = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?Z?)?$/.test(text);
  if (!dated) return plainNumber(text);
  // Date.parse() takes a date without a time as UTC.
  const milliseconds = Date.parse(text.length === 10 ? `${text}T00:00` : text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function decimals(text: string): number {
  return /\.(\d*)/.exec(text)?.[1].length ?? 0;
}
