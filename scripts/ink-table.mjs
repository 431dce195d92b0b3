import { readFile } from 'node:fs/promises';

const file = /[\\/]ink-table[\\/]dist[\\/]index\.js$/;
const wrapper = /src[\\/]ui[\\/]ink-table\.ts$/;

/**
 * ink-table is CommonJS and requires ink, which no CommonJS module can: ink is ESM that awaits at its top level.
 * Its code, untouched, as an ES module.
 */
function asModule(code) {
  return `
import * as ink from 'ink';
import * as react from 'react';
import * as objectHash from 'object-hash';
const modules = { ink, react, 'object-hash': objectHash.default };
const require = (name) => modules[name];
const exports = {};
(() => {${code}
})();
export default exports.default;
export const { Header, Cell, Skeleton } = exports;
`;
}

/** The plugin for esbuild. */
export const inkTable = {
  name: 'ink-table',
  setup(build) {
    // Once joined, there is nothing left to load at run time.
    build.onLoad({ filter: wrapper }, () => ({
      contents: "export { default as Table } from 'ink-table';",
      resolveDir: process.cwd(),
    }));
    build.onLoad({ filter: file }, async ({ path }) => ({ contents: asModule(await readFile(path, 'utf8')) }));
  },
};
