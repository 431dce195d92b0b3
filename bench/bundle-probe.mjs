import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles src/probe/NAME.ts; gives the file, which lies two folders below the project, where the probe looks for its addon. */
export async function bundleProbe(name) {
  const outfile = fileURLToPath(new URL(`../build/bench/${name}.mjs`, import.meta.url));
  const entry = fileURLToPath(new URL(`../src/probe/${name}.ts`, import.meta.url));
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const define = { NTOP_VERSION: JSON.stringify(version) };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define,
  });
  return outfile;
}
