import * as fs from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { DEFAULT_SETTINGS, type Settings } from '../model/state/settings.js';
import { quoted } from '../model/text/text.js';
import { editSettings, parseSettings, type ReadSettings } from './settings-text.js';

/** A settings file is some hundred bytes. */
const MOST_BYTES = 2 ** 20;

/**
 * Where settings live: $XDG_CONFIG_HOME/ntop/ntop.toml, by default ~/.config/ntop/ntop.toml. Undefined if the user has
 * no home directory, as in a container that runs with a uid of its own.
 */
export function settingsPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { XDG_CONFIG_HOME } = env;
  if (isPlace(XDG_CONFIG_HOME)) return join(XDG_CONFIG_HOME, 'ntop', 'ntop.toml');
  const home = userHome(env);
  return home && join(home, '.config', 'ntop', 'ntop.toml');
}

/** The settings read, and the path of the file. */
export type FoundSettings = ReadSettings & {
  readonly path: string | undefined;
  /** What became of the file; `absent` if there is none. */
  readonly file: 'read' | 'absent' | 'ignored';
};

/**
 * The settings of the file named with --config, or of the usual file. `failure` is a sentence: the file named with
 * --config can't be read.
 */
export function findSettings({ configPath, useConfig }: Asked): FoundSettings | { readonly failure: string } {
  const path = configPath ?? settingsPath();
  if (path === undefined) return { settings: DEFAULT_SETTINGS, problems: [], path, file: 'absent' };
  if (!useConfig) return { settings: DEFAULT_SETTINGS, problems: [], path, file: 'ignored' };
  const text = readText(path);
  if (configPath !== undefined && typeof text !== 'string') {
    return { failure: `settings file ${quoted(path)}: ${reason(text)}` };
  }
  const isAbsent = typeof text !== 'string' && text.code === 'ENOENT';
  return { ...settingsIn(path, text), path, file: isAbsent ? 'absent' : 'read' };
}

/** The file, and whether to read one at all. */
type Asked = { readonly configPath: string | undefined; readonly useConfig: boolean };

/** Settings from a file; if there is none, the defaults. Each problem is a sentence. Never changes the file. */
export function loadSettings(path: string): ReadSettings {
  return settingsIn(path, readText(path));
}

function settingsIn(path: string, text: string | NodeJS.ErrnoException): ReadSettings {
  if (typeof text === 'string') {
    const { settings, problems } = parseSettings(text);
    return { settings, problems: problems.map((problem) => `settings file ${quoted(path)}: ${problem}`) };
  }
  const problems = text.code === 'ENOENT' ? [] : [`settings file ${quoted(path)}: ${reason(text)}; using defaults`];
  return { settings: DEFAULT_SETTINGS, problems };
}

/** Saves settings in a file, completely or not at all. `message` is one sentence about the result. */
export function saveSettings(
  path: string | undefined,
  settings: Settings,
): { readonly ok: boolean; readonly message: string } {
  if (path === undefined)
    return { ok: false, message: 'settings not saved: no home directory; name a file by --config' };
  try {
    const target = followLinks(path);
    // Such as /dev/null, which a rename would replace.
    if (fs.statSync(target, { throwIfNoEntry: false })?.isFile() === false) throw failed(NOT_REGULAR);
    const old = readText(target);
    if (typeof old !== 'string' && old.code !== 'ENOENT') throw old;
    const edited = editSettings(typeof old === 'string' ? old : '', settings);
    if ('problem' in edited) return { ok: false, message: `settings not saved to ${quoted(path)}: ${edited.problem}` };
    if (edited.text !== old) replaceFile(target, edited.text);
    return { ok: true, message: `settings saved to ${quoted(path)}` };
  } catch (error) {
    return { ok: false, message: `settings not saved to ${quoted(path)}: ${reason(error as NodeJS.ErrnoException)}` };
  }
}

function readText(path: string): string | NodeJS.ErrnoException {
  try {
    // A pipe without a writer would hold the program at its opening.
    const file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      return readOpen(file);
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** All of a regular file of a plausible size. An empty device, /dev/null, is an empty file. */
function readOpen(file: number): string {
  const kind = fs.fstatSync(file);
  if (kind.isDirectory()) throw failed('EISDIR');
  if (!kind.isFile() && !kind.isCharacterDevice()) throw failed(NOT_REGULAR);
  const bytes = Buffer.alloc(kind.isFile() ? MOST_BYTES + 1 : 1);
  let length = 0;
  for (let got = -1; got !== 0 && length < bytes.length; length += got) {
    got = fs.readSync(file, bytes, length, bytes.length - length, null);
  }
  if (length === bytes.length) throw failed(kind.isFile() ? 'EFBIG' : NOT_REGULAR);
  return bytes.toString('utf8', 0, length);
}

export function isPlace(path: string | undefined): path is string {
  return path !== undefined && isAbsolute(path);
}

/** Throws in Node for a uid without a passwd entry. */
/** The user's home directory; undefined without one. */
export function userHome({ HOME }: NodeJS.ProcessEnv): string | undefined {
  return isPlace(HOME) ? HOME : homeInPasswd();
}

function homeInPasswd(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
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

function failed(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

const NOT_REGULAR = 'not a regular file';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'read-only file system',
  EFBIG: 'too large',
  [NOT_REGULAR]: NOT_REGULAR,
};

function reason({ code = 'unknown error' }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? `can't be used: ${code}`;
}
