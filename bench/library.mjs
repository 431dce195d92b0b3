// Ten attributes of all processes: the library beside psutil and systeminformation: npm run bench:library -- --help
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compile, temporaryFolder } from './compile.mjs';
import { libraryMarkdown } from './library-report.mjs';
import { startLoad } from './load.mjs';
import { nodeVersion } from './machine.mjs';
import { readOptions } from './options.mjs';
import { describeRun, saveResults } from './results.mjs';
import { runBench, say, sayMissing } from './start.mjs';
import { measureInTurns } from './turns.mjs';

const options = readOptions({
  title:
    'npm run bench:library -- [options]: ten attributes of all processes, by the library, psutil and systeminformation',
  defaults: { processes: '100,1000', rounds: '9' },
});
await runBench(main);

async function main() {
  const crowd = compile('load.c', temporaryFolder(), 'crowd');
  const { contenders, missing } = findContenders();
  sayMissing(missing, { counts: false });
  const cells = [];
  for (const processes of options.processes) {
    say(`${processes} processes`);
    const load = await startLoad(crowd, { idle: processes });
    const results = await measureInTurns(contenders, { rounds: options.rounds, least: processes });
    await load.check();
    await load.stop();
    cells.push({ processes, results });
  }
  const results = {
    ...describeRun('ntop-bench-library/1', options.node),
    contenders: contenders.map(({ name, version }) => ({ name, version })),
    missing,
    cells,
  };
  const files = { suffix: '-library', latest: 'latest-library.md' };
  const keyOf = (cell) => cell.processes;
  saveResults(results, { folder: options.output, ...files, keyOf, toMarkdown: libraryMarkdown });
}

/** A line a contender: what samples, its version where it is there, and how it can be had. */
function findContenders() {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url));
  const node = (sampler, ...args) => [options.node, path(`samplers/${sampler}.mjs`), ...args];
  const python = ['python3', '/usr/bin/python3'].find((command) => psutilOf(command) !== undefined);
  const theirs = systeminformation();
  const all = [
    { name: 'ntop', run: node('library', path('../dist/library.mjs')), version: nodeVersion(options.node) },
    {
      name: 'psutil',
      run: [python, path('samplers/library.py')],
      version: python && psutilOf(python),
      install: 'apt install python3-psutil',
    },
    {
      name: 'systeminformation',
      run: node('systeminformation', theirs?.path),
      version: theirs?.version,
      install: 'npm install --no-save systeminformation',
    },
  ].filter(({ name }) => options.only === undefined || options.only.includes(name));
  return {
    contenders: all.filter(({ version }) => version !== undefined).map((one) => ({ ...one, whole: true })),
    missing: all.filter(({ version }) => version === undefined).map(({ name, install }) => ({ name, install })),
  };
}

function psutilOf(python) {
  const { status, stdout } = spawnSync(python, ['-c', 'import psutil; print(psutil.__version__)'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

function systeminformation() {
  const require = createRequire(import.meta.url);
  try {
    const path = require.resolve('systeminformation');
    return { path, version: require(path).version() };
  } catch {
    return undefined;
  }
}
