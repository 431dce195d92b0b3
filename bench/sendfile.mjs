// A file of 1 GiB through sendfile() and through streams: npm run bench:sendfile -- --help
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, temporaryFolder } from './compile.mjs';
import { startHelper } from './lines.mjs';
import { describeMachine, nodeVersion, resultName } from './machine.mjs';
import { readOptions } from './options.mjs';
import { sendfileMarkdown } from './sendfile-report.mjs';
import { summary } from './statistics.mjs';

const MEBIBYTE = 1 << 20;
const WAYS = ['sendfile', 'pipe', 'pipe of 1 MiB'];

const options = readOptions({
  title: 'npm run bench:sendfile -- [options]: a file over loopback by sendfile() and by createReadStream().pipe()',
  defaults: { mebibytes: '1024', rounds: '7' },
});
try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function main() {
  const folder = temporaryFolder();
  const file = writeFile(join(folder, 'file'));
  const ways = WAYS.filter((way) => options.only?.includes(way) ?? true);
  const drain = startHelper(compile('drain.c', folder, 'drain'), []);
  const path = (name) => fileURLToPath(new URL(name, import.meta.url));
  const sender = startHelper(options.node, [path('samplers/sender.mjs'), path('../dist/library.mjs'), file]);
  const port = await sender.answer();
  const runs = new Map(ways.map((way) => [way, []]));
  // The first round warms up what a JIT compiles, and the file's pages.
  for (let round = 0; round <= options.rounds; round++) {
    for (const way of ways) {
      const run = await send(sender, drain, port, way);
      if (round > 0) runs.get(way).push(run);
    }
  }
  await Promise.all([sender.stop(), drain.stop()]);
  write({
    schema: 'ntop-bench-sendfile/1',
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: nodeVersion(options.node),
    mebibytes: options.mebibytes,
    results: Object.fromEntries([...runs].map(([way, all]) => [way, toResult(all)])),
  });
}

/** Real bytes: the holes of a sparse file would cost less. */
function writeFile(path) {
  const fd = openSync(path, 'w');
  const bytes = Buffer.alloc(MEBIBYTE, 'ntop');
  for (let written = 0; written < options.mebibytes; written++) writeSync(fd, bytes);
  closeSync(fd);
  return path;
}

async function send(sender, drain, port, way) {
  await sender.ask(way);
  const sent = sender.answer();
  const { bytes, seconds } = JSON.parse(await drain.ask(port));
  const { cpuSeconds } = JSON.parse(await sent);
  if (bytes !== options.mebibytes * MEBIBYTE) throw new Error(`bench: ${way} has sent ${bytes} bytes`);
  return { megabytesPerSecond: bytes / 1e6 / seconds, cpuSecondsPerGibibyte: cpuSeconds / (options.mebibytes / 1024) };
}

function toResult(runs) {
  return {
    megabytesPerSecond: summary(runs.map((run) => run.megabytesPerSecond)),
    cpuSecondsPerGibibyte: summary(runs.map((run) => run.cpuSecondsPerGibibyte)),
  };
}

function write(results) {
  const markdown = sendfileMarkdown(results);
  mkdirSync(options.output, { recursive: true });
  const name = `sendfile-${resultName(results.date, results.machine, results.node)}`;
  writeFileSync(join(options.output, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(options.output, 'latest-sendfile.md'), markdown);
  console.log(markdown);
}
