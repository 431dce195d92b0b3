// Bundles the program into dist/ntop.mjs, and the library and what both share beside it. Silent when all is well.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildLibrary } from './build-library.mjs';
import { buildDbus, dbusBeside } from './dbus.mjs';
import { inkTable } from './ink-table.mjs';
import { lightLibraries } from './light-libraries.mjs';

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

await build({
  absWorkingDir: root.pathname,
  entryPoints: ['src/main.tsx'],
  outfile: 'dist/ntop.mjs',
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
    ...ntopVersion,
    // Yoga would load Node's HTTP client to read the WebAssembly that it holds as text, which takes longer than the rest.
    fetch: 'undefined',
    'Intl.Segmenter': 'LazySegmenter',
  },
  inject: ['scripts/lazy-segmenter.mjs'],
  // What is CommonJS in the bundle still asks for Node's own modules with require.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module';\nconst require = bundleRequire(import.meta.url);",
  },
  plugins: [noDevtools, inkTable, lightLibraries, dbusBeside],
});

// V8 keeps the text of a program for as long as it runs: in one byte a character, or all of it in two.
const bundle = new URL('dist/ntop.mjs', root);
if (/[^\x00-\x7f]/.test(readFileSync(bundle, 'utf8'))) throw new Error(`${bundle.pathname} is not ASCII`);

await buildDbus(root.pathname);
await buildLibrary(root.pathname, ntopVersion);
