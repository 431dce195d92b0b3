// Bundles the library into dist/library.cjs, with a door for import in dist/library.mjs and its types in dist/types.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { beside } from './beside.mjs';
import { lightLibraries } from './light-libraries.mjs';

/** An import would have Node read the whole bundle once more, only to find the names that it exports. */
const DOOR = `import { createRequire } from 'node:module';

const library = createRequire(import.meta.url)('./library.cjs');`;

/**
 * One bundle, which is CommonJS, and an ES module that hands on its names: a program that loads both has one library,
 * with one class Process and one memory of what was read before.
 */
export async function buildLibrary(root, define) {
  const entryPoints = ['src/library/index.ts'];
  const common = {
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    platform: 'node',
    target: 'node20',
    plugins: [lightLibraries, beside],
  };
  const [, module] = await Promise.all([
    build({
      ...common,
      outfile: 'dist/library.cjs',
      format: 'cjs',
      minifySyntax: true,
      minifyWhitespace: true,
      lineLimit: 200,
      inject: ['scripts/lazy-segmenter.mjs'],
      legalComments: 'none',
      logLevel: 'warning',
      define: { ...define, 'import.meta.url': 'bundleUrl', 'Intl.Segmenter': 'LazySegmenter' },
      banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
    build({ ...common, define, format: 'esm', outfile: 'library.mjs', metafile: true, write: false }),
  ]);
  const names = module.metafile.outputs['library.mjs'].exports.toSorted();
  writeFileSync(
    `${root}dist/library.mjs`,
    `${DOOR}\n\nexport const {\n${names.map((name) => `  ${name},\n`).join('')}} = library;\n`,
  );
  writeTypes(root);
}

/** To TypeScript a declaration speaks of the kind of module that its package.json names, so there are two of each. */
function writeTypes(root) {
  rmSync(`${root}dist/types`, { recursive: true, force: true });
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.library.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the library's types could not be made:\n${stdout}`);
  cpSync(`${root}dist/types`, `${root}dist/types-commonjs`, { recursive: true });
  writeFileSync(`${root}dist/types-commonjs/package.json`, '{ "type": "commonjs" }\n');
}
