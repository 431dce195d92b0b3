// What packages are made and tested with, from the npm registry, in folders that are kept.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder node_modules with these packages, such as ['publint@0.3.25']. */
export function installed(packages, ...flags) {
  const folder = resolve('node_modules/.cache/ntop/tools', packages.join('+').replaceAll('/', '-'));
  if (!existsSync(folder)) {
    const work = `${folder}.${process.pid}`;
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const options = ['--silent', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', ...flags];
    execFileSync('npm', ['install', ...options, '--prefix', work, ...packages], { cwd: work });
    renameSync(work, folder);
  }
  return join(folder, 'node_modules');
}

/** The program of a release of Node for a CPU. */
export function nodeRelease(release, arch = process.arch) {
  const name = `node-linux-${arch}`;
  return join(installed([`${name}@${release}`], '--force', `--cpu=${arch}`), name, 'bin/node');
}
