import type { Typed } from './arguments.js';
import { FLAGS, type Flag, type Long } from './flags.js';
import { COLUMNS, type Column, findColumn, nearestColumn } from './model/columns.js';
import { parseFilter } from './model/filter.js';
import { nearest } from './model/nearest.js';
import { SETTINGS } from './model/settings.js';
import { parseSeconds } from './model/units.js';
import type { UserChoice } from './options.js';
import { quoted } from './quoted.js';

type Values = Typed['values'];

/** Why a value can't be used, in one sentence. Thrown here, caught in cli.ts. */
export class Refused extends Error {}

const paneNames = ['processes', 'ps'];
const laterPanes = ['connections', 'net', 'memory', 'mem', 'sessions', 'who'];

export function refusePane(words: readonly string[]): void {
  const word = words.find((name) => !paneNames.includes(name));
  if (word === undefined && words.length < 2) return;
  if (word === undefined) throw new Refused('one pane at a time, please');
  if (laterPanes.includes(word)) throw new Refused(`this version has no pane ${word} yet; it has: processes`);
  throw new Refused(`there is no pane ${quoted(word)}; ntop knows: processes (for a filter use --filter)`);
}

export function refuseTogether(values: Values, one: Long, other: Long): void {
  if (values.has(one) && values.has(other)) throw new Refused(`--${one} and --${other} can't be used together`);
}

/** One of the flag's choices. */
export function choice(values: Values, long: Long): string | undefined {
  const value = values.get(long)?.at(-1);
  const choices = FLAGS.find((flag: Flag) => flag.long === long && 'choices' in flag) as Flag | undefined;
  if (value === undefined || choices?.choices?.includes(value)) return value;
  throw new Refused(
    `--${long} ${quoted(value)} is none of ${choices?.choices?.join(', ')}${guess(value, choices?.choices ?? [])}`,
  );
}

export function wholeNumber(values: Values, long: Long): number | undefined {
  const value = values.get(long)?.at(-1);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Number(value);
  throw new Refused(`--${long} needs a whole number from 1, not ${quoted(value)}`);
}

export function delay(values: Values): number | undefined {
  const value = values.get('delay')?.at(-1);
  if (value === undefined) return undefined;
  const seconds = parseSeconds(value);
  const limits = SETTINGS.find(({ id }) => id === 'delaySeconds')?.refuse(seconds);
  if (seconds !== undefined && limits === undefined) return seconds;
  const said = seconds === undefined ? 'is no time such as 1.5, 500ms or 2s' : `is out of range: it ${limits}`;
  throw new Refused(`--delay ${quoted(value)} ${said}`);
}

export function fields(values: Values): string[] | undefined {
  return list(values, 'fields')?.map((name) => column('fields', name).id);
}

/** As the setting has it: a column id after a sign. A bare column gets the sign that suits it. */
export function sort(values: Values): string | undefined {
  const value = values.get('sort')?.at(-1);
  if (value === undefined) return undefined;
  const [, sign = '', name = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  const { id, firstOrder } = column('sort', name);
  return `${sign || (firstOrder === 'ascending' ? '+' : '-')}${id}`;
}

function column(long: Long, name: string): Column {
  const found = findColumn(name);
  if (found !== undefined) return found;
  const near = nearestColumn(name);
  const said = near === undefined ? `--${long} help lists them` : `did you mean ${near.id}?`;
  throw new Refused(`--${long}: there is no column ${quoted(name)}; ${said}`);
}

export function filter(values: Values): string | undefined {
  const text = values.get('filter')?.at(-1);
  if (text === undefined) return undefined;
  const parsed = parseFilter(text, COLUMNS);
  if ('filter' in parsed) return text;
  const { message, position } = parsed.fault;
  throw new Refused(`--filter ${quoted(text)}: ${message} (at character ${position + 1})`);
}

export function users(values: Values): UserChoice | undefined {
  const text = values.get('user')?.join(',');
  if (text === undefined) return undefined;
  const negate = text.startsWith('!');
  const names = split(text.slice(negate ? 1 : 0));
  if (negate && names.length === 0) throw new Refused('--user ! needs the name of whom to leave out');
  return { names, negate };
}

export function pids(values: Values): number[] | undefined {
  return list(values, 'pid')?.map((word) => {
    if (/^\d{1,10}$/.test(word) && Number(word) > 0 && Number(word) < 2 ** 31) return Number(word);
    throw new Refused(`--pid needs process ids by comma, not ${quoted(word)}`);
  });
}

function list(values: Values, long: Long): string[] | undefined {
  const given = values.get(long);
  if (given === undefined) return undefined;
  const words = given.flatMap(split);
  if (words.length === 0) throw new Refused(`--${long} needs at least one name`);
  return words;
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function guess(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
