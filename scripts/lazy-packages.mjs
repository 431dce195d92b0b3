/** Packages that most screens never need. All that they do while they load waits until one of their names is used. */
const LAZY = ['meow', 're2js', 'smol-toml'];
const NAMES = new RegExp(`^(${LAZY.join('|')})$`);

/** The plugin for esbuild. The package stays in the bundle, or beside it; a module in its place has getters with the same names. */
export const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: NAMES }, ({ path, kind, resolveDir }) =>
      kind === 'require-call' ? undefined : { path, namespace: 'lazy', pluginData: resolveDir },
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path, pluginData }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const getters = names.map((name) => `  ${name}: { enumerable: true, get: () => load().${name} },`);
      const contents = `
let loaded;
const load = () => (loaded ??= require(${JSON.stringify(path)}));
// What Node takes for the default export.
module.exports = (...given) => load().default(...given);
Object.defineProperties(module.exports, {
${getters.join('\n')}
});
`;
      return { contents, resolveDir: pluginData };
    });
  },
};
