// How the program is bundled, whatever the bundle is for.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inkTable } from './ink-table.mjs';
import { lazyPackages } from './lazy-packages.mjs';
import { lightLibraries } from './light-libraries.mjs';
import { plainBuiltins } from './plain-builtins.mjs';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** What the build puts into the source. */
export const defines = { NTOP_VERSION: JSON.stringify(version), ...commitDefine() };

/** The commit of the clone; nothing where there is no git. */
function commitDefine() {
  const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude', '*'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? { NTOP_COMMIT: JSON.stringify(stdout.trim()) } : {};
}

// Ink asks for it only when DEV is set, which bin/ntop.js unsets.
const noDevtools = {
  name: 'no-devtools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default undefined;' }));
  },
};

/** For esbuild. */
export const programOptions = {
  absWorkingDir: fileURLToPath(root),
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
    ...defines,
    // Yoga would load Node's HTTP client to read the WebAssembly that it holds as text, which takes longer than the rest.
    fetch: 'undefined',
    'Intl.Segmenter': 'LazySegmenter',
  },
  inject: ['scripts/lazy-segmenter.mjs'],
  // What is CommonJS in the bundle still asks for Node's own modules with require.
  banner: { js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);" },
  plugins: [noDevtools, inkTable, lightLibraries, lazyPackages, plainBuiltins],
};
