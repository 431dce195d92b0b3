import meow from 'meow';
import { nearest } from '../model/text/nearest.js';
import { clean } from '../model/text/text.js';
import { FLAGS, type Flag, findFlag, type Long } from './flags.js';

/** What was typed: the values of each flag in their order (empty for a switch), and the words that are not flags. */
export type Typed = { readonly values: ReadonlyMap<Long, readonly string[]>; readonly words: readonly string[] };

/** A command line that is wrong, and the reason in one sentence. */
export type UsageError = { readonly kind: 'usage'; readonly message: string };

/** Splits arguments (without the program's name) like POSIX tools: -bn1, -d 1.5, --delay=2, --. */
export function readArguments(argv: readonly string[]): Typed | UsageError {
  const spelled = spellOut(argv);
  if ('kind' in spelled) return spelled;
  const used = FLAGS.filter(({ long }) => spelled.some((word) => word.startsWith(spelledName(long))));
  // Meow takes as long to load, and to learn all flags, as the first frame takes to draw; flags alone are told apart already.
  if (spelled.every(isFlag))
    return { values: new Map(used.map(({ long }) => [long, valuesOf(long, spelled)])), words: [] };
  const { input, flags } = meow({
    importMeta: import.meta,
    argv: spelled,
    pkg: { name: 'ntop', bin: { ntop: '' } },
    flags: Object.fromEntries(used.map(({ long }) => [idOf(long), { type: 'string', isMultiple: true }])),
    autoHelp: false,
    autoVersion: false,
    allowUnknownFlags: true,
  });
  const given = used.map(({ long }) => [long, flags[idOf(long)] as readonly string[]] as const);
  const values = given.filter(([, list]) => list.length > 0).map(([long, list]) => [long, list.map(unmark)] as const);
  return { values: new Map(values), words: input };
}

/** As against a word, or the end of all flags. */
function isFlag(spelled: string): boolean {
  return spelled.startsWith('--') && spelled !== '--';
}

function spelledName(long: Long): string {
  return `--${idOf(long)}==`;
}

function valuesOf(long: Long, spelled: readonly string[]): readonly string[] {
  const name = spelledName(long);
  return spelled.filter((word) => word.startsWith(name)).map((word) => word.slice(name.length));
}

/**
 * Meow reads `-s -cpu` as a group of letters, --no-config as a negated --config, and drops quotes around a value.
 * So each flag is passed to it as --id==value: a name without dashes and a value that starts with a mark.
 */
function spellOut(argv: readonly string[]): string[] | UsageError {
  const spelled: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return [...spelled, '--', ...rest];
    const problem = word.startsWith('--') ? spellLong(word.slice(2), rest, spelled) : spellShort(word, rest, spelled);
    if (problem !== undefined) return { kind: 'usage', message: problem };
  }
  return spelled;
}

function spellLong(word: string, rest: string[], spelled: string[]): string | undefined {
  const [name = '', ...parts] = word.split('=');
  const flag = name.length > 1 ? findFlag(name) : undefined;
  if (flag === undefined) return unknown(`--${name}`, name);
  if (flag.argument === undefined && parts.length > 0) return `--${name} takes no value`;
  return addFlag(flag, `--${name}`, parts.length > 0 ? parts.join('=') : undefined, rest, spelled);
}

function spellShort(word: string, rest: string[], spelled: string[]): string | undefined {
  if (!word.startsWith('-') || word === '-') {
    spelled.push(word);
    return undefined;
  }
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const flag = findFlag(letter);
    if (flag === undefined) return unknown(`-${letter}`, word.slice(1));
    const attached = word.slice(at + 1);
    if (flag.argument === undefined) addFlag(flag, `-${letter}`, undefined, rest, spelled);
    else return addFlag(flag, `-${letter}`, attached === '' ? undefined : attached.replace(/^=/, ''), rest, spelled);
  }
  return undefined;
}

/** Adds a flag with its attached value, or with the next word as its value. */
function addFlag(flag: Flag, typed: string, attached: string | undefined, rest: string[], spelled: string[]) {
  const value = attached ?? (flag.argument === undefined ? '' : nextValue(flag, rest));
  if (value === undefined) return `${typed} needs a value: ${typed} ${flag.argument}`;
  spelled.push(`${spelledName(flag.long as Long)}${value}`);
  return undefined;
}

function nextValue(flag: Flag, rest: string[]): string | undefined {
  if (flag.bare) return rest[0] === undefined || rest[0].startsWith('-') ? '' : rest.shift();
  return rest.shift();
}

function unknown(typed: string, name: string): string {
  const guess = nearest(
    name,
    FLAGS.map(({ long }) => long),
  );
  return `unknown option ${clean(typed)}${guess === undefined ? '' : `; did you mean --${guess}?`}`;
}

function idOf(long: string): string {
  return long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function unmark(value: string): string {
  return value.slice(1);
}
