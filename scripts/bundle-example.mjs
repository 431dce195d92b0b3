import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles examples/NAME.ts; gives the file, which lies where the library finds its addon as it would in a checkout. */
export async function bundleExample(name) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const outfile = `${root}build/examples/${name}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [`examples/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define: { NTOP_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
  return outfile;
}
