import { builtinModules } from 'node:module';

const names = builtinModules.filter((name) => !name.startsWith('_')).join('|');

/**
 * The plugin for esbuild. Node makes a copy of its own modules for ES modules that import them, and asks each for all
 * that it has; asked for by this function they come as they are.
 */
export const plainBuiltins = {
  name: 'plain-builtins',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' ? undefined : { path, namespace: 'builtin' },
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};
