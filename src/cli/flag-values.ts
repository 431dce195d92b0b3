import { type SocketChoice, USUAL_SOCKETS } from '../model/connections/socket-choice.js';
import { parseFilter } from '../model/filter/filter.js';
import { type Column, findColumn, nearestColumn } from '../model/list/column-kinds.js';
import { bothNames, hasName, type Pane } from '../model/list/pane.js';
import type { SocketKind } from '../model/machine/socket-table.js';
import { PANES } from '../model/panes.js';
import { SETTINGS } from '../model/state/settings.js';
import { nearest } from '../model/text/nearest.js';
import { quoted } from '../model/text/text.js';
import { parseSeconds } from '../model/text/units.js';
import type { Typed } from './arguments.js';
import { COMMANDS, type Command, FLAGS, type Flag, type Long } from './flags.js';
import type { UserChoice } from './options.js';

export type Values = Typed['values'];

/** A wrong value; the message is one sentence. Thrown here, caught in cli.ts. */
export class Refused extends Error {}

/** The pane with this id or short name; without a word, the first pane. */
export function pane(words: readonly string[]): Pane {
  const panes = words.map((word) =>
    PANES.filter(hasName).find(({ id, shortName }) => id === word || shortName === word),
  );
  const unknown = words.find((_, index) => panes[index] === undefined);
  if (unknown !== undefined) {
    const known = oneOf(PANES.filter(hasName).map(bothNames));
    throw new Refused(`unknown pane ${quoted(unknown)}: use ${known}; to filter, use --filter`);
  }
  if (words.length > 1) throw new Refused('only one pane can be given');
  return panes[0] ?? PANES[0];
}

/** The command, where the first word is one. */
export function commandOf({ words }: Typed): Command | undefined {
  return COMMANDS.find((command) => command === words[0]);
}

/** The words that name a pane: of `replay FILE PANE` those after the file. */
export function paneWords(typed: Typed): readonly string[] {
  const { words } = typed;
  return { record: [], serve: [], replay: words.slice(2), none: words }[commandOf(typed) ?? 'none'];
}

/** Refuses flags of another command than this one. */
export function refuseOutside(values: Values, command: Command | undefined): void {
  const flags: readonly Flag[] = FLAGS;
  const misplaced = flags.find((flag) => values.has(flag.long as Long) && (flag.command ?? command) !== command);
  if (misplaced !== undefined) {
    throw new Refused(`--${misplaced.long} works only with ntop ${misplaced.command}`);
  }
}

/** Refuses all flags but those of this command, and those that it has in common with what prints. */
export function refuseOthers(values: Values, command: Command, also: readonly Long[]): void {
  const flags: readonly Flag[] = FLAGS;
  const other = flags.find((flag) => {
    const long = flag.long as Long;
    return values.has(long) && flag.command !== command && !also.includes(long);
  });
  if (other !== undefined) throw new Refused(`--${other.long} does not work with ntop ${command}`);
}

/** Without --tcp, --udp or --unix: the usual kinds. Without -4 or -6: both. */
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

/** Refuses flags that do not work in this pane. */
export function refuseElsewhere(values: Values, { id }: Pane): void {
  const flags: readonly Flag[] = FLAGS;
  const misplaced = flags.find(({ long, panes }) => values.has(long as Long) && panes?.includes(id) === false);
  if (misplaced === undefined) return;
  const { long, panes = [] } = misplaced;
  const right = PANES.filter((pane) => panes.includes(pane.id)).map(({ shortName }) => `ntop ${shortName} --${long}`);
  throw new Refused(`--${long} does not work in the pane ${id}: use ${oneOf(right)}`);
}

export function refuseTogether(values: Values, one: Long, other: Long): void {
  if (values.has(one) && values.has(other)) throw new Refused(`--${one} and --${other} can't be used together`);
}

/** One of the flag's choices; `noun` names them in the error. */
export function choice(values: Values, long: Long, noun: string): string | undefined {
  const value = values.get(long)?.at(-1);
  const choices = FLAGS.find((flag: Flag) => flag.long === long && 'choices' in flag) as Flag | undefined;
  if (value === undefined || choices?.choices?.includes(value)) return value;
  const known = choices?.choices ?? [];
  throw new Refused(`unknown ${noun} ${quoted(value)}: use ${oneOf(known)}${guess(value, known)}`);
}

export function wholeNumber(values: Values, long: Long): number | undefined {
  const value = values.get(long)?.at(-1);
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Number(value);
  throw new Refused(`invalid --${long} ${quoted(value)}: use a whole number, 1 or more`);
}

export function delay(values: Values): number | undefined {
  const value = values.get('delay')?.at(-1);
  if (value === undefined) return undefined;
  const seconds = parseSeconds(value);
  const limits = SETTINGS.find(({ id }) => id === 'delaySeconds')?.refuse(seconds);
  if (seconds !== undefined && limits === undefined) return seconds;
  const advice = seconds === undefined ? 'use 1.5, 500ms or 2s' : `it ${limits}`;
  throw new Refused(`invalid delay ${quoted(value)}: ${advice}`);
}

export function fields(values: Values, { columns }: Pane): string[] | undefined {
  return list(values, 'fields')?.map((name) => column('fields', columns, name).id);
}

/** As in the settings: a sign and a column id. A column without a sign gets its usual order. */
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
  const advice = near === undefined ? `--${long} help lists the columns` : `did you mean ${near.id}?`;
  throw new Refused(`--${long}: unknown column ${quoted(name)}; ${advice}`);
}

export function filter(values: Values, pane: Pane): string | undefined {
  const text = values.get('filter')?.at(-1);
  if (text === undefined) return undefined;
  const parsed = parseFilter(text, pane, PANES);
  if ('filter' in parsed) return text;
  const { message, position } = parsed.problem;
  throw new Refused(`--filter ${quoted(text)}: ${message} (at character ${position + 1})`);
}

export function users(values: Values): UserChoice | undefined {
  const text = values.get('user')?.join(',');
  if (text === undefined) return undefined;
  const negate = text.startsWith('!');
  const names = split(text.slice(negate ? 1 : 0));
  if (negate && names.length === 0) throw new Refused('--user ! needs the name of a user to leave out');
  return { names, negate };
}

export function pids(values: Values): number[] | undefined {
  return list(values, 'pid')?.map((word) => {
    if (/^\d{1,10}$/.test(word) && Number(word) > 0 && Number(word) < 2 ** 31) return Number(word);
    throw new Refused(`invalid PID ${quoted(word)}: use numbers separated by commas`);
  });
}

/** The words of all values of a flag, split at commas and blanks. */
export function list(values: Values, long: Long): string[] | undefined {
  const given = values.get(long);
  if (given === undefined) return undefined;
  const words = given.flatMap(split);
  if (words.length === 0) throw new Refused(`--${long} needs at least one value`);
  return words;
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** `a, b or c` */
export function oneOf(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function guess(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
