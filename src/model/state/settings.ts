import { choice, type Setting, toggle } from '../list/setting.js';
import { PANES, PARTS } from '../panes.js';

/** What a delay may be, in words. */
export const DELAY_TEXT = 'a number from 0.1 to 3600';

export function isDelay(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds >= 0.1 && seconds <= 3600;
}

const delay: Setting<'delaySeconds', number> = {
  id: 'delaySeconds',
  initial: 1.5,
  description: 'Seconds between two samples',
  refuse: (value) => (isDelay(value) ? undefined : `must be ${DELAY_TEXT}`),
};

const rewindMinutes: Setting<'rewindMinutes', number> = {
  id: 'rewindMinutes',
  initial: 10,
  description: 'Minutes to look back (counts from the next start)',
  choices: [2, 5, 10, 20, 60],
  refuse: (value) => (isWithin(value, 1, 1440) ? undefined : 'must be a number from 1 to 1440'),
};

const rewindMebibytes: Setting<'rewindMebibytes', number> = {
  id: 'rewindMebibytes',
  initial: 8,
  description: 'MiB at most for looking back (counts from the next start)',
  choices: [2, 4, 8, 16, 32],
  refuse: (value) => (isWithin(value, 1, 1024) ? undefined : 'must be a number from 1 to 1024'),
};

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

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

const OF_PARTS = PARTS.flatMap(({ settings }) => settings ?? []);

/** Sort order and columns of each pane. */
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
  toggle('cpuMeterOfQuota', false, 'CPU meter of the CPU quota that limits ntop, if any'),
  toggle('loginNotices', true, 'Announce logins'),
  choice('rewindReads', ['shown', 'all'], 'Looking back shows what was shown then, or all is read for it'),
  choice('theme', ['default', 'light', 'contrast', 'mono'], 'Colour theme'),
  choice('keys', ['classic', 'vim'], 'Key preset; vim: hjkl move, K sends a signal'),
  toggle('mouse', true, 'Use the mouse'),
  toggle('unicode', true, 'Use Unicode characters if the locale has them'),
] as const;

type SettingOf<Entry> = Entry extends Setting<infer Id, infer Value> ? { readonly [Key in Id]: Value } : never;
type Union<Entries> = (Entries extends unknown ? (entries: Entries) => void : never) extends (all: infer All) => void
  ? All
  : never;

type SettingsOfAll = Union<
  SettingOf<typeof delay | typeof rewindMinutes | typeof rewindMebibytes | (typeof OF_ALL)[number]>
>;

/** The settings of a pane have the ids that the pane gives them. */
export type Settings = SettingsOfAll & {
  readonly [sort: `${string}ort`]: string;
  readonly [columns: `${string}olumns`]: readonly string[];
};

/** Every setting. The setup menu, the settings file and --default-config are made from this table. */
export const SETTINGS: readonly Setting[] = [
  delay,
  ...OF_PANES,
  ...OF_PARTS,
  rewindMinutes,
  rewindMebibytes,
  ...OF_ALL,
];

export const DEFAULT_SETTINGS = Object.fromEntries(SETTINGS.map(({ id, initial }) => [id, initial])) as Settings;

export type SettingId = string;

/** The value of any setting, including those of parts. */
export function settingValue(settings: Settings, id: SettingId): unknown {
  return (settings as Readonly<Record<SettingId, unknown>>)[id];
}

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
  return `${settingOf(id).description}: ${valueText(settingValue(settings, id))}`;
}

export function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
