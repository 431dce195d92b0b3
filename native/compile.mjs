// Compiles the native probe with a C++ compiler alone, into build/Release/ntop.node: no node-gyp, Python or make, and
// nothing is downloaded. The sources and their flags are those of binding.gyp.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();

async function main() {
  const compiler = process.env.CXX || 'c++';
  if (spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status !== 0) {
    fail(
      `to build its native probe it needs a C++17 compiler, and "${compiler}" does not run: sudo apt install g++ (Debian, Ubuntu), sudo dnf install gcc-c++ (Fedora), apk add g++ (Alpine)`,
    );
  }
  const file = join(ROOT, 'build/Release/ntop.node');
  try {
    await compileAddon({ compiler, file });
  } catch (error) {
    fail(`its native probe could not be built:\n${error.message}`);
  }
  process.stdout.write(`ntop: built ${file}\n`);
}

function fail(sentence) {
  process.stderr.write(`ntop: ${sentence}\n`);
  process.exit(1);
}

/** Compiles and links the addon as `file`; the objects stay in `objects` if that is given. Throws what the compiler said. */
export async function compileAddon({ compiler, file, objects, compileFlags = [], linkFlags = [], extraSources = [] }) {
  const { sources, flags, defines } = readInstructions();
  const folder = objects ?? mkdtempSync(join(tmpdir(), 'ntop-compile-'));
  mkdirSync(folder, { recursive: true });
  try {
    const common = ['-fPIC', '-pthread', '-fno-rtti', '-fvisibility=hidden', ...flags, ...defines];
    const includes = headerFolders().map((path) => `-I${path}`);
    const jobs = [...sources, ...extraSources].map((source) => {
      const object = join(folder, `${basename(dirname(source))}_${basename(source)}.o`);
      return { source, object, args: [...common, ...compileFlags, ...includes, '-c', source, '-o', object] };
    });
    await inParallel(
      jobs.map(
        ({ args }) =>
          () =>
            run(compiler, args),
      ),
    );
    mkdirSync(dirname(file), { recursive: true });
    const made = join(folder, 'made');
    // Node has the symbols of Node-API and libuv; whatever comes from an archive stays inside.
    const link = ['-shared', '-pthread', '-s', '-Wl,--exclude-libs,ALL', '-Wl,--build-id=none'];
    await run(compiler, [...link, ...jobs.map(({ object }) => object), ...linkFlags, '-o', made]);
    // Beside the file first: it may be in use, and another file system.
    const beside = `${file}.${process.pid}`;
    await run('cp', [made, beside]);
    renameSync(beside, file);
  } finally {
    if (objects === undefined) rmSync(folder, { recursive: true });
  }
}

/** These are only for Node; native/far has something in their place. */
const ONLY_FOR_NODE = /addon\/(node_only|exit|ready_wait|sendfile|terminal)\.cc$|engine\/user_name\.cc$/;

const isShared = (source) => !ONLY_FOR_NODE.test(source);

/** The sources of the addon's door, which the helper shares, without those of ntop_core. */
export function sharedDoor() {
  const { targets } = readInstructions();
  return targets.at(-1).sources.filter(isShared);
}

/**
 * Makes the helper for another machine (native/far) as `file`, a program without libraries. `objects` are those of
 * ntop_core and of the shared door, if they were made; else all is compiled to be small. Throws what the compiler said.
 */
export async function compileFar({
  compiler,
  file,
  objects,
  compileFlags = [],
  linkFlags = ['-static'],
  extraSources = [],
}) {
  const { flags, defines, targets } = readInstructions();
  const folder = mkdtempSync(join(tmpdir(), 'ntop-far-'));
  try {
    const includes = headerFolders().map((path) => `-I${path}`);
    const far = readdirSync(join(ROOT, 'native/far')).filter((name) => name.endsWith('.cc'));
    const shared =
      objects === undefined ? [...targets[0].sources.filter(isShared), ...sharedDoor(), ...extraSources] : [];
    const small = ['-Os', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables', '-ffunction-sections'];
    const common = ['-pthread', '-fno-rtti', ...flags, ...small, ...defines, ...compileFlags, ...includes];
    const jobs = [...far.map((name) => `native/far/${name}`), ...shared].map((source) => {
      const object = join(folder, `${basename(dirname(source))}_${basename(source)}.o`);
      return { object, args: [...common, '-c', source, '-o', object] };
    });
    await inParallel(
      jobs.map(
        ({ args }) =>
          () =>
            run(compiler, args),
      ),
    );
    mkdirSync(dirname(file), { recursive: true });
    const made = [...jobs.map(({ object }) => object), ...(objects ?? [])];
    const link = ['-pthread', '-s', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,-z,norelro'];
    await run(compiler, [...link, ...made, ...linkFlags, '-o', file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What binding.gyp says of both targets; in the package it lies here, where npm does not take it for an order. */
function readInstructions() {
  const path = ['binding.gyp', 'native/binding.gyp'].map((name) => join(ROOT, name)).find(existsSync);
  const { targets, target_defaults } = JSON.parse(readFileSync(path, 'utf8').replace(/^\s*#.*$/gm, ''));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = targets.flatMap(({ defines = [] }) => defines).filter((define) => !define.startsWith('NTOP_VERSION='));
  const defines = [...named, 'NODE_GYP_MODULE_NAME=ntop', 'BUILDING_NODE_EXTENSION', 'USING_UV_SHARED=1'];
  return {
    targets,
    sources: targets.flatMap(({ sources }) => sources),
    flags: target_defaults.cflags_cc,
    defines: [...defines.map((define) => `-D${define}`), `-DNTOP_VERSION="${version}"`],
  };
}

/** The headers of Node and node-addon-api: in the package beside the sources. */
function headerFolders() {
  const beside = join(ROOT, 'native/include');
  if (existsSync(beside)) return [beside];
  return [join(dirname(dirname(process.execPath)), 'include/node'), join(ROOT, 'node_modules/node-addon-api')];
}

/** Runs the jobs, as many at a time as there are CPUs. */
async function inParallel(jobs) {
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

function run(command, args) {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', refuse);
    child.on('close', (status) =>
      status === 0 ? done() : refuse(new Error(output || `${command} ended with ${status}`)),
    );
  });
}
