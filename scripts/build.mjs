// Bundles the program into dist/ntop.mjs, what it needs only after its first frame into a file of its own, and the
// library and what both share beside them. Silent when all is well.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { buildLibrary } from './build-library.mjs';
import { buildDbus, dbusBeside } from './dbus.mjs';
import { inkTable } from './ink-table.mjs';
import { lazyPackages } from './lazy-packages.mjs';
import { lightLibraries } from './light-libraries.mjs';
import { plainBuiltins } from './plain-builtins.mjs';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const ntopVersion = { NTOP_VERSION: JSON.stringify(version) };

// Ink asks for it only when DEV is set, which bin/ntop.js unsets.
const noDevtools = {
  name: 'no-devtools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default undefined;' }));
  },
};

const { metafile } = await build({
  absWorkingDir: root.pathname,
  entryPoints: { ntop: 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'ntop-[name]-[hash]',
  splitting: true,
  metafile: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 200,
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    ...ntopVersion,
    // Yoga would load Node's HTTP client to read the WebAssembly that it holds as text, which takes longer than the rest.
    fetch: 'undefined',
    'Intl.Segmenter': 'LazySegmenter',
  },
  inject: ['scripts/lazy-segmenter.mjs'],
  // What is CommonJS in the bundle still asks for Node's own modules with require.
  banner: { js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);" },
  plugins: [noDevtools, inkTable, lightLibraries, lazyPackages, dbusBeside, plainBuiltins],
});

const made = Object.keys(metafile.outputs);
for (const name of readdirSync(new URL('dist', root))) {
  if (name.startsWith('ntop-') && !made.includes(`dist/${name}`)) rmSync(new URL(`dist/${name}`, root));
}
// V8 keeps the text of a program for as long as it runs: in one byte a character, or all of it in two.
for (const name of made) {
  if (/[^\x00-\x7f]/.test(readFileSync(new URL(name, root), 'utf8'))) throw new Error(`${name} is not ASCII`);
}

await buildDbus(root.pathname);
await buildLibrary(root.pathname, ntopVersion);
