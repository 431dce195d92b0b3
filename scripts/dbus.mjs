// A bundle of its own for what speaks D-Bus, in dist/dbus.cjs: most runs never ask for it.
import { build } from 'esbuild';

/** Says to a bundle that lies beside it where to find it. */
export const dbusBeside = {
  name: 'dbus-beside',
  setup(build) {
    build.onResolve({ filter: /^dbus-native$/ }, () => ({ path: './dbus.cjs', external: true }));
  },
};

// It reads the XML in which objects describe themselves, which nobody here asks them for.
const noDescriptions = {
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
