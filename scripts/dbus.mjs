// A bundle of its own for what speaks D-Bus, in dist/dbus.cjs: most runs never ask for it.
import { build } from 'esbuild';

/** Tells a bundle in the same directory where to find it. */
export const dbusBeside = {
  name: 'dbus-beside',
  setup(build) {
    build.onResolve({ filter: /^dbus-native$/ }, () => ({ path: './dbus.cjs', external: true }));
  },
};

// It reads the XML with which objects describe themselves, which is not used here.
export const noDescriptions = {
  name: 'no-descriptions',
  setup(build) {
    build.onResolve({ filter: /^xml2js$/ }, ({ path }) => ({ path, namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: '' }));
  },
};

export async function buildDbus(root) {
  await build({
    absWorkingDir: root,
    entryPoints: { dbus: 'dbus-native' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [noDescriptions],
  });
}
