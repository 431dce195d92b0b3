import { type SocketChoice, USUAL_SOCKETS } from '../model/connections/socket-choice.js';
import { parseFilter } from '../model/filter/filter.js';
import { type Column, findColumn, nearestColumn } from '../model/list/column-kinds.js';
import type { Pane } from '../model/list/pane.js';
import type { SocketKind } from '../model/machine/socket-table.js';
import { PANES } from '../model/panes.js';
import { SETTINGS } from '../model/state/settings.js';
import { nearest } from '../model/text/nearest.js';
import { parseSeconds } from '../model/text/units.js';
import type { Typed } from './arguments.js';
import { FLAGS, type Flag, type Long } from './flags.js';
import type { UserChoice } from './options.js';
import { quoted } from './quoted.js';

export type Values = Typed['values'];

/** Why a value can't be used, in one sentence. Thrown here, caught in cli.ts. */
export class Refused extends Error {}

/** The pane that a word names, by its id or short name; without a word the first. */
export function pane(words: readonly string[]): Pane {
  const panes = words.map((word) => PANES.find(({ id, shortName }) => id === word || shortName === word));
  const unknown = words.find((_, index) => panes[index] === undefined);
  if (unknown !== undefined) {
    const known = PANES.map(({ id, shortName }) => `${id} (${shortName})`).join(', ');
    throw new Refused(`there is no pane ${quoted(unknown)}; ntop knows: ${known} (for a filter use --filter)`);
  }
  if (words.length > 1) throw new Refused('one pane at a time, please');
  return panes[0] ?? PANES[0];
}

/** Without --tcp, --udp or --unix the usual kinds; without -4 or -6 both. */
export function sockets(values: Values): SocketChoice {
  const kinds = (['tcp', 'udp', 'unix'] as const satisfies readonly (SocketKind & Long)[]).filter((kind) =>
    values.has(kind),
  );
  const versions = ([4, 6] as const).filter((version) => values.has(version === 4 ? 'ipv4' : 'ipv6'));
  return {
    kinds: kinds.length === 0 ? USUAL_SOCKETS.kinds : new Set(kinds),
    versions: versions.length === 0 ? USUAL_SOCKETS.versions : new Set(versions),
    listeningOnly: values.has('listening'),
  };
}

/** Flags that mean something in some panes only. */
export function refuseElsewhere(values: Values, { id }: Pane): void {
  const flags: readonly Flag[] = FLAGS;
  const stranger = flags.find(({ long, panes }) => values.has(long as Long) && panes?.includes(id) === false);
  if (stranger === undefined) return;
  const { long, panes = [] } = stranger;
  const owners = PANES.filter((pane) => panes.includes(pane.id)).map(({ shortName }) => `ntop ${shortName} --${long}`);
  throw new Refused(`--${long} is for the pane ${panes.join(' or ')}, not for ${id}: ${owners.join(' or ')}`);
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

export function fields(values: Values, { columns }: Pane): string[] | undefined {
  return list(values, 'fields')?.map((name) => column('fields', columns, name).id);
}

/** As the setting has it: a column id after a sign. A bare column gets the sign that suits it. */
export function sort(values: Values, { columns }: Pane): string | undefined {
  const value = values.get('sort')?.at(-1);
  if (value === undefined) return undefined;
  const [, sign = '', name = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  const { id, firstOrder } = column('sort', columns, name);
  return `${sign || (firstOrder === 'ascending' ? '+' : '-')}${id}`;
}

function column(long: Long, columns: readonly Column[], name: string): Column {
  const found = findColumn(columns, name);
  if (found !== undefined) return found;
  const near = nearestColumn(columns, name);
  const said = near === undefined ? `--${long} help lists them` : `did you mean ${near.id}?`;
  throw new Refused(`--${long}: there is no column ${quoted(name)}; ${said}`);
}

export function filter(values: Values, pane: Pane): string | undefined {
  const text = values.get('filter')?.at(-1);
  if (text === undefined) return undefined;
  const parsed = parseFilter(text, pane);
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

/** The words of all values of a flag, by comma. */
export function list(values: Values, long: Long): string[] | undefined {
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
