import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import type { Options } from '../../src/cli/options.js';
import { settingsFor } from '../../src/cli/options.js';
import { DEFAULT_SETTINGS, type Settings } from '../../src/model/state/settings.js';
import { loadSettings, saveSettings, settingsPath } from '../../src/settings/settings-file.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-settings-'));
  path = join(folder, 'ntop.toml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(path, text);
}

function read(): string {
  return readFileSync(path, 'utf8');
}

const options = (...argv: string[]) => parseArguments(argv) as Options;

describe('reading settings', () => {
  it('uses the defaults silently if there is no file', () => {
    expect(loadSettings(path)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  it('uses the correct settings, and names each wrong one with the nearest setting', () => {
    write('theem = "light"\ndelaySeconds = "fast"\nmouse = false\ntree = 1\n');
    const { settings, problems } = loadSettings(path);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, mouse: false });
    expect(problems).toEqual([
      `settings file "${path}": unknown setting "theem"; did you mean theme?`,
      `settings file "${path}": delaySeconds must be a number from 0.1 to 3600, not "fast"; using 1.5`,
      `settings file "${path}": tree must be true or false, not 1; using false`,
    ]);
    expect(read()).toBe('theem = "light"\ndelaySeconds = "fast"\nmouse = false\ntree = 1\n');
  });

  it('names the line of invalid TOML in one sentence, and uses the defaults', () => {
    write('tree = true\nmouse = = 3\n');
    const { settings, problems } = loadSettings(path);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/: invalid TOML in line 2: /);
    expect(problems[0]).not.toContain('\n');
  });

  it('lets no byte of a hostile file through to the terminal', () => {
    write('"\\u001b[41mx" = 1\ntheme = "\\u009b31m\\u202e"\nmouse = \u0007\n');
    expect(JSON.stringify(loadSettings(path).problems)).not.toMatch(/\\u00|[\u0080-\u009f\u202e]/);
    write('"\\u001b[41mx" = 1\ntheme = "\\u009b31m\\u202e"\n');
    expect(loadSettings(path).problems).toHaveLength(2);
    expect(JSON.stringify(loadSettings(path).problems)).not.toMatch(/\\u001b|[\u0080-\u009f\u202e]/);
  });

  it('reports a directory in place of the file', () => {
    mkdirSync(path);
    expect(loadSettings(path).problems).toEqual([`settings file "${path}": is a directory; using defaults`]);
  });

  it('fails if the file named with --config does not exist', () => {
    expect(settingsFor(options('-c', path))).toEqual({ failure: `settings file "${path}": no such file or directory` });
  });

  it('does not wait for a pipe, and reads no device or huge file', () => {
    execFileSync('mkfifo', [path]);
    expect(loadSettings(path).problems).toEqual([`settings file "${path}": not a regular file; using defaults`]);
    expect(saveSettings(path, DEFAULT_SETTINGS)).toMatchObject({
      ok: false,
      message: `settings not saved to "${path}": not a regular file`,
    });
    expect(loadSettings('/dev/zero').problems).toEqual([
      'settings file "/dev/zero": not a regular file; using defaults',
    ]);
    const huge = join(folder, 'huge.toml');
    writeFileSync(huge, '');
    truncateSync(huge, 2e8);
    expect(settingsFor(options('-c', huge))).toEqual({ failure: `settings file "${huge}": too large` });
  });

  it('takes /dev/null for an empty file, and never replaces it', () => {
    expect(settingsFor(options('-c', '/dev/null'))).toMatchObject({ settings: DEFAULT_SETTINGS, problems: [] });
    const link = join(folder, 'link.toml');
    symlinkSync('/dev/null', link);
    expect(saveSettings(link, { ...DEFAULT_SETTINGS, tree: true })).toEqual({
      ok: false,
      message: `settings not saved to "${link}": not a regular file`,
    });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('looks below XDG_CONFIG_HOME, else in the home directory, and nowhere if there is neither', () => {
    expect(settingsPath({ XDG_CONFIG_HOME: '/x', HOME: '/home/me' })).toBe('/x/ntop/ntop.toml');
    expect(settingsPath({ XDG_CONFIG_HOME: '', HOME: '/home/me' })).toBe('/home/me/.config/ntop/ntop.toml');
    expect(settingsPath({ XDG_CONFIG_HOME: 'relative', HOME: '/h' })).toBe('/h/.config/ntop/ntop.toml');
    expect(saveSettings(undefined, DEFAULT_SETTINGS)).toEqual({
      ok: false,
      message: 'settings not saved: no home directory; name a file by --config',
    });
  });

  it('says whether the file was read, absent or not asked for', () => {
    expect(settingsFor(options('-c', '/dev/null'))).toMatchObject({ file: 'read', path: '/dev/null' });
    expect(settingsFor(options('--no-config'))).toMatchObject({ file: 'ignored', settings: DEFAULT_SETTINGS });
  });

  it('lets options of the command line override the file', () => {
    write('delaySeconds = 3\ntree = true\nmouse = false\n');
    expect(settingsFor(options('-c', path, '-d', '500ms', '-U'))).toMatchObject({
      settings: { delaySeconds: 0.5, tree: true, mouse: false, unicode: false },
      problems: [],
    });
  });
});

describe('saving settings', () => {
  it('writes only what differs from the defaults into a new file', () => {
    const nested = join(folder, 'new', 'ntop.toml');
    expect(saveSettings(nested, { ...DEFAULT_SETTINGS, tree: true })).toEqual({
      ok: true,
      message: `settings saved to "${nested}"`,
    });
    expect(readFileSync(nested, 'utf8')).toBe('tree = true\n');
  });

  it.each<[string, string, string, Partial<Settings>?]>([
    [
      'keeps comments, order and blanks',
      '# mine\n\n  mouse = false   # quiet\ntree=true\n',
      '# mine\n\n  mouse = true   # quiet\ntree=true\n',
    ],
    ['adds a missing setting at the end', 'tree = true', 'tree = true\nmouse = false\n', { mouse: false }],
    [
      'adds before the first table',
      'tree = true\n\n[later]\nx = 1\n',
      'tree = true\nmouse = false\n\n[later]\nx = 1\n',
      { mouse: false },
    ],
    [
      'adds a setting below its commented-out line',
      '# mouse = true\n# the end\ntree = true\n',
      '# mouse = true\nmouse = false\n# the end\ntree = true\n',
      { mouse: false },
    ],
    ['keeps CRLF line ends', 'tree = true\r\nmouse = false\r\n', 'tree = true\r\nmouse = true\r\n'],
    [
      'leaves an unknown setting alone',
      'later = "x"\ntree = true\nmouse = false\n',
      'later = "x"\ntree = true\nmouse = true\n',
    ],
    [
      'replaces a list of several lines',
      'tree = true\ncolumns = [\n  "pid",\n  "name",\n] # mine\n',
      'tree = true\ncolumns = [ "pid", "user" ] # mine\n',
      { columns: ['pid', 'user'] },
    ],
    [
      'ignores a text that looks like a setting',
      'tree = true\nnote = """\nmouse = false\n"""\nmouse = false\n',
      'tree = true\nnote = """\nmouse = false\n"""\nmouse = true\n',
    ],
    [
      'ignores a # inside a text',
      'tree = true\n"theme" = "light" # a # b\n',
      'tree = true\n"theme" = "mono" # a # b\n',
      { theme: 'mono' },
    ],
  ])('%s', (_, before, after, change) => {
    write(before);
    const settings = { ...DEFAULT_SETTINGS, tree: true, ...change };
    expect(saveSettings(path, settings).ok).toBe(true);
    expect(read()).toBe(after);
    expect(loadSettings(path).settings).toEqual(settings);
  });

  it('does not write the file if it already has these settings', () => {
    write('mouse = 7 # wrong, but the default is meant\ntree = true\n');
    const before = statSync(path).ino;
    expect(saveSettings(path, { ...DEFAULT_SETTINGS, tree: true }).ok).toBe(true);
    expect(statSync(path).ino).toBe(before);
  });

  it('does not overwrite a file with invalid TOML', () => {
    write('tree = = true\n');
    const { ok, message } = saveSettings(path, { ...DEFAULT_SETTINGS, tree: true });
    expect(ok).toBe(false);
    expect(message).toMatch(/^settings not saved to .*: invalid TOML in line 1: /);
    expect(read()).toBe('tree = = true\n');
  });

  it('keeps a symbolic link, and the mode of its target', () => {
    const real = join(folder, 'real.toml');
    writeFileSync(real, 'tree = true\n');
    chmodSync(real, 0o640);
    symlinkSync('real.toml', path);
    expect(saveSettings(path, DEFAULT_SETTINGS).ok).toBe(true);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('tree = false\n');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['ntop.toml', 'real.toml']);
  });

  it('says why the file can not be written', () => {
    write('');
    expect(saveSettings(join(path, 'ntop.toml'), { ...DEFAULT_SETTINGS, tree: true })).toEqual({
      ok: false,
      message: `settings not saved to "${join(path, 'ntop.toml')}": not a directory`,
    });
  });

  it('accepts what --default-config prints', () => {
    const { text } = parseArguments(['--default-config']) as { text: string };
    write(text);
    expect(loadSettings(path)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    write(text.replace(/^# (\w+ = )/gm, '$1'));
    expect(loadSettings(path)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    expect(Object.keys(DEFAULT_SETTINGS).every((id) => read().includes(`\n${id} = `))).toBe(true);
  });
});
