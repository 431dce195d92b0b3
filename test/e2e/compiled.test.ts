import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { IS_ROOT, PROGRAM } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../support/patience.js';

const STRANGER = 54321;

/** On a Node that keeps nothing: as far as ntop can see, it keeps a file for each folder that it is given. */
const STAND_IN = `data:text/javascript,${encodeURIComponent(`
  const module = process.getBuiltinModule('node:module');
  const fs = process.getBuiltinModule('node:fs');
  module.constants = { compileCacheStatus: { FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 } };
  module.enableCompileCache = (folder) => {
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(folder + '/code', 'code'.repeat(1e5));
      return { status: 1 };
    } catch (error) {
      return { status: 0, message: error.message };
    }
  };
`)}`;
const KEEPS = 'enableCompileCache' in module;
const NODE = KEEPS ? [process.execPath] : [process.execPath, '--import', STAND_IN];

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'ntop-compiled-'));
  atEnd(() => fs.rmSync(folder, { recursive: true }));
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs ntop, by default with the folder as home; `before` is a command that runs it. */
function run(args: readonly string[], env: Environment = {}, before: readonly string[] = []) {
  const [command = '', ...rest] = [...before, ...NODE, PROGRAM, ...args];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, ...env },
    timeout: PATIENCE_MILLISECONDS,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What --doctor says about compiled code. */
function said(env: Environment = {}, before: readonly string[] = []): string | undefined {
  return /^compiled .*$/m.exec(run(['--doctor'], env, before))?.[0].replaceAll(/ +/g, ' ');
}

/** All that lies below a path. */
function below(path: string): readonly string[] {
  return fs.readdirSync(path, { recursive: true }).map(String).sort();
}

function make(name: string, mode: number): string {
  const path = join(folder, name);
  fs.mkdirSync(path, { recursive: true });
  fs.chmodSync(path, mode);
  return path;
}

describe('compiled code', () => {
  it('is kept in the cache folder of the user alone, and nothing else is written', () => {
    const cache = make('cache', 0o755);
    expect(said({ XDG_CACHE_HOME: cache })).toBe(`compiled kept ${cache}/ntop`);
    expect(fs.statSync(join(cache, 'ntop')).mode & 0o777).toBe(0o700);
    expect(below(cache).some((name) => fs.statSync(join(cache, name)).isFile())).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(['cache']);
    expect(fs.readdirSync(cache)).toEqual(['ntop']);
    expect(run(['--version'], { XDG_CACHE_HOME: cache })).toMatch(/^ntop [\d.]+\n/);
  });

  it.each([undefined, '', 'relative/path'])('is kept below the home directory when XDG_CACHE_HOME is %j', (cache) => {
    expect(said({ XDG_CACHE_HOME: cache })).toBe(`compiled kept ${folder}/.cache/ntop`);
    expect(fs.statSync(join(folder, '.cache')).mode & 0o777).toBe(0o700);
    expect(below(folder)).toContain('.cache/ntop');
  });

  it('is kept for a user to whom the installation does not belong', () => {
    const before = IS_ROOT ? ['setpriv', `--reuid=${STRANGER}`, `--regid=${STRANGER}`, '--clear-groups'] : [];
    if (IS_ROOT) fs.chownSync(folder, STRANGER, STRANGER);
    expect(said({}, before)).toBe(`compiled kept ${folder}/.cache/ntop`);
  });

  it.each([
    ['the folder', '.cache/ntop', 0o777],
    ['the sticky folder', '.cache/ntop', 0o1777],
    ['the folder, as a group,', '.cache/ntop', 0o770],
    ['its parent', '.cache', 0o777],
    ['the home directory', '.', 0o775],
  ])('is not kept where others may write into %s', (_, name, mode) => {
    make('.cache/ntop', 0o700);
    const path = make(name, mode);
    expect(said()).toBe(`compiled not kept ${path}: others may write into it`);
    expect(below(folder)).toEqual(['.cache', '.cache/ntop']);
  });

  it('is not kept in a home directory of somebody else', () => {
    // As root would after `su` or `sudo` that keep the environment; others may not write into root's.
    if (IS_ROOT) fs.chownSync(folder, STRANGER, STRANGER);
    const home = IS_ROOT ? folder : '/usr';
    expect(said({ HOME: home })).toBe(
      `compiled not kept ${IS_ROOT ? `${home}: belongs to another user` : '/usr/.cache: EACCES'}`,
    );
    expect(below(folder)).toEqual([]);
  });

  it('is not kept without a home directory, or with one that is not there', () => {
    expect(said({ HOME: undefined })).toBe('compiled not kept no home directory');
    expect(said({ HOME: 'here' })).toBe('compiled not kept no home directory');
    expect(said({ HOME: join(folder, 'gone') })).toBe(`compiled not kept ${folder}: is no home directory`);
    expect(below(folder)).toEqual([]);
  });

  it('is kept behind a symbolic link, if the folder itself is safe', () => {
    const safe = make('safe', 0o700);
    fs.symlinkSync(safe, join(folder, '.cache'));
    expect(said()).toBe(`compiled kept ${safe}/ntop`);
    fs.unlinkSync(join(folder, '.cache'));
    const open = make('open', 0o777);
    fs.symlinkSync(open, join(folder, '.cache'));
    expect(said()).toBe(`compiled not kept ${open}: others may write into it`);
    expect(below(open)).toEqual([]);
  });

  it('is not kept where a symbolic link leads nowhere or in a circle, or a file is in the way', () => {
    make('.cache', 0o700);
    const path = join(folder, '.cache/ntop');
    fs.symlinkSync(join(folder, 'target'), path);
    expect(said()).toBe(`compiled not kept ${path}: EEXIST`);
    fs.unlinkSync(path);
    fs.symlinkSync('ntop', path);
    expect(said()).toBe(`compiled not kept ${path}: ELOOP`);
    fs.unlinkSync(path);
    fs.writeFileSync(path, 'mine');
    expect(said()).toBe(`compiled not kept ${path}: is no folder`);
    expect(below(folder)).toEqual(['.cache', '.cache/ntop']);
    expect(fs.readFileSync(path, 'utf8')).toBe('mine');
  });

  it.each([
    ['a file system that may only be read', 'ro'],
    ['a full disk', 'size=8k'],
  ])('may lie on %s, and ntop starts all the same', (_, options) => {
    const script = 'mount -t tmpfs -o "mode=700,$1" ntop "$2" && shift 2 && exec "$@"';
    const before = ['unshare', ...(IS_ROOT ? ['-m'] : ['-Urm']), 'sh', '-c', script, 'sh', options, folder];
    for (let start = 1; start <= 2; start += 1) expect(run(['--version'], {}, before)).toMatch(/^ntop [\d.]+\n/);
  });

  it('of other builds and releases of Node is removed, but for the newest two', () => {
    const kept = make('.cache/ntop', 0o700);
    for (let age = 1; age <= 5; age += 1) {
      const path = make(`.cache/ntop/node24.1.${age}-x64-A${age}`, 0o700);
      fs.writeFileSync(join(path, 'code'), 'code');
      fs.utimesSync(path, 1e9 - age, 1e9 - age);
    }
    make('.cache/ntop/of the user', 0o700);
    run(['--version']);
    const builds = fs.readdirSync(kept);
    const old = builds.filter((name) => name.startsWith('node24.1.') || !name.startsWith('node'));
    expect(old.sort()).toEqual(['node24.1.1-x64-A1', 'node24.1.2-x64-A2', 'of the user']);
    expect(builds).toHaveLength(old.length + 1);
    run(['--version']);
    expect(fs.readdirSync(kept)).toEqual(builds);
  });

  it('is left to Node where the user has told it what to do', () => {
    expect(said({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('compiled not kept NODE_DISABLE_COMPILE_CACHE is set');
    const other = make('other', 0o700);
    expect(said({ NODE_COMPILE_CACHE: other })).toBe('compiled not kept NODE_COMPILE_CACHE is set');
    expect(below(folder).some((name) => name.startsWith('.cache'))).toBe(false);
  });
});
