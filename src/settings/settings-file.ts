import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { DEFAULT_SETTINGS, type Settings } from '../model/state/settings.js';
import { quoted } from '../model/text/text.js';
import { editSettings, parseSettings, type ReadSettings } from './settings-text.js';

/** Where settings live: $XDG_CONFIG_HOME/ntop/ntop.toml, by default ~/.config/ntop/ntop.toml. */
export function settingsPath(): string {
  return join(envPaths('ntop', { suffix: '' }).config, 'ntop.toml');
}

/** The settings read, and the path of the file, which need not exist. */
export type FoundSettings = ReadSettings & { readonly path: string };

/**
 * The settings of the file named with --config, or of the usual file. `failure` is a sentence: the file named with
 * --config can't be read.
 */
export function findSettings({ configPath, useConfig }: Asked): FoundSettings | { readonly failure: string } {
  const path = configPath ?? settingsPath();
  const text = configPath === undefined ? '' : readText(path);
  if (typeof text !== 'string') return { failure: `settings file ${quoted(path)}: ${reason(text)}` };
  const { settings, faults } = useConfig ? loadSettings(path) : { settings: DEFAULT_SETTINGS, faults: [] };
  return { settings, faults, path };
}

/** The file, and whether to read one at all. */
type Asked = { readonly configPath: string | undefined; readonly useConfig: boolean };

/** Settings from a file; if there is none, the defaults. Each fault is a sentence. Never changes the file. */
export function loadSettings(path: string): ReadSettings {
  const text = readText(path);
  if (typeof text === 'string') {
    const { settings, faults } = parseSettings(text);
    return { settings, faults: faults.map((fault) => `settings file ${quoted(path)}: ${fault}`) };
  }
  const faults = text.code === 'ENOENT' ? [] : [`settings file ${quoted(path)}: ${reason(text)}; using defaults`];
  return { settings: DEFAULT_SETTINGS, faults };
}

/** Saves settings in a file, completely or not at all. `message` is one sentence about the result. */
export function saveSettings(path: string, settings: Settings): { readonly ok: boolean; readonly message: string } {
  try {
    const target = followLinks(path);
    const old = readText(target);
    if (typeof old !== 'string' && old.code !== 'ENOENT') throw old;
    const edited = editSettings(typeof old === 'string' ? old : '', settings);
    if ('fault' in edited) return { ok: false, message: `settings not saved to ${quoted(path)}: ${edited.fault}` };
    if (edited.text !== old) replaceFile(target, edited.text);
    return { ok: true, message: `settings saved to ${quoted(path)}` };
  } catch (error) {
    return { ok: false, message: `settings not saved to ${quoted(path)}: ${reason(error as NodeJS.ErrnoException)}` };
  }
}

function readText(path: string): string | NodeJS.ErrnoException {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** The target of a symbolic link, so that the link stays; also if the target does not exist yet. */
function followLinks(path: string, hops = 0): string {
  const link = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!link?.isSymbolicLink() || hops > 40) return path;
  return followLinks(resolve(dirname(path), fs.readlinkSync(path)), hops + 1);
}

/** Writes a temporary file and renames it, so that a crash or a full disk leaves the old file intact. */
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
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'read-only file system',
};

function reason({ code = 'unknown error' }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? `can't be used: ${code}`;
}
