import { builtinModules } from 'node:module';
import { relative } from 'node:path';

const names = builtinModules.filter((name) => !name.startsWith('_')).join('|');

/** What Node takes long to load, and most screens never need: each waits until one of its functions is called. */
const LAZY = ['node:child_process', 'node:crypto', 'node:zlib'];

/**
 * The plugin for esbuild. Node makes a copy of its own modules for ES modules that import them, and asks each for all
 * that it has; asked for by this function they come as they are, and only the names that are used are looked up.
 */
export const plainBuiltins = {
  name: 'plain-builtins',
  setup(build) {
    // For each importer a module of its own: shared ones would be files between the parts of the program that are loaded
    // at different times, with the names that any of them uses.
    build.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path, kind, importer }) => {
      if (kind === 'dynamic-import') return undefined;
      if (kind === 'require-call') return { path, namespace: 'required', sideEffects: false };
      const own = `${relative(build.initialOptions.absWorkingDir, importer)} ${path}`;
      return { path: own, namespace: 'builtin', pluginData: path, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ pluginData: path }) => {
      const exported = Object.keys(await import(path)).filter(
        (name) => name !== 'default' && name !== 'module.exports',
      );
      if (LAZY.includes(path)) return { contents: lazily(path, exported) };
      return {
        contents: [
          `const found = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
          // A call can be left out where the name is not used; esbuild keeps what looks up a property.
          'const named = (name) => found[name];',
          'export default found;',
          ...exported.map((name) => `export const ${name} = /* @__PURE__ */ named('${name}');`),
        ].join('\n'),
      };
    });
  },
};

/** Of functions alone: a class would have to be loaded to be one. */
function lazily(path, exported) {
  return [
    `const load = () => process.getBuiltinModule(${JSON.stringify(path)});`,
    ...exported.map((name) => `export const ${name} = (...given) => load().${name}(...given);`),
  ].join('\n');
}
