// Ten attributes of all processes: the library beside psutil and systeminformation: npm run bench:library -- --help
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, temporaryFolder } from './compile.mjs';
import { libraryMarkdown } from './library-report.mjs';
import { startLoad } from './load.mjs';
import { describeMachine, nodeVersion, resultName } from './machine.mjs';
import { enterNamespace, isAlone } from './namespace.mjs';
import { readOptions } from './options.mjs';
import { measureInTurns } from './turns.mjs';

const options = readOptions({
  title:
    'npm run bench:library -- [options]: ten attributes of all processes, by the library, psutil and systeminformation',
  defaults: { processes: '100,1000', rounds: '9' },
});
await enterNamespace();
try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function main() {
  const crowd = compile('load.c', temporaryFolder(), 'crowd');
  const { contenders, missing } = findContenders();
  for (const { name, install } of missing) console.error(`bench: ${name} is missing: ${install}`);
  const cells = [];
  for (const processes of options.processes) {
    console.error(`bench: ${processes} processes`);
    const load = await startLoad(crowd, { idle: processes });
    const results = await measureInTurns(contenders, { rounds: options.rounds, least: processes });
    await load.check();
    await load.stop();
    cells.push({ processes, results });
  }
  write({
    schema: 'ntop-bench-library/1',
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: nodeVersion(options.node),
    alone: isAlone(),
    contenders: contenders.map(({ name, version }) => ({ name, version })),
    missing,
    cells,
  });
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

function write(results) {
  const markdown = libraryMarkdown(results);
  mkdirSync(options.output, { recursive: true });
  const name = `${resultName(results.date, results.machine, results.node)}-library`;
  writeFileSync(join(options.output, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(options.output, 'latest-library.md'), markdown);
  console.log(markdown);
}
