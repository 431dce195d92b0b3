// ntop as one executable file: Node with the program and its probe inside.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { noDescriptions } from '../beside.mjs';
import { programOptions } from '../bundle-options.mjs';
import { nodeRelease } from './tools.mjs';

/** A release, so that every build takes the same. It is the first major that makes the file by itself. */
const NODE = '26.12.1';
const FOLDER = 'build/single';

/** Lines of the launcher that say what the bundle has fixed already, or keep what was compiled, which the file holds. */
const EDITS = [
  [/^#!.*$/m, ''],
  [/^ {2}process\.env\.NODE_ENV = 'production';$/m, ''],
  [/^ {2}delete process\.env\.DEV;$/m, ''],
  [/^ {2}const compiled = keepCompiled\(\);$/m, "  const compiled = { why: 'it is in the executable' };"],
];

/** The launcher with the program behind it, and without what only files on a disk need. */
const wholeProgram = {
  name: 'whole-program',
  setup(setup) {
    setup.onResolve({ filter: /dist\/ntop\.mjs$/ }, () => ({ path: resolve('src/main.ts') }));
    setup.onLoad({ filter: /bin\/ntop\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      return { contents: EDITS.reduce((text, [line, put]) => edited(text, line, put, path), code) };
    });
  },
};

function edited(text, line, put, path) {
  if (!line.test(text)) throw new Error(`${path} has no line like ${line}`);
  return text.replace(line, put);
}

/** Makes `file` for a CPU of this name with the probe, and helpers by their names; undefined, or one sentence why it can't be made here. */
export async function makeSingleFile({ arch, cpu, probe, helpers, file }) {
  const strip = `${cpu}-linux-gnu-strip`;
  if (spawnSync(strip, ['--version']).status !== 0) return `${strip} does not run`;
  mkdirSync(FOLDER, { recursive: true });
  const main = join(FOLDER, 'ntop.mjs');
  await bundle(main);
  const builder = nodeRelease(NODE);
  const node = join(FOLDER, `node-${arch}`);
  execFileSync(strip, ['-o', node, nodeRelease(NODE, arch)]);
  copyFileSync(probe, join(FOLDER, 'ntop.node'));
  const settings = {
    main,
    mainFormat: 'module',
    executable: node,
    output: `${file}.making`,
    disableExperimentalSEAWarning: true,
    // It differs from build to build, and V8 takes none that was made with a fixed seed for hashes.
    useCodeCache: false,
    assets: { 'ntop.node': join(FOLDER, 'ntop.node'), ...helpers },
  };
  const description = join(FOLDER, `${arch}.json`);
  writeFileSync(description, JSON.stringify(settings));
  execFileSync(builder, ['--build-sea', description], { stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(settings.output, file);
  return undefined;
}

/** The licence of Node and of what it holds. */
export function nodeLicence(arch) {
  return readFileSync(join(dirname(dirname(nodeRelease(NODE, arch))), 'LICENSE'), 'utf8');
}

async function bundle(outfile) {
  await build({
    ...programOptions,
    entryPoints: ['bin/ntop.js'],
    outfile,
    target: 'node26',
    plugins: [wholeProgram, ...programOptions.plugins, noDescriptions],
  });
}
