import { DEFAULT_SOCKET_COLUMN_IDS, SOCKET_COLUMNS } from '../connections/socket-columns.js';
import type { Column } from '../list/column-kinds.js';
import { DEFAULT_MEMORY_COLUMN_IDS, MEMORY_COLUMNS } from '../memory/memory-columns.js';
import { COLUMNS, DEFAULT_COLUMN_IDS } from '../processes/columns.js';
import { DEFAULT_SESSION_COLUMN_IDS, SESSION_COLUMNS } from '../sessions/session-columns.js';

type Kind<Value> = {
  /** What is wrong with a value, as the end of a sentence ("must be …"); undefined if nothing is. */
  readonly refuse: (value: unknown) => string | undefined;
  /** All possible values, if there are few. */
  readonly choices?: readonly Value[];
};

export type Setting<Id extends string = string, Value = unknown> = Kind<Value> & {
  readonly id: Id;
  readonly initial: Value;
  readonly description: string;
};

function toggle<const Id extends string>(id: Id, initial: boolean, description: string): Setting<Id, boolean> {
  return {
    id,
    initial,
    description,
    choices: [true, false],
    refuse: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  };
}

function choice<const Id extends string, const Value extends string>(
  id: Id,
  choices: readonly Value[],
  description: string,
): Setting<Id, Value> {
  return {
    id,
    initial: choices[0],
    description,
    choices,
    refuse: (value) => (choices.includes(value as Value) ? undefined : `must be one of ${choices.join(', ')}`),
  };
}

const delay: Setting<'delaySeconds', number> = {
  id: 'delaySeconds',
  initial: 1.5,
  description: 'Seconds between two samples',
  refuse: (value) =>
    typeof value === 'number' && value >= 0.1 && value <= 3600 ? undefined : 'must be a number from 0.1 to 3600',
};

function sortBy<const Id extends string>(
  id: Id,
  columns: readonly Column[],
  initial: string,
  description: string,
): Setting<Id, string> {
  const ids = idsOf(columns);
  return {
    id,
    initial,
    description,
    refuse: (value) =>
      typeof value === 'string' && ids.includes(value.replace(/^[+-]/, '')) ? undefined : 'must be a column id',
  };
}

function columnList<const Id extends string>(
  id: Id,
  columns: readonly Column[],
  initial: readonly string[],
  description: string,
): Setting<Id, readonly string[]> {
  const ids = idsOf(columns);
  return {
    id,
    initial,
    description,
    refuse: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => ids.includes(name))
        ? undefined
        : 'must be a list of column ids',
  };
}

function idsOf(columns: readonly Column[]): readonly string[] {
  return columns.map(({ id }) => id);
}

/** Every setting. The setup menu, the settings file and --default-config are made from this table. */
export const SETTINGS = [
  delay,
  sortBy('sort', COLUMNS, '-cpuPercent', 'Sort column of the processes; - before it sorts descending, + ascending'),
  columnList('columns', COLUMNS, DEFAULT_COLUMN_IDS, 'Columns of the processes, in this order'),
  sortBy('connectionSort', SOCKET_COLUMNS, '-receiveBytesPerSecond', 'Sort column of the connections'),
  columnList(
    'connectionColumns',
    SOCKET_COLUMNS,
    DEFAULT_SOCKET_COLUMN_IDS,
    'Columns of the connections, in this order',
  ),
  sortBy('memorySort', MEMORY_COLUMNS, '-residentBytes', 'Sort column of the memory pane'),
  columnList('memoryColumns', MEMORY_COLUMNS, DEFAULT_MEMORY_COLUMN_IDS, 'Columns of the memory pane, in this order'),
  sortBy('sessionSort', SESSION_COLUMNS, '+loginTime', 'Sort column of the sessions'),
  columnList('sessionColumns', SESSION_COLUMNS, DEFAULT_SESSION_COLUMN_IDS, 'Columns of the sessions, in this order'),
  toggle('tree', false, 'Show processes as a tree'),
  toggle('threads', false, 'Show user threads'),
  toggle('kernelThreads', false, 'Show kernel threads'),
  toggle('hideIdle', false, 'Hide processes that used no CPU since the last sample'),
  toggle('fullPath', true, 'Show commands with their full path'),
  choice('cpuBasis', ['core', 'machine'], 'CPU% of one core or of the whole machine'),
  choice('memoryUnits', ['bytes', 'percent'], 'Memory columns in bytes or in percent of RAM'),
  toggle('header', true, 'Show the meters'),
  toggle('loginNotices', true, 'Announce logins'),
  choice('theme', ['default', 'light', 'contrast', 'mono'], 'Colour theme'),
  choice('keys', ['classic', 'vim'], 'Key preset; vim: hjkl move, K sends a signal'),
  toggle('mouse', true, 'Use the mouse'),
  toggle('unicode', true, 'Use Unicode characters if the locale has them'),
] as const;

type SettingOf<Entry> = Entry extends Setting<infer Id, infer Value> ? { readonly [Key in Id]: Value } : never;
type Union<Entries> = (Entries extends unknown ? (entries: Entries) => void : never) extends (all: infer All) => void
  ? All
  : never;

export type Settings = Union<SettingOf<(typeof SETTINGS)[number]>>;

export const DEFAULT_SETTINGS = Object.fromEntries(SETTINGS.map(({ id, initial }) => [id, initial])) as Settings;

export type SettingId = keyof Settings;

export function settingOf(id: SettingId): Setting {
  return SETTINGS.find((setting) => setting.id === id) as Setting;
}

/** The next or previous choice, wrapping around; settings without choices keep their value. */
export function nextChoice(id: SettingId, value: unknown, by: 1 | -1 = 1): unknown {
  const choices = settingOf(id).choices;
  if (choices === undefined) return value;
  return choices[(choices.indexOf(value) + by + choices.length) % choices.length];
}

/** `Show user threads: on` */
export function describeSetting(id: SettingId, settings: Settings): string {
  return `${settingOf(id).description}: ${valueText(settings[id])}`;
}

export function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
