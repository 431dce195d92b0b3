import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stagePackage } from '../../scripts/package/stage.mjs';
import { atEnd } from './endings.js';

/** What the shell and npm may need; no compiler, make or Python. */
const TOOLS = ['sh', 'env', 'uname', 'ldd', 'getconf'];

/** A new folder that is deleted at the end. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ntop-installed-')));
  atEnd(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The environment of a machine with this Node, npm and nothing to build with. */
export function withoutCompilers(node: string): NodeJS.ProcessEnv {
  const folder = makeFolder();
  const paths = (process.env.PATH ?? '').split(delimiter);
  for (const tool of TOOLS) {
    const found = paths
      .map((path) => join(path, tool))
      .find((path) => spawnSync(path, ['--version']).error === undefined);
    if (found !== undefined) symlinkSync(found, join(folder, tool));
  }
  symlinkSync(node, join(folder, 'node'));
  const { HOME = '/', LANG = 'C.UTF-8' } = process.env;
  // No settings of this machine's npm.
  return { HOME, LANG, PATH: folder, npm_config_cache: join(folder, 'cache'), npm_config_userconfig: '/dev/null' };
}

/** npm's own program; PATH may lead to it by a link. */
export function npmProgram(): string {
  const paths = (process.env.PATH ?? '').split(delimiter);
  const found = paths.flatMap((path) => {
    try {
      return [realpathSync(join(path, 'npm'))];
    } catch {
      return [];
    }
  });
  return found.find((path) => path.endsWith('.js')) ?? 'npm';
}

/** Packs the package with the probe that this checkout built, as `npm run package` does with those for all machines. */
export async function packWithOwnProbe(folder: string): Promise<string> {
  const staged = join(folder, 'staged');
  mkdirSync(staged);
  await stagePackage(staged, { [`linux-${process.arch}`]: 'build/Release/ntop.node' }, {});
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: staged });
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  return join(folder, name);
}

/** Installs a packed file into an empty folder, as on a machine without compiler and network; throws what npm says. */
export function installPacked(
  file: string,
  prefix: string,
  node: string,
  npm = npmProgram(),
  flags: string[] = [],
): void {
  mkdirSync(prefix, { recursive: true });
  const args = [npm, 'install', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', ...flags, file];
  const { status, stdout, stderr } = spawnSync(node, args, {
    cwd: prefix,
    env: withoutCompilers(node),
    encoding: 'utf8',
  });
  if (status !== 0 || /warn|error/i.test(stdout + stderr)) throw new Error(`npm said:\n${stdout}${stderr}`);
}
