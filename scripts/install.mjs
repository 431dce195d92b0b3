// Builds the native probe, or says in one sentence what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compileFar, sharedDoor } from '../native/compile.mjs';

const tools = { python3: ['python3'], make: ['make'], 'a C++ compiler': [process.env.CXX ?? 'g++', 'c++', 'clang++'] };
const missing = Object.keys(tools).filter((tool) => !tools[tool].some((command) => runs(command)));

if (missing.length > 0) {
  console.error(
    `ntop: to build its native probe it needs ${missing.join(' and ')}: sudo apt install python3 make g++ (Debian, Ubuntu), sudo dnf install python3 make gcc-c++ (Fedora)`,
  );
  process.exit(1);
}

const built = spawnSync('node-gyp', ['configure', 'build', '--silent', ...nodeHeaders()], {
  encoding: 'utf8',
  shell: true,
});
if (built.status !== 0) {
  console.error(`${built.stdout}${built.stderr}\nntop: its native probe could not be built; what is above says why`);
  process.exit(1);
}

// The helper for another machine of this kind, from the objects that were just made. Without it all else works.
const release = 'build/Release';
const ofAddon = sharedDoor().map((source) => `${release}/obj.target/ntop/${source.replace(/cc$/, 'o')}`);
const objects = [...ofAddon, `${release}/ntop_core.a`].map((name) => resolve(name));
try {
  const file = resolve(`${release}/ntop-far-linux-${process.arch}`);
  if (isOlder(file, objects)) await compileFar({ compiler: process.env.CXX ?? 'g++', file, objects });
} catch (error) {
  const reason = error.message.trim();
  console.error(`ntop: the helper for other machines could not be built, so ntop USER@HOST will not work: ${reason}`);
}

/** Whether the file has to be made anew: it is not there, or something of it is younger. */
function isOlder(file, objects) {
  const sources = readdirSync('native/far').map((name) => `native/far/${name}`);
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...objects, ...sources].some((path) => statSync(path).mtimeMs > made);
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore', shell: true }).status === 0;
}

/** The headers that came with this Node, which need no download. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
