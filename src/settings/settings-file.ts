import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { type Options, settingsUnder } from '../cli/options.js';
import { quoted } from '../cli/quoted.js';
import { DEFAULT_SETTINGS, type Settings } from '../model/state/settings.js';
import { editSettings, parseSettings, type ReadSettings } from './settings-text.js';

/** Where settings live: $XDG_CONFIG_HOME/ntop/ntop.toml, by default ~/.config/ntop/ntop.toml. */
export function settingsPath(): string {
  return join(envPaths('ntop', { suffix: '' }).config, 'ntop.toml');
}

/** What a settings file says, and where it is or would be. */
export type FoundSettings = ReadSettings & { readonly path: string };

/**
 * The settings of the file that the options name (or of the usual one) under what the options say.
 * `failure` is a sentence: the file asked for with --config can't be read.
 */
export function settingsFor(options: Options): FoundSettings | { readonly failure: string } {
  const path = options.configPath ?? settingsPath();
  const text = options.configPath === undefined ? '' : readText(path);
  if (typeof text !== 'string') return { failure: `settings file ${quoted(path)} ${reason(text)}` };
  const { settings, faults } = options.useConfig ? loadSettings(path) : { settings: DEFAULT_SETTINGS, faults: [] };
  return { settings: settingsUnder(options, settings), faults, path };
}

/** Settings from a file; without one, the defaults. Each fault is a sentence. Never changes the file. */
export function loadSettings(path: string): ReadSettings {
  const text = readText(path);
  if (typeof text === 'string') {
    const { settings, faults } = parseSettings(text);
    return { settings, faults: faults.map((fault) => `settings file ${quoted(path)}: ${fault}`) };
  }
  const faults = text.code === 'ENOENT' ? [] : [`settings file ${quoted(path)} ${reason(text)}; defaults are used`];
  return { settings: DEFAULT_SETTINGS, faults };
}

/** Keeps settings in a file, all of it or nothing. `message` says in a sentence what became of it. */
export function saveSettings(path: string, settings: Settings): { readonly ok: boolean; readonly message: string } {
  try {
    const target = followLinks(path);
    const old = readText(target);
    if (typeof old !== 'string' && old.code !== 'ENOENT') throw old;
    const edited = editSettings(typeof old === 'string' ? old : '', settings);
    if ('fault' in edited) return { ok: false, message: `not saved: ${quoted(path)} ${edited.fault}` };
    if (edited.text !== old) replaceFile(target, edited.text);
    return { ok: true, message: `settings saved to ${quoted(path)}` };
  } catch (error) {
    return { ok: false, message: `not saved: ${quoted(path)} ${reason(error as NodeJS.ErrnoException)}` };
  }
}

function readText(path: string): string | NodeJS.ErrnoException {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** The file itself where the path is a link, so that the link stays one; also when the file does not exist yet. */
function followLinks(path: string, hops = 0): string {
  const link = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!link?.isSymbolicLink() || hops > 40) return path;
  return followLinks(resolve(dirname(path), fs.readlinkSync(path)), hops + 1);
}

/** Writes beside the file and renames, so that a crash or a full disk leaves the old one whole. */
function replaceFile(path: string, text: string): void {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const old = fs.statSync(path, { throwIfNoEntry: false });
  if (old !== undefined) fs.accessSync(path, fs.constants.W_OK);
  const temporary = `${path}.${process.pid}.tmp`;
  const file = fs.openSync(temporary, 'wx', 0o600);
  try {
    fs.writeFileSync(file, text);
    fs.fchmodSync(file, old === undefined ? 0o644 & ~process.umask() : old.mode & 0o777);
    if (old !== undefined && old.uid !== process.geteuid?.()) fs.fchownSync(file, old.uid, old.gid);
    fs.fsyncSync(file);
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    fs.closeSync(file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'is not yours to open',
  EPERM: 'is not yours to change',
  EISDIR: 'is a directory',
  ENOTDIR: 'has a part that is no directory',
  ENOSPC: 'does not fit: the disk is full',
  EDQUOT: 'does not fit: your quota is used up',
  EROFS: 'is on a disk that can only be read',
};

function reason({ code = 'unknown error' }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? `can't be used (${code})`;
}
