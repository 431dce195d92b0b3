// Builds the C++ tests twice, plain and with the sanitizers, runs both, and ends with the line "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

process.chdir(new URL('..', import.meta.url).pathname);
const compiler = process.env.CXX ?? 'g++';
const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Wno-sign-conversion'];
const variants = {
  plain: ['-O0'],
  sanitized: ['-O0', '-g', '-fno-omit-frame-pointer', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
};
// The addon's own files need Node's headers, and so does what stands for Node on another machine; all else is plain C++.
const OF_NODE = ['addon', 'far'];
const folders = readdirSync('native', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OF_NODE.includes(entry.name))
  .map(({ name }) => name);
const files = folders.flatMap((folder) =>
  readdirSync(join('native', folder)).map((name) => join('native', folder, name)),
);
const sources = files.filter((file) => file.endsWith('.cc'));
const headersChanged = Math.max(...files.filter((file) => file.endsWith('.h')).map(changed));

const builds = Object.entries(variants).map(([name, flags]) => plan(name, flags));
const failures = await inParallel(builds.flatMap((build) => build.compilations));
const results = failures.length > 0 ? [] : await Promise.all(builds.map(linkAndRun));
for (const failure of failures) console.log(failure);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failed = sum('failed') + failures.length;
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What has to be compiled for a variant because it changed since. */
function plan(name, flags) {
  const folder = join('build', 'native-test', name);
  mkdirSync(folder, { recursive: true });
  const objects = sources.map((source) => join(folder, `${source.replaceAll('/', '_')}.o`));
  const program = join(folder, 'test');
  const compilations = sources
    .map((source, index) => ({ source, object: objects[index] }))
    .filter(({ source, object }) => changed(object) <= Math.max(changed(source), headersChanged))
    .map(
      ({ source, object }) =>
        () =>
          run(compiler, ['-std=c++17', ...flags, ...warnings, '-c', source, '-o', object]),
    );
  return { name, flags, objects, program, compilations };
}

async function linkAndRun({ name, flags, objects, program }) {
  const newest = Math.max(...objects.map(changed));
  if (changed(program) <= newest) {
    const link = await run(compiler, [...flags, ...objects, '-ldl', '-o', program]);
    if (link.status !== 0) return report(name, link);
  }
  return report(name, await run(program, []));
}

function report(name, { status, output }) {
  const lines = output.trimEnd().split('\n');
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(lines.at(-1) ?? '') ?? [];
  const ended = passed !== undefined && (status === 0) === (Number(failed) === 0);
  for (const line of ended ? lines.slice(0, -1) : lines) console.log(`${name}: ${line}`);
  if (!ended) console.log(`${name}: ended with status ${status}`);
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0) + (ended ? 0 : 1) };
}

/** Runs the jobs, as many at a time as there are CPUs; gives the output of those that failed. */
async function inParallel(jobs) {
  const failures = [];
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const { status, output } = await job();
      if (status !== 0) failures.push(output);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failures;
}

function run(command, args) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ status: -1, output: `${command}: ${error.message}` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

function changed(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
