import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, type TomlTable } from 'smol-toml';
import type { Setting } from '../model/list/setting.js';
import { DEFAULT_SETTINGS, SETTINGS, type SettingId, type Settings, settingValue } from '../model/state/settings.js';
import { nearest } from '../model/text/nearest.js';
import { quoted } from '../model/text/text.js';

export type ReadSettings = { readonly settings: Settings; readonly problems: readonly string[] };

/** The settings in a file's text. An unknown or wrong one keeps its default and gives a sentence in `problems`. */
export function parseSettings(text: string): ReadSettings {
  const { table, problem } = parseTable(text);
  if (problem !== undefined) return { settings: DEFAULT_SETTINGS, problems: [problem] };
  const unknown = Object.keys(table).filter((key) => !SETTINGS.some(({ id }) => id === key));
  const wrong = SETTINGS.flatMap((setting) => refusal(setting, table) ?? []);
  return { settings: settingsIn(table), problems: [...unknown.map(unknownKey), ...wrong] };
}

/**
 * The file's text with the changed settings replaced or added. Comments, order and everything else stay.
 * `problem` is a sentence: the text can't be changed safely.
 */
export function editSettings(
  text: string,
  settings: Settings,
): { readonly text: string } | { readonly problem: string } {
  const { table, problem } = parseTable(text);
  if (problem !== undefined) return { problem };
  const before = settingsIn(table);
  const changed = SETTINGS.map(({ id }) => id).filter(
    (id) => !isDeepStrictEqual(settingValue(before, id), settingValue(settings, id)),
  );
  const edited = changed.reduce((now, id) => setKey(now, id, settingValue(settings, id)), text);
  const wanted = { ...table, ...Object.fromEntries(changed.map((id) => [id, settingValue(settings, id)])) };
  const same = isDeepStrictEqual({ ...parseTable(edited).table }, wanted);
  return same ? { text: edited } : { problem: 'its layout can not be changed safely' };
}

/** A settings file that explains every setting and changes none. */
export function defaultSettingsText(): string {
  const entries = SETTINGS.map((setting: Setting) => {
    const choices = setting.choices === undefined ? '' : ` (${setting.choices.join(', ')})`;
    return `# ${setting.description}${choices}\n# ${line(setting.id, setting.initial)}\n`;
  });
  return `# Settings of ntop, with their defaults. To change one, remove the # before its name.\n# "ntop --fields help" lists the columns.\n\n${entries.join('\n')}`;
}

function parseTable(text: string): { readonly table: TomlTable; readonly problem?: string } {
  try {
    return { table: parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    const [reason = ''] = message.replace(/^Invalid TOML document: /, '').split('\n');
    return { table: {}, problem: `invalid TOML in line ${line ?? 1}: ${reason}` };
  }
}

function settingsIn(table: TomlTable): Settings {
  const entries = SETTINGS.map((setting: Setting) => {
    const sound = Object.hasOwn(table, setting.id) && setting.refuse(table[setting.id]) === undefined;
    return [setting.id, sound ? table[setting.id] : setting.initial];
  });
  return Object.fromEntries(entries) as Settings;
}

function unknownKey(key: string): string {
  const near = nearest(
    key,
    SETTINGS.map(({ id }) => id),
  );
  return `unknown setting ${quoted(key)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function refusal({ id, initial, refuse }: Setting, table: TomlTable): string | undefined {
  if (!Object.hasOwn(table, id)) return undefined;
  const reason = refuse(table[id]);
  const value = quoted(JSON.stringify(table[id]) ?? '').slice(1, -1);
  return reason && `${id} ${reason}, not ${value}; using ${JSON.stringify(initial)}`;
}

/** Replaces a key in place, or adds it below its commented-out line or at the end of the top level. */
function setKey(text: string, id: SettingId, value: unknown): string {
  const lines = text.split('\n');
  const { statements, end } = topLevel(lines);
  const own = statements.find(({ key }) => key === id);
  if (own !== undefined) {
    const old = lines.slice(own.from, own.to).join('\n');
    lines.splice(own.from, own.to - own.from, replaceValue(old, value));
    return lines.join('\n');
  }
  const explained = lines.slice(0, end).findIndex((line) => new RegExp(`^\\s*#\\s*${id}\\s*=`).test(line));
  const carriageReturn = lines.some((line) => line.endsWith('\r')) ? '\r' : '';
  lines.splice(explained < 0 ? end : explained + 1, 0, line(id, value) + carriageReturn);
  return lines.join('\n').replace(/([^\n])$/, '$1\n');
}

type Statement = { readonly key: string; readonly from: number; readonly to: number };

/** The key = value statements before the first [table], by line, and the line at which one may be added. */
function topLevel(lines: readonly string[]): { readonly statements: Statement[]; readonly end: number } {
  const statements: Statement[] = [];
  let from = 0;
  let end = 0;
  while (from < lines.length && !/^\s*\[/.test(lines[from] ?? '')) {
    let to = from + 1;
    // A value may span many lines: the statement ends where it parses.
    while (to < lines.length && parseTable(`${lines.slice(from, to).join('\n')}\n`).problem !== undefined) to++;
    const [key] = Object.keys(parseTable(`${lines.slice(from, to).join('\n')}\n`).table);
    if (key !== undefined) statements.push({ key, from, to });
    if (lines.slice(from, to).join('').trim() !== '') end = to;
    from = to;
  }
  return { statements, end };
}

/** A statement with another value; a comment after it stays. */
function replaceValue(statement: string, value: unknown): string {
  const head = statement.slice(0, statement.indexOf('=') + 1);
  return `${head} ${stringify({ value })
    .replace(/^value = /, '')
    .trimEnd()}${tailOf(statement)}`;
}

/** The text after the value: blanks, a comment, a carriage return. */
function tailOf(statement: string): string {
  const { table } = parseTable(statement.trimEnd());
  for (let at = statement.indexOf('#'); at >= 0; at = statement.indexOf('#', at + 1)) {
    const body = statement.slice(0, at);
    if (isDeepStrictEqual(parseTable(body.trimEnd()).table, table)) return statement.slice(body.trimEnd().length);
  }
  return statement.slice(statement.trimEnd().length);
}

function line(id: string, value: unknown): string {
  return stringify({ [id]: value }).trimEnd();
}
