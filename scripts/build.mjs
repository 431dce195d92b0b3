// Bundles the program into dist/ntop.mjs, what it needs only after its first frame into a file of its own, and the
// library and what both share beside them. Silent when all is well.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { beside, buildBeside } from './beside.mjs';
import { buildLibrary } from './build-library.mjs';
import { defines, programOptions } from './bundle-options.mjs';

const root = new URL('..', import.meta.url);

const { metafile } = await build({
  ...programOptions,
  entryPoints: { ntop: 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'ntop-[name]-[hash]',
  splitting: true,
  metafile: true,
  plugins: [...programOptions.plugins, beside],
});

const made = Object.keys(metafile.outputs);
for (const name of readdirSync(new URL('dist', root))) {
  if (name.startsWith('ntop-') && !made.includes(`dist/${name}`)) rmSync(new URL(`dist/${name}`, root));
}
// V8 keeps the text of a program for as long as it runs: in one byte a character, or all of it in two.
for (const name of made) {
  if (/[^\x00-\x7f]/.test(readFileSync(new URL(name, root), 'utf8'))) throw new Error(`${name} is not ASCII`);
}

await buildBeside(root.pathname);
await buildLibrary(root.pathname, defines);
