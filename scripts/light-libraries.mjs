import { readFile } from 'node:fs/promises';

/** What libraries do while they load, and ntop never needs. */
const EDITS = [
  // Rules for the packages of others; ours needs none of them.
  { file: /meow[\\/]build[\\/]dependencies\.js$/, find: /requireNormalize\(\);/, put: '() => {};' },
  // Draws the place of an error in JSON.
  { file: /meow[\\/]build[\\/]dependencies\.js$/, find: /requireLib\$1\(\);/, put: '{};' },
  // It looks for the roots of packages with programs of others.
  { file: /meow[\\/]build[\\/]dependencies\.js$/, find: /promisify\(execFile\)/, put: '0' },
  // A debugger for Ink, for which a file of its own would be made.
  { file: /ink[\\/]build[\\/]reconciler\.js$/, find: /await import\('\.\/devtools\.js'\)/, put: 'undefined' },
];

/** Measures ASCII itself, and loads the library with its table of emoji when it meets anything else. */
const STRING_WIDTH = `
const PLAIN = /^[\\x20-\\x7e]*$/;
let load;
export default function stringWidth(text, options) {
  if (typeof text === 'string' && PLAIN.test(text)) return text.length;
  load ??= require('string-width').default;
  return load(text, options);
}
`;

/**
 * Ink unmounts on signals that end the program, by handlers that take the place of ntop's own
 * (native/terminal/farewell.cc) and leave the terminal as it is.
 */
const SIGNAL_EXIT = 'export default () => () => {};';

/** The plugin for esbuild. Without it the program starts, measured on Node 22, a tenth later. */
export const lightLibraries = {
  name: 'light-libraries',
  setup(build) {
    build.onLoad({ filter: new RegExp(EDITS.map(({ file }) => file.source).join('|')) }, async ({ path }) => {
      let code = await readFile(path, 'utf8');
      for (const { file, find, put } of EDITS) {
        if (!file.test(path)) continue;
        if (!find.test(code)) throw new Error(`${path} has nothing that looks like ${find}`);
        code = code.replace(find, put);
      }
      return { contents: code };
    });
    build.onResolve({ filter: /^signal-exit$/ }, ({ path }) => ({ path, namespace: 'no-signals' }));
    build.onLoad({ filter: /.*/, namespace: 'no-signals' }, () => ({ contents: SIGNAL_EXIT }));
    build.onResolve({ filter: /^string-width$/ }, ({ path, kind, resolveDir }) => {
      if (kind === 'require-call') return undefined;
      return { path, namespace: 'light', pluginData: resolveDir };
    });
    build.onLoad({ filter: /.*/, namespace: 'light' }, ({ pluginData }) => ({
      contents: STRING_WIDTH,
      resolveDir: pluginData,
    }));
  },
};
