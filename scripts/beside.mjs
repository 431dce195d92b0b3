// Packages in files of their own beside the bundles, in dist: most runs never ask for one, and its text need not be read.
import { build } from 'esbuild';

/** The files by packages. */
const BESIDE = { 'dbus-native': 'dbus', re2js: 're2js' };
const NAMES = new RegExp(`^(${Object.keys(BESIDE).join('|')})$`);

/** Tells a bundle in the same directory where to find them. */
export const beside = {
  name: 'beside',
  setup(build) {
    build.onResolve({ filter: NAMES }, ({ path }) => ({ path: `./${BESIDE[path]}.cjs`, external: true }));
  },
};

// dbus-native reads the XML with which objects describe themselves, which is not used here.
export const noDescriptions = {
  name: 'no-descriptions',
  setup(build) {
    build.onResolve({ filter: /^xml2js$/ }, ({ path }) => ({ path, namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: '' }));
  },
};

export async function buildBeside(root) {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(BESIDE).map(([name, file]) => [file, name])),
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 200,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [noDescriptions],
  });
}
