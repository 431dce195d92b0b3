import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { version } from '../../src/version.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A TypeScript program as one that Node runs, in a folder of its own that `remove` takes away. */
export async function bundleProgram(path: string): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ntop-program-')));
  const file = join(folder, 'program.mjs');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await build({
    absWorkingDir: root,
    entryPoints: [path],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    packages: 'external',
    define: { NTOP_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}
