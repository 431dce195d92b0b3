import type { Pane } from '../list/pane.js';
import { PANES } from '../panes.js';

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

function isSortOf(ids: readonly string[]) {
  return (value: unknown) =>
    typeof value === 'string' && ids.includes(value.replace(/^[+-]/, '')) ? undefined : 'must be a column id';
}

function isListOf(ids: readonly string[]) {
  return (value: unknown) =>
    Array.isArray(value) && value.length > 0 && value.every((name) => ids.includes(name))
      ? undefined
      : 'must be a list of column ids';
}

/** Order and columns of each pane. */
const OF_PANES = PANES.flatMap(({ sortSetting, columnsSetting, columns }): Setting[] => {
  const ids = columns.map(({ id }) => id);
  return [
    { ...sortSetting, refuse: isSortOf(ids) },
    { ...columnsSetting, refuse: isListOf(ids) },
  ];
});

const OF_ALL = [
  toggle('tree', false, 'Show processes as a tree'),
  toggle('threads', false, 'Show user threads'),
  toggle('kernelThreads', false, 'Show kernel threads'),
  toggle('hideIdle', false, 'Hide processes that used no CPU since the last sample'),
  toggle('fullPath', true, 'Show commands with their full path'),
  choice('cpuBasis', ['core', 'machine'], 'Basis of CPU%'),
  choice('memoryUnits', ['bytes', 'percent'], 'Units of memory columns'),
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

type SettingsOfAll = Union<SettingOf<typeof delay | (typeof OF_ALL)[number]>>;

/** Those of a pane are there under the ids that it gives them. */
export type Settings = SettingsOfAll & {
  readonly [sort: `${string}ort`]: string;
  readonly [columns: `${string}olumns`]: readonly string[];
};

/** Every setting. The setup menu, the settings file and --default-config are made from this table. */
export const SETTINGS: readonly Setting<SettingId>[] = [delay, ...OF_PANES, ...OF_ALL] as Setting<SettingId>[];

export const DEFAULT_SETTINGS = Object.fromEntries(SETTINGS.map(({ id, initial }) => [id, initial])) as Settings;

export type SettingId = keyof SettingsOfAll | Pane['sortSetting']['id'] | Pane['columnsSetting']['id'];

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
